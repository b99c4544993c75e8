"""Exceptions: hits that a person cleared, until a day and while neither side changes; an `ExceptionStore`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, LargeBinary, Row

from kyc.model.errors import StoreError
from kyc.screening.exceptions import ScreeningException
from kyc.storage.casework.belonging import seal_texts, unseal_texts
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

EXCEPTIONS = tenant_table(
    "screening_exceptions",
    Column("applicant_id", ID, primary_key=True),
    Column("entity_id", CODE, primary_key=True),
    Column(
        "sealed_fingerprint", LargeBinary, nullable=False
    ),  # the applicant's: it could be guessed from names and numbers
    Column("entity_fingerprint", CODE, nullable=False),
    Column("reason", CODE, nullable=False),
    Column("author", ID, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    to_applicant(),
)
_KIND = "screening_exception"
_PLAIN = ("applicant_id", "entity_id", "entity_fingerprint", "reason", "author", "created_at", "expires_at")


class Exceptions(Repository):
    """The tenant's exceptions; a later one for the same applicant and entity takes the place of the earlier."""

    TABLE = EXCEPTIONS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def put(self, exception: ScreeningException) -> None:
        """Remember an exception."""
        applicant_id, entity_id = exception.applicant_id, exception.entity_id
        texts = {"fingerprint": exception.applicant_fingerprint}
        sealed = seal_texts(self._keys, applicant_id, _KIND, entity_id, texts)
        values = {name: getattr(exception, name) for name in _PLAIN} | {"sealed_fingerprint": sealed}
        if not self._update(values, *self._of_pair(applicant_id, entity_id)):
            self._insert(**values)

    def find(self, applicant_id: str, entity_id: str) -> ScreeningException | None:
        """Find the latest exception for an applicant and an entity."""
        row = self._row(*self._of_pair(applicant_id, entity_id))
        return self._exception(row) if row else None

    def of(self, applicant_id: str) -> tuple[ScreeningException, ...]:
        """Every exception for an applicant, by entity."""
        rows = self._rows(self.TABLE.c.applicant_id == applicant_id, order=self.TABLE.c.entity_id)
        return tuple(map(self._exception, rows))

    def remove(self, applicant_id: str, entity_id: str) -> int:
        """Forget one, because the hit is seen otherwise now; say how many there were."""
        return self._delete(*self._of_pair(applicant_id, entity_id))

    def erase(self, applicant_id: str) -> int:
        """Forget an applicant's exceptions."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def _of_pair(self, applicant_id: str, entity_id: str) -> tuple[Any, Any]:
        return self.TABLE.c.applicant_id == applicant_id, self.TABLE.c.entity_id == entity_id

    def _exception(self, row: Row[Any]) -> ScreeningException:
        opened = unseal_texts(self._keys, row.applicant_id, _KIND, row.entity_id, row.sealed_fingerprint)
        fingerprint = opened.get("fingerprint")
        if fingerprint is None:
            raise StoreError("STORE.DAMAGED", "A stored exception is damaged: restore it from a backup.")
        return ScreeningException(**{name: getattr(row, name) for name in _PLAIN}, applicant_fingerprint=fingerprint)
