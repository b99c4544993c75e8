"""Claiming rows of a queue: each row to one owner at a time, for as long as its lease runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, func, or_, select, tuple_, update

PENDING, LEASED = "pending", "leased"


class Leases:
    """A queue of all tenants: a table with the columns state, attempts, lease_owner, lease_until and a due time."""

    def __init__(
        self, connection: Connection, table: Table, due: ColumnElement[Any], clock: Callable[[], datetime]
    ) -> None:
        self._connection, self._table, self._due, self._clock = connection, table, due, clock

    def claim(self, owner: str, count: int, lease_seconds: float, *wanted: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """Take up to `count` rows that are longest due, in one statement.

        PostgreSQL passes over rows that another worker is just taking; SQLite has one writer at a time anyway.
        """
        now, table = self._clock(), self._table
        # Chosen once, before the update: a subquery that PostgreSQL ran again would choose further rows.
        free = self._free(now, *wanted).limit(count).with_for_update(skip_locked=True).cte("free")
        taken = (
            update(table)
            .where(tuple_(*table.primary_key.columns).in_(select(*free.columns)))
            .values(state=LEASED, lease_owner=owner, lease_until=now + timedelta(seconds=lease_seconds))
            .values(attempts=table.c.attempts + 1)
            .returning(*table.columns)
        )
        rows = self._connection.execute(taken).all()
        return sorted(rows, key=lambda row: row._mapping[self._due])

    def heartbeat(self, owner: str, lease_seconds: float) -> Sequence[Row[Any]]:
        """Make all leases of an owner last longer, and return the rows still held."""
        table, until = self._table, self._clock() + timedelta(seconds=lease_seconds)
        mine = (table.c.state == LEASED, table.c.lease_owner == owner)
        longer = update(table).where(*mine).values(lease_until=until).returning(*table.columns)
        return self._connection.execute(longer).all()

    def reclaim(self, before: datetime) -> int:
        """Put rows back whose lease ran out before a time and that nobody came for since; say how many."""
        table = self._table
        abandoned = (table.c.state == LEASED, table.c.lease_until < before)
        free = update(table).where(*abandoned).values(state=PENDING, lease_owner=None, lease_until=None)
        return self._connection.execute(free).rowcount

    def depth(self) -> Mapping[str, int]:
        """How many rows stand in each state."""
        counted = select(self._table.c.state, func.count().label("number")).group_by(self._table.c.state)
        return {row.state: row.number for row in self._connection.execute(counted)}

    def _free(self, now: datetime, *wanted: ColumnElement[bool]) -> Select[Any]:
        """Rows that wait and are due, and rows whose owner has let the lease run out; longest due first."""
        table, key = self._table, self._table.primary_key.columns
        waiting = and_(table.c.state == PENDING, self._due <= now)
        expired = and_(table.c.state == LEASED, table.c.lease_until <= now)
        return select(*key).where(or_(waiting, expired), *wanted).order_by(self._due, *key)
