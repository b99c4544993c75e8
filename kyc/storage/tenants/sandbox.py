"""Whether a tenant is a sandbox, and how far its clock is ahead of the real one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import BigInteger, Column, select

from kyc.storage.repository import Repository
from kyc.storage.tables import Instant, tenant_table
from kyc.storage.tenants.tenants import TENANTS

CLOCKS = tenant_table(
    "sandbox_clocks",
    Column("ahead_seconds", BigInteger, nullable=False),
    Column("changed_at", Instant, nullable=False),
)


class Sandbox(Repository):
    """What makes a tenant a sandbox."""

    TABLE = CLOCKS

    @property
    def is_one(self) -> bool:
        """Whether the tenant is a sandbox, which was settled when it was made."""
        asked = select(TENANTS.c.is_sandbox).where(TENANTS.c.id == self._tenant)
        return bool(self._scope.connection.execute(asked).scalar())

    def ahead(self) -> timedelta:
        """How far the tenant's clock is ahead."""
        row = self._row()
        return timedelta(seconds=row.ahead_seconds if row else 0)

    def advance(self, by: timedelta) -> timedelta:
        """Move the clock on and say how far it is ahead now; two who do so at once move it twice."""
        now = self._now()
        self._insert_new(ahead_seconds=0, changed_at=now)
        further = CLOCKS.c.ahead_seconds + int(by.total_seconds())
        self._update({"ahead_seconds": further, "changed_at": now})
        return self.ahead()
