"""Images of documents and selfies: a row for each, the bytes sealed in the blob store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, Row

from kyc.model.applicant import StoredImage
from kyc.model.submission import SubmittedImage
from kyc.storage.aftermath import Aftermath
from kyc.storage.files.blobs import Blobs
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

DOCUMENTS = tenant_table(
    "documents",
    Column("id", ID, primary_key=True),
    Column("applicant_id", ID, nullable=False),
    Column("role", CODE, nullable=False),
    Column("media_type", CODE, nullable=False),
    Column("digest", CODE, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    to_applicant(),
    Index("ix_documents_applicant", "tenant", "applicant_id"),
)
IMAGES = "images"  # the kind in the blob store and in retention rules


class Documents(Repository):
    """The tenant's images."""

    TABLE = DOCUMENTS

    def __init__(self, scope: Scope, keys: Keys, blobs: Blobs, aftermath: Aftermath) -> None:
        super().__init__(scope)
        self._keys, self._blobs, self._aftermath = keys, blobs, aftermath

    def add(self, applicant_id: str, image: SubmittedImage, *, media_type: str) -> StoredImage:
        """Seal an image, write it to disk, then store its row."""
        document_id = self._scope.new_id("doc")
        sealed = self._keys.seal(applicant_id, IMAGES, document_id, image.content)
        stored = StoredImage(
            id=document_id,
            tenant=self._tenant,
            applicant_id=applicant_id,
            role=image.role,
            media_type=media_type,
            digest=self._keys.digest(applicant_id, image.content),
            size=len(image.content),
            created_at=self._now(),
        )
        self._aftermath.if_rolled_back(self._deleting(applicant_id, document_id))
        self._blobs.put(self._tenant, applicant_id, IMAGES, document_id, sealed)
        self._insert(**{name: getattr(stored, name) for name in _COLUMNS})
        return stored

    def get(self, document_id: str) -> StoredImage:
        """Return what is known of an image."""
        return self._stored(self._known(self.TABLE.c.id == document_id))

    def is_stored(self, document_id: str) -> bool:
        """Whether there is an image by this id."""
        return self._row(self.TABLE.c.id == document_id) is not None

    def image(self, document_id: str) -> SubmittedImage:
        """Return an image byte for byte.

        Raises:
            StoreError: STORE.DAMAGED when a single bit differs from what was stored.
        """
        stored = self.get(document_id)
        sealed = self._blobs.get(self._tenant, stored.applicant_id, IMAGES, document_id)
        return SubmittedImage(stored.role, self._keys.unseal(stored.applicant_id, IMAGES, document_id, sealed))

    def of(self, applicant_id: str) -> tuple[StoredImage, ...]:
        """An applicant's images, newest first."""
        rows = self._rows(self.TABLE.c.applicant_id == applicant_id, order=self.TABLE.c.id.desc())
        return tuple(map(self._stored, rows))

    def erase(self, applicant_id: str) -> int:
        """Forget an applicant's images: the rows now, the blobs once that is certain."""
        self._aftermath.if_committed(lambda: self._blobs.delete_all(self._tenant, applicant_id))
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def remove(self, document_id: str) -> None:
        """Forget one image."""
        stored = self.get(document_id)
        self._aftermath.if_committed(self._deleting(stored.applicant_id, document_id))
        self._delete(self.TABLE.c.id == document_id)

    def _deleting(self, applicant_id: str, document_id: str) -> Any:
        return lambda: self._blobs.delete(self._tenant, applicant_id, IMAGES, document_id)

    def _stored(self, row: Row[Any]) -> StoredImage:
        return StoredImage(tenant=self._tenant, **{name: getattr(row, name) for name in _COLUMNS})


_COLUMNS = ("id", "applicant_id", "role", "media_type", "digest", "size", "created_at")
