"""What is done again and again for the whole installation: due once, claimed by one worker at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Connection, Row, Table, or_, select, update

from kyc.model.errors import StoreError
from kyc.model.work import Chore
from kyc.storage.repository import insert_new
from kyc.storage.tables import CODE, METADATA, Instant

CHORES = Table(
    "chores",
    METADATA,
    Column("name", CODE, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("done_at", Instant),
    Column("fault", CODE),
    Column("counts", JSON, nullable=False),
    Column("lease_until", Instant),
    Column("lease_owner", CODE),
)


class Chores:
    """The installation's chores; no tenant's and nobody's data."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection, self._clock = connection, clock

    def claim(self, name: str, owner: str, lease_seconds: float, *, is_wanted_now: bool = False) -> bool:
        """Take a chore that is due, or at once when somebody wants it; False when it is not, or another has it."""
        now, table = self._clock(), CHORES
        insert_new(self._connection, table, {"name": name, "due_at": now, "counts": {}})
        free = or_(table.c.lease_until.is_(None), table.c.lease_until <= now)
        due = () if is_wanted_now else (table.c.due_at <= now,)
        until = now + timedelta(seconds=lease_seconds)
        taken = update(table).where(table.c.name == name, free, *due)
        values = {"lease_owner": owner, "lease_until": until, "started_at": now}
        return self._connection.execute(taken.values(**values)).rowcount > 0

    def finish(
        self, name: str, owner: str, *, due_at: datetime, counts: Mapping[str, int], fault: str | None = None
    ) -> None:
        """Note what came of a claimed chore, and when it is due again.

        Raises:
            StoreError: STORE.CONFLICT when the lease was lost: another worker does it over.
        """
        values: dict[str, Any] = {"due_at": due_at, "counts": dict(counts), "fault": fault, "done_at": self._clock()}
        values |= {"lease_owner": None, "lease_until": None}
        mine = (CHORES.c.name == name, CHORES.c.lease_owner == owner)
        if not self._connection.execute(update(CHORES).where(*mine).values(**values)).rowcount:
            raise StoreError("STORE.CONFLICT", "The lease on this chore was lost: another worker has it.")

    def all(self) -> tuple[Chore, ...]:
        """Every chore that was ever claimed, by name."""
        return tuple(map(_chore, self._connection.execute(select(CHORES).order_by(CHORES.c.name))))


def _chore(row: Row[Any]) -> Chore:
    names = ("name", "due_at", "started_at", "done_at", "fault", "counts", "lease_until", "lease_owner")
    return Chore(**{name: getattr(row, name) for name in names})
