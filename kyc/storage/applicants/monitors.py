"""Who is screened again when a list changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Integer, Row

from kyc.model.applicant import Monitor
from kyc.model.errors import StoreError
from kyc.storage.repository import Repository
from kyc.storage.tables import ID, Instant, tenant_table, to_applicant

MONITORS = tenant_table(
    "monitors",
    Column("applicant_id", ID, primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    to_applicant(),
)


class Monitors(Repository):
    """The tenant's monitors, at most one for each applicant."""

    TABLE = MONITORS

    def switch(self, applicant_id: str, *, is_on: bool, version: int | None = None) -> Monitor:
        """Turn monitoring on or off.

        Raises:
            StoreError: STORE.CONFLICT when a version is given and the monitor has another; 0 means none exists yet.
        """
        before = self.of(applicant_id)
        known = before.version if before else 0
        if version is not None and version != known:
            raise StoreError("STORE.CONFLICT", "The monitor was changed meanwhile: read it again.")
        if before is None:
            self._insert(applicant_id=applicant_id, is_on=is_on, changed_at=self._now(), version=1)
        else:
            self._change(applicant_id, known, is_on)
        return Monitor(applicant_id, self._tenant, is_on, self._now(), known + 1)

    def of(self, applicant_id: str) -> Monitor | None:
        """An applicant's monitor, None when there never was one."""
        row = self._row(self.TABLE.c.applicant_id == applicant_id)
        return self._monitor(row) if row else None

    def active(self, *, limit: int, after: str = "") -> tuple[Monitor, ...]:
        """Monitors that are on, by applicant, those behind an id: a loop over all of them is stable."""
        on = self.TABLE.c.is_on.is_(True)
        rows = self._rows(on, self.TABLE.c.applicant_id > after, order=self.TABLE.c.applicant_id, limit=limit)
        return tuple(map(self._monitor, rows))

    def erase(self, applicant_id: str) -> int:
        """Forget an applicant's monitor."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def _change(self, applicant_id: str, known: int, is_on: bool) -> None:
        mine = (self.TABLE.c.applicant_id == applicant_id, self.TABLE.c.version == known)
        if not self._update({"is_on": is_on, "changed_at": self._now(), "version": known + 1}, *mine):
            raise StoreError("STORE.CONFLICT", "The monitor was changed meanwhile: read it again.")

    def _monitor(self, row: Row[Any]) -> Monitor:
        return Monitor(row.applicant_id, self._tenant, row.is_on, row.changed_at, row.version)
