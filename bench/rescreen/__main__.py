"""What re-screening costs: python -m bench.rescreen growth | full | workers --lists FOLDER.

growth    deltas of real lists against books of growing size, beside a full re-screen of a sample of the same book
full      a full re-screen beside the bare loop over the same customers
workers   the same with one and with two processes
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.rescreen.filling import TENANT, activate, fill, screened
from bench.rescreen.people import customers
from kyc.model.rescreening import RunMode
from kyc.screening.flagged import flagged
from kyc.services.rescreening import run
from kyc.services.rescreening.processes import work_in_processes
from kyc.services.rescreening.target import Lists
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.opening import open_database

DELTAS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "UN 2025-11 to 2026-02": (
        "un_sc",
        ("un/un_consolidated_2025-11-18.xml",),
        ("un/un_consolidated_2026-02-27.xml",),
    ),
    "OFAC 2025-12 to 2026-06": (
        "us_ofac_sdn",
        ("ofac/sdn_2023-01-21.csv", "ofac/alt_2025-12.csv", "ofac/add_2025-12.csv"),
        ("ofac/sdn_2023-01-21.csv", "ofac/alt_2026-06.csv", "ofac/add_2026-06.csv"),
    ),
    "OFAC 2025-02 to 2025-12": (
        "us_ofac_sdn",
        ("ofac/sdn_2023-01-21.csv", "ofac/alt_2025-02.csv", "ofac/add_2025-02.csv"),
        ("ofac/sdn_2023-01-21.csv", "ofac/alt_2025-12.csv", "ofac/add_2025-12.csv"),
    ),
}
_SAMPLE = 2_000  # customers of the plain loop, from which the work of a full one is told


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock, and of the processor."""

    wall: float
    cpu: float


def timed(work: Callable[[], object]) -> Spent:
    """Do something and tell what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


@contextmanager
def installation() -> Iterator[tuple[Settings, Database]]:
    """A store of its own, on SQLite, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="kyc-rescreen-"))
    settings = Settings(home=home, database=os.environ.get("KYC_BENCH_DATABASE"))
    database = open_database(settings)
    try:
        database.upgrade()
        yield settings, database
    finally:
        database.close()
        shutil.rmtree(home, ignore_errors=True)


def growth(lists: Path, sizes: list[int]) -> None:
    """Measure each delta against books of each size."""
    print("customers | delta | entities | candidates | alerts | load s | end to end s (CPU) | full/delta work | MB")
    for size in sizes:
        with installation() as (settings, database):
            fill(database, size)
            for name, (key, before, after) in DELTAS.items():
                activate(settings, key, f"{name[-7:]}-old", [lists / path for path in before], database)
                screened(database, settings)
                activate(settings, key, f"{name[-7:]}-new", [lists / path for path in after], database)
                print(f"{size:,} | {name} | {_delta(settings, database, size)}", flush=True)


def _delta(settings: Settings, database: Database, size: int) -> str:
    started, cpu = time.perf_counter(), time.process_time()
    plan = run.start(database, settings, tenant=TENANT)
    run.work(database, settings, tenant=TENANT, run_id=plan.run_id)
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    told = run.report(database, tenant=TENANT, run_id=plan.run_id)
    full = _plain(settings, _SAMPLE).cpu / _SAMPLE * size
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    hits = told.tally.new + told.tally.changed
    load, own = plan.seconds_loading, wall - plan.seconds_loading
    return (
        f"{plan.entities} | {plan.candidates:,} | {hits} | {load:.2f} | {own:.2f} ({cpu:.2f} with load) "
        f"| {full / cpu:,.0f} | {memory:,.0f}"
    )


def _plain(settings: Settings, count: int, first: int = 0) -> Spent:
    """The plain function over some customers: every question against everything, nothing written."""
    lists = Lists(settings)
    screener = lists.screener(lists.active())
    questions = [query for own in customers(first, count) for query in own]
    return timed(lambda: [flagged(screener, query) for query in questions])


def full(lists: Path, size: int) -> None:
    """Measure a full run beside the bare loop over the same customers, by turns."""
    with installation() as (settings, database):
        fill(database, size)
        key, _, after = DELTAS["OFAC 2025-02 to 2025-12"]
        activate(settings, key, "1", [lists / path for path in after], database)
        bare = _plain(settings, size)
        plan = run.start(database, settings, tenant=TENANT, mode=RunMode.FULL)
        spent = timed(lambda: run.work(database, settings, tenant=TENANT, run_id=plan.run_id))
        again = _plain(settings, size)
        told = run.report(database, tenant=TENANT, run_id=plan.run_id)
        loop = (bare.cpu + again.cpu) / 2
        print(f"{size:,} customers, {told.tally.new} alerts, {plan.chunks} chunks")
        print(f"bare loop {bare.wall:.1f} s ({bare.cpu:.1f} CPU), again {again.wall:.1f} s ({again.cpu:.1f} CPU)")
        over = 100 * (spent.cpu / loop - 1)
        print(f"full run {spent.wall:.1f} s ({spent.cpu:.1f} CPU): {over:+.1f} % CPU over the loop")


def workers(lists: Path, size: int) -> None:
    """Measure the same full run with one process and with two, and tell the machine's load."""
    for count in (1, 2):
        with installation() as (settings, database):
            fill(database, size)
            key, _, after = DELTAS["OFAC 2025-02 to 2025-12"]
            activate(settings, key, "1", [lists / path for path in after], database)
            Lists(settings).screener(Lists(settings).active())  # saves the index
            plan = run.start(database, settings, tenant=TENANT, mode=RunMode.FULL)
            load = os.getloadavg()[0]
            spent = timed(
                lambda: work_in_processes(settings, tenant=TENANT, run_id=plan.run_id, workers=count)  # noqa: B023
            )
            print(f"{count} workers, {size:,} customers: {spent.wall:.1f} s, load before {load:.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rescreen")
    parser.add_argument("what", choices=("growth", "full", "workers"))
    parser.add_argument("--lists", type=Path, default=Path(__file__).parents[3] / "shared" / "lists")
    parser.add_argument("--customers", type=int, nargs="+", default=None)
    asked = parser.parse_args()
    if asked.what == "growth":
        growth(asked.lists, asked.customers or [10_000, 100_000, 1_000_000])
    elif asked.what == "full":
        full(asked.lists, (asked.customers or [20_000])[0])
    else:
        workers(asked.lists, (asked.customers or [20_000])[0])


if __name__ == "__main__":
    main()
