"""Deltas of real lists against books of growing size, beside a full re-screen of a sample of the same book."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.rescreen.filling import TENANT, activate, fill, screened
from bench.rescreen.installing import DELTAS, Spent, installation, load
from bench.rescreen.plain import plain
from kyc.services.rescreening import run
from kyc.settings import Settings
from kyc.storage.database import Database

_SAMPLE = 2_000  # customers of the plain loop, from which the work of a full one is told
_TITLES = (
    "customers", "delta", "entities", "candidates", "alerts", "opening s", "from the list to the last alert s",
    "CPU s, with opening", "a full look takes so many times the CPU", "MB", "load",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """What one delta took; the whole, opening the book included."""

    entities: int
    candidates: int
    alerts: int
    opening: float
    spent: Spent
    full_cpu: float


def growth(lists: Path, sizes: Sequence[int]) -> None:
    """Measure each delta against books of each size, and how they grow."""
    print("| " + " | ".join(_TITLES) + " |\n|" + "---|" * len(_TITLES), flush=True)
    measured: dict[tuple[int, str], Measured] = {}
    for size in sizes:
        with installation() as (settings, database):
            fill(database, size)
            for name, (key, before, after) in DELTAS.items():
                activate(settings, key, f"{name[-7:]}-old", [lists / path for path in before], database)
                screened(database, settings)
                activate(settings, key, f"{name[-7:]}-new", [lists / path for path in after], database)
                measured[size, name] = _delta(settings, database, size)
                print(_row(size, name, measured[size, name]), flush=True)
    _tell_growth(sizes, measured)


def _delta(settings: Settings, database: Database, size: int) -> Measured:
    wall, cpu = time.perf_counter(), time.process_time()
    plan = run.start(database, settings, tenant=TENANT)
    run.work(database, settings, tenant=TENANT, run_id=plan.run_id)
    spent = Spent(time.perf_counter() - wall, time.process_time() - cpu)
    tally = run.report(database, tenant=TENANT, run_id=plan.run_id).tally
    full = plain(settings, _SAMPLE).cpu / _SAMPLE * size
    return Measured(plan.entities, plan.candidates, tally.new + tally.changed, plan.seconds_loading, spent, full)


def _row(size: int, name: str, one: Measured) -> str:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cells = (
        f"{size:,}",
        name,
        f"{one.entities:,}",
        f"{one.candidates:,}",
        f"{one.alerts:,}",
        f"{one.opening:.2f}",
        f"{one.spent.wall - one.opening:.2f}",
        f"{one.spent.cpu:.2f}",
        f"{one.full_cpu / one.spent.cpu:,.0f}",
        f"{memory:,.0f}",
        f"{load():.1f}",
    )
    return "| " + " | ".join(cells) + " |"


def _tell_growth(sizes: Sequence[int], measured: dict[tuple[int, str], Measured]) -> None:
    for smaller, larger in pairwise(sizes):
        for name in DELTAS:
            one, other = measured[smaller, name].spent, measured[larger, name].spent
            times = f"{other.cpu / one.cpu:.1f} times the CPU, {other.wall / one.wall:.1f} times the seconds"
            print(f"{larger / smaller:g} times the customers ({larger:,}), {name}: {times}")
