"""Files laid to cases: a row for each with its name sealed, the bytes sealed in the blob store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, Row

from kyc.model.case import Attachment, Case
from kyc.storage.aftermath import Aftermath
from kyc.storage.casework.belonging import of_case, seal_texts, unseal_texts
from kyc.storage.files.blobs import Blobs
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table
from kyc.storage.tenants.keys import Keys

ATTACHMENTS = tenant_table(
    "attachments",
    Column("id", ID, primary_key=True),
    *of_case(),
    Column("sealed_name", LargeBinary),
    Column("media_type", CODE, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", CODE, nullable=False),
    Column("author", ID, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_attachments_case", "tenant", "case_id"),
    Index("ix_attachments_applicant", "tenant", "applicant_id"),
)
FILES = "attachments"  # the kind in the blob store
_PLAIN = ("id", "case_id", "media_type", "size", "digest", "author", "at")


class Attachments(Repository):
    """The tenant's attachments."""

    TABLE = ATTACHMENTS

    def __init__(self, scope: Scope, keys: Keys, blobs: Blobs, aftermath: Aftermath) -> None:
        super().__init__(scope)
        self._keys, self._blobs, self._aftermath = keys, blobs, aftermath

    def add(self, case: Case, name: str, content: bytes, *, media_type: str, author: str) -> Attachment:
        """Seal a file, write it to disk, then store its row."""
        file_id, applicant_id = self._scope.new_id("att"), case.applicant_id
        digest = self._keys.digest(applicant_id, content)
        made = Attachment(file_id, case.id, name, media_type, len(content), digest, author, self._now())
        sealed = self._keys.seal(applicant_id, FILES, file_id, content)
        self._aftermath.if_rolled_back(lambda: self._blobs.delete(self._tenant, applicant_id, FILES, file_id))
        self._blobs.put(self._tenant, applicant_id, FILES, file_id, sealed)
        sealed_name = seal_texts(self._keys, applicant_id, FILES, file_id, {"name": name})
        plain = {column: getattr(made, column) for column in _PLAIN}
        self._insert(**plain, applicant_id=applicant_id, sealed_name=sealed_name)
        return made

    def get(self, attachment_id: str) -> Attachment:
        """Return what is known of a file.

        Raises:
            StoreError: STORE.UNKNOWN when there is none by this id.
        """
        return self._attachment(self._known(self.TABLE.c.id == attachment_id))

    def content(self, attachment_id: str) -> bytes:
        """Return a file byte for byte.

        Raises:
            StoreError: STORE.DAMAGED when a single bit differs from what was stored.
        """
        row = self._known(self.TABLE.c.id == attachment_id)
        sealed = self._blobs.get(self._tenant, row.applicant_id, FILES, attachment_id)
        return self._keys.unseal(row.applicant_id, FILES, attachment_id, sealed)

    def of(self, case_id: str) -> tuple[Attachment, ...]:
        """The files of a case, oldest first."""
        rows = self._rows(self.TABLE.c.case_id == case_id, order=self.TABLE.c.id)
        return tuple(map(self._attachment, rows))

    def is_stored(self, attachment_id: str) -> bool:
        """Whether there is a file by this id."""
        return self._row(self.TABLE.c.id == attachment_id) is not None

    def erase(self, applicant_id: str) -> int:
        """Forget the files about an applicant: the rows now, the blobs once that is certain."""
        self._aftermath.if_committed(lambda: self._blobs.delete_all(self._tenant, applicant_id))
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def _attachment(self, row: Row[Any]) -> Attachment:
        name = unseal_texts(self._keys, row.applicant_id, FILES, row.id, row.sealed_name).get("name")
        return Attachment(name=name or "", **{column: getattr(row, column) for column in _PLAIN})
