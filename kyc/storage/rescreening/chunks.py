"""Chunks of a run: some customers each, claimed under a lease and settled with what was found."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Row,
    func,
    insert,
    select,
    update,
)

from kyc.model.errors import StoreError
from kyc.model.rescreening import RunMode, Tally
from kyc.model.work import JobState
from kyc.storage.queue.leases import Leases
from kyc.storage.repository import Repository
from kyc.storage.tables import CODE, Instant, tenant_table

CHUNKS = tenant_table(
    "rescreen_chunks",
    Column("run_id", CODE, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("mode", CODE, nullable=False),
    Column("customers", Integer, nullable=False),
    Column("members", LargeBinary),  # applicants' ids; NULL once done
    Column("state", CODE, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("available_at", Instant, nullable=False),
    Column("lease_until", Instant),
    Column("lease_owner", CODE),
    *(Column(name, Integer, nullable=False) for name in Tally.__slots__),
    Column("seconds", Float, nullable=False),
    ForeignKeyConstraint(["tenant", "run_id"], ["rescreen_runs.tenant", "rescreen_runs.id"]),
    Index("ix_rescreen_chunks_state", "state", "available_at"),
)
_NOTHING = dict.fromkeys(Tally.__slots__, 0) | {"seconds": 0.0, "attempts": 0, "state": JobState.PENDING}
# Chunks are due from the start, in their order, whatever the clock says: one that jumps back must not stop a run.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some customers of a run to be looked at; a claim is known by owner and attempts together."""

    tenant: str
    run_id: str
    number: int
    mode: RunMode
    members: tuple[str, ...]
    attempts: int
    lease_owner: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the chunks of a run are."""

    chunks: int
    done: int
    customers_done: int
    redone: int
    seconds: float
    tally: Tally


class Chunks(Repository):
    """The tenant's chunks."""

    TABLE = CHUNKS

    def add(self, run_id: str, first: int, mode: RunMode, members: Sequence[Sequence[str]]) -> None:
        """Store chunks of a run, numbered from `first` on."""
        rows = [
            {
                "tenant": self._tenant,
                "run_id": run_id,
                "number": number,
                "mode": mode,
                "customers": len(ids),
                "members": zlib.compress("\n".join(ids).encode(), 1),
                "available_at": _EPOCH + timedelta(seconds=number),
                **_NOTHING,
            }
            for number, ids in enumerate(members, start=first)
        ]
        if rows:
            self._scope.connection.execute(insert(self.TABLE), rows)

    def finish(self, chunk: Chunk, tally: Tally, seconds: float) -> None:
        """Note that a claimed chunk is done, and what came of it.

        Raises:
            StoreError: STORE.CONFLICT when the lease was lost: another worker's result counts.
        """
        done = {"state": JobState.DONE, "members": None, "seconds": seconds, **asdict(tally)}
        self._settle(chunk, done)

    def release(self, chunk: Chunk) -> None:
        """Give a claimed chunk back.

        Raises:
            StoreError: STORE.CONFLICT when the lease was lost.
        """
        self._settle(chunk, {"state": JobState.PENDING})

    def forget(self, run_ids: Collection[str]) -> int:
        """Forget the chunks of runs that are done."""
        return self._delete(self.TABLE.c.run_id.in_(sorted(run_ids)), self.TABLE.c.state == JobState.DONE)

    def standing(self, run_id: str) -> Standing:
        """How far a run is."""
        table = self.TABLE.c
        done = table.state == JobState.DONE
        sums = [func.coalesce(func.sum(table[name]), 0).label(name) for name in (*Tally.__slots__, "seconds")]
        asked = select(
            func.count().label("chunks"),
            func.count().filter(done).label("done"),
            func.coalesce(func.sum(table.customers).filter(done), 0).label("customers_done"),
            func.count().filter(table.attempts > 1).label("redone"),
            *sums,
        ).where(self._mine(), table.run_id == run_id)
        row = self._scope.connection.execute(asked).one()
        tally = Tally(*(int(getattr(row, name)) for name in Tally.__slots__))
        return Standing(row.chunks, row.done, int(row.customers_done), row.redone, float(row.seconds), tally)

    def _settle(self, chunk: Chunk, values: dict[str, Any]) -> None:
        table = self.TABLE.c
        held = (
            table.run_id == chunk.run_id,
            table.number == chunk.number,
            table.state == JobState.LEASED,
            table.lease_owner == chunk.lease_owner,
            table.attempts == chunk.attempts,
        )
        if not self._update({**values, "lease_owner": None, "lease_until": None}, *held):
            raise StoreError("STORE.CONFLICT", "The lease on this chunk was lost: another worker has it.")


class ChunkQueue:
    """All tenants' chunks, for workers."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection, self._clock = connection, clock
        self._queue = Leases(connection, CHUNKS, CHUNKS.c.available_at, clock)

    def claim(self, tenant: str, run_id: str, owner: str, lease_seconds: float) -> Chunk | None:
        """Take the next chunk of a run, None when none is free."""
        self._mend(lease_seconds)
        mine = (CHUNKS.c.tenant == tenant, CHUNKS.c.run_id == run_id)
        rows = self._queue.claim(owner, 1, lease_seconds, *mine)
        return _chunk(rows[0]) if rows else None

    def heartbeat(self, owner: str, lease_seconds: float) -> None:
        """Make the leases of an owner last longer."""
        self._queue.heartbeat(owner, lease_seconds)

    def _mend(self, lease_seconds: float) -> None:
        """Shorten leases that nobody can have taken by this clock: it was ahead when they were, and was put back."""
        until = self._clock() + timedelta(seconds=lease_seconds)
        too_long = (CHUNKS.c.state == JobState.LEASED, CHUNKS.c.lease_until > until + timedelta(seconds=lease_seconds))
        self._connection.execute(update(CHUNKS).where(*too_long).values(lease_until=until))


def _chunk(row: Row[Any]) -> Chunk:
    members = tuple(zlib.decompress(row.members).decode().split("\n"))
    return Chunk(row.tenant, row.run_id, row.number, RunMode(row.mode), members, row.attempts, row.lease_owner)
