"""The same full run with one process and with two: seconds, processor time, and what the machine did meanwhile."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path

from bench.rescreen.filling import TENANT, activate, fill
from bench.rescreen.installing import DELTAS, installation, load, timed
from kyc.model.rescreening import Progress, RunMode
from kyc.services.rescreening import run
from kyc.services.rescreening.processes import work_in_processes
from kyc.services.rescreening.target import Lists
from kyc.settings import Settings
from kyc.storage.database import Database

_CREWS = (1, 2)


@dataclass(frozen=True, slots=True)
class Crewed:
    """What a crew took: seconds on the clock, of the processor, and at chunks, these of all its processes together."""

    count: int
    wall: float
    cpu: float
    at_chunks: float

    @property
    def aside(self) -> float:
        """Seconds that a process was not at a chunk: starting up, claiming, and waiting for the others at the end."""
        return self.wall - self.at_chunks / self.count


def workers(lists: Path, size: int) -> None:
    """Measure both crews on stores filled alike, with the index saved before."""
    crews = [_measured(lists, size, count) for count in _CREWS]
    one, two = crews[0], crews[-1]
    print(f"{two.count} workers are {one.wall / two.wall:.2f} times as fast")
    by_cpu = two.count * one.cpu / two.cpu
    print(f"by processor time, as on cores that nothing else uses: {by_cpu:.2f} times, starting up aside")


def _measured(lists: Path, size: int, count: int) -> Crewed:
    with installation() as (settings, database):
        fill(database, size)
        key, _, after = DELTAS["OFAC 2025-02 to 2025-12"]
        activate(settings, key, "1", [lists / path for path in after], database)
        Lists(settings).screener(Lists(settings).active())  # saves the index
        return _crewed(settings, database, size, count)


def _crewed(settings: Settings, database: Database, size: int, count: int) -> Crewed:
    plan = run.start(database, settings, tenant=TENANT, mode=RunMode.FULL)
    before, during, cpu = load(), [load()], _children()

    def look(_progress: Progress) -> None:
        during.append(load())

    spent = timed(lambda: work_in_processes(settings, tenant=TENANT, run_id=plan.run_id, workers=count, done=look))
    with database.transaction(TENANT, "system:bench", read_only=True) as unit:
        at_chunks = unit.chunks.standing(plan.run_id).seconds
    crew = Crewed(count, spent.wall, _children() - cpu, at_chunks)
    print(
        f"{count} workers, {size:,} customers: {crew.wall:.1f} s, {crew.cpu:.1f} s of CPU; "
        f"{crew.aside:.1f} s ({100 * crew.aside / crew.wall:.0f} %) starting up and waiting; "
        f"load {before:.1f} before, up to {max(during):.1f} during",
        flush=True,
    )
    return crew


def _children() -> float:
    """Processor time of all processes that ended, user's and system's."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
