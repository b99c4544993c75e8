"""Legal holds: while one is active, nothing of the applicant is erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Row

from kyc.model.applicant import LegalHold
from kyc.storage.applicants.applicants import Applicants
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

HOLDS = tenant_table(
    "holds",
    Column("id", ID, primary_key=True),
    Column("applicant_id", ID, nullable=False),
    Column("sealed_reason", LargeBinary, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("placed_by", CODE, nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", CODE),
    to_applicant(),
    Index("ix_holds_applicant", "tenant", "applicant_id"),
)
_KIND = "hold"


class Holds(Repository):
    """The tenant's legal holds."""

    TABLE = HOLDS

    def __init__(self, scope: Scope, keys: Keys, applicants: Applicants) -> None:
        super().__init__(scope)
        self._keys, self._applicants = keys, applicants

    def place(self, applicant_id: str, reason: str) -> LegalHold:
        """Forbid erasing an applicant."""
        hold_id, now, actor = self._scope.new_id("hld"), self._now(), self._scope.actor
        sealed = self._keys.seal(applicant_id, _KIND, hold_id, reason.encode())
        self._insert(id=hold_id, applicant_id=applicant_id, sealed_reason=sealed, placed_at=now, placed_by=actor)
        self._applicants.set_hold(applicant_id, is_held=True)
        return LegalHold(hold_id, self._tenant, applicant_id, reason, now, actor)

    def lift(self, hold_id: str) -> None:
        """End a hold; the applicant is free once no other is active."""
        hold = self._known(self.TABLE.c.id == hold_id)
        self._update({"lifted_at": self._now(), "lifted_by": self._scope.actor}, self.TABLE.c.id == hold_id)
        self._applicants.set_hold(hold.applicant_id, is_held=self.is_held(hold.applicant_id))

    def is_held(self, applicant_id: str) -> bool:
        """Whether a hold is active."""
        return any(hold.lifted_at is None for hold in self.of(applicant_id))

    def of(self, applicant_id: str) -> tuple[LegalHold, ...]:
        """Every hold there was on an applicant, oldest first."""
        rows = self._rows(self.TABLE.c.applicant_id == applicant_id, order=self.TABLE.c.id)
        return tuple(map(self._hold, rows))

    def erase(self, applicant_id: str) -> int:
        """Forget the holds there were."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def _hold(self, row: Row[Any]) -> LegalHold:
        reason = self._keys.unseal(row.applicant_id, _KIND, row.id, row.sealed_reason).decode()
        return LegalHold(row.id, self._tenant, row.applicant_id, reason, row.placed_at, row.placed_by, row.lifted_at)
