"""Runs of re-screening: at most one of a tenant at a time; the last one that is done says what was screened against."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Float, Integer, Row, String, UniqueConstraint, func, select

from kyc.model.errors import StateError
from kyc.model.rescreening import ListMark, RunMode, RunState
from kyc.storage.repository import Repository
from kyc.storage.tables import CODE, Instant, tenant_table

RUNS = tenant_table(
    "rescreen_runs",
    Column("id", CODE, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("slot", CODE),  # `open` while it runs, NULL afterwards
    Column("mode", CODE, nullable=False),
    Column("state", CODE, nullable=False),
    Column("lists", JSON, nullable=False),
    Column("before", JSON, nullable=False),
    Column("algorithm", CODE, nullable=False),
    Column("entities", Integer, nullable=False),
    Column("customers", Integer, nullable=False),
    Column("candidates", Integer, nullable=False),
    Column("chunks", Integer, nullable=False),
    Column("reason", String(200)),
    Column("seconds_planning", Float, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    UniqueConstraint("tenant", "slot"),
    UniqueConstraint("tenant", "number"),
)
_OPEN = "open"
_BUILT_ON = 2  # runs: what the next one starts from, and what names that one


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as it was started: against which lists, after which, by which algorithm."""

    id: str
    number: int
    mode: RunMode
    state: RunState
    lists: tuple[ListMark, ...]
    before: tuple[ListMark, ...]
    algorithm: str
    entities: int
    customers: int
    candidates: int
    chunks: int
    reason: str | None
    seconds_planning: float
    started_at: datetime
    finished_at: datetime | None = None


class Runs(Repository):
    """The tenant's runs."""

    TABLE = RUNS

    def start(self, run_id: str, **values: Any) -> bool:
        """Store a run that begins now; False when it was stored before, or another one is running."""
        number = (self._scope.connection.execute(select(func.max(RUNS.c.number)).where(self._mine())).scalar() or 0) + 1
        state = {"state": RunState.RUNNING, "slot": _OPEN, "started_at": self._now(), "number": number}
        return self._insert_new(id=run_id, **state, **values)

    def finish(self, run_id: str) -> bool:
        """Note that every chunk is done; False when that was noted before."""
        done = {"state": RunState.DONE, "slot": None, "finished_at": self._now()}
        return self._update(done, self.TABLE.c.id == run_id, self.TABLE.c.state == RunState.RUNNING) > 0

    def get(self, run_id: str) -> StoredRun:
        """Return a run.

        Raises:
            StoreError: STORE.UNKNOWN.
        """
        return _run(self._known(self.TABLE.c.id == run_id))

    def find(self, run_id: str) -> StoredRun | None:
        """Return a run, None when there is none by this id."""
        row = self._row(self.TABLE.c.id == run_id)
        return _run(row) if row else None

    def running(self) -> StoredRun | None:
        """The run that is going."""
        row = self._row(self.TABLE.c.slot == _OPEN)
        return _run(row) if row else None

    def last_done(self) -> StoredRun | None:
        """The run after which customers stand as they do, None before the first."""
        rows = self._rows(self.TABLE.c.state == RunState.DONE, order=self.TABLE.c.number.desc(), limit=1)
        return _run(rows[0]) if rows else None

    def newest(self, *, limit: int) -> tuple[StoredRun, ...]:
        """The last few runs, newest first."""
        return tuple(map(_run, self._rows(order=self.TABLE.c.number.desc(), limit=limit)))

    def old(self, before: datetime, *, limit: int) -> tuple[str, ...]:
        """Ids of runs that ended before a time, oldest first; never the last two, which the next builds on."""
        table = self.TABLE.c
        kept = [run.number for run in self.newest(limit=_BUILT_ON)]
        ended = (table.state == RunState.DONE, table.finished_at < before, table.number < min(kept, default=0))
        return tuple(row.id for row in self._rows(*ended, order=table.number, limit=limit))

    def forget(self, run_ids: Collection[str]) -> int:
        """Forget runs whose chunks are forgotten."""
        return self._delete(self.TABLE.c.id.in_(sorted(run_ids)), self.TABLE.c.state == RunState.DONE)

    def refuse_another(self) -> None:
        """Refuse while a run is going.

        Raises:
            StateError: RESCREEN.RUNNING.
        """
        if going := self.running():
            since = going.started_at.isoformat(timespec="seconds")
            raise StateError(
                "RESCREEN.RUNNING",
                f"Run {going.id} has been going since {since}: help it with `kyc rescreen --resume {going.id}`.",
            )


def _run(row: Row[Any]) -> StoredRun:
    values: Mapping[str, Any] = {name: getattr(row, name) for name in StoredRun.__slots__}
    marks = {name: _marks(values[name]) for name in ("lists", "before")}
    return StoredRun(**{**values, **marks, "mode": RunMode(row.mode), "state": RunState(row.state)})


def _marks(rows: Sequence[Sequence[str]]) -> tuple[ListMark, ...]:
    return tuple((key, version, digest) for key, version, digest in rows)
