"""Who has a case open: an advisory lock that runs out by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Row

from kyc.model.case import Case, LockHolder
from kyc.storage.casework.belonging import of_case
from kyc.storage.repository import Repository
from kyc.storage.tables import ID, Instant, tenant_table

_CASE, _APPLICANT, *_KEYS = of_case()
_CASE.primary_key = True

CASE_LOCKS = tenant_table(
    "case_locks",
    _CASE,
    Column("holder", ID, nullable=False),
    Column("since", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    _KEYS[0],
)


class CaseLocks(Repository):
    """The locks on the tenant's cases."""

    TABLE = CASE_LOCKS

    def take(self, case: Case, holder: str, lasting: timedelta) -> LockHolder:
        """Take the lock or make it last longer, unless somebody else has it; return who has it now."""
        now = self._now()
        held = self.of(case.id)
        if held and held.holder != holder:
            return held
        taken = LockHolder(case.id, holder, held.since if held else now, now + lasting)
        self._delete(self.TABLE.c.case_id == case.id)
        values = {"case_id": case.id, "holder": holder, "since": taken.since, "expires_at": taken.expires_at}
        if not self._insert_new(**values):
            return self.of(case.id) or taken
        return taken

    def of(self, case_id: str) -> LockHolder | None:
        """Who has a case open now, None when nobody does."""
        row = self._row(self.TABLE.c.case_id == case_id, self.TABLE.c.expires_at > self._now())
        return _holder(row) if row else None

    def release(self, case_id: str, holder: str) -> int:
        """Give a lock back; one that somebody else has stays theirs."""
        return self._delete(self.TABLE.c.case_id == case_id, self.TABLE.c.holder == holder)


def _holder(row: Row[Any]) -> LockHolder:
    since: datetime = row.since
    return LockHolder(row.case_id, row.holder, since, row.expires_at)
