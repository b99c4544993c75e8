"""An installation for a while, the lists' real deltas, and what a piece of work takes."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.opening import open_database

_SDN = "ofac/sdn_2023-01-21.csv"
DELTAS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "UN 2025-11 to 2026-02": (
        "un_sc",
        ("un/un_consolidated_2025-11-18.xml",),
        ("un/un_consolidated_2026-02-27.xml",),
    ),
    "OFAC 2025-12 to 2026-06": (
        "us_ofac_sdn",
        (_SDN, "ofac/alt_2025-12.csv", "ofac/add_2025-12.csv"),
        (_SDN, "ofac/alt_2026-06.csv", "ofac/add_2026-06.csv"),
    ),
    "OFAC 2025-02 to 2025-12": (
        "us_ofac_sdn",
        (_SDN, "ofac/alt_2025-02.csv", "ofac/add_2025-02.csv"),
        (_SDN, "ofac/alt_2025-12.csv", "ofac/add_2025-12.csv"),
    ),
}


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


def load() -> float:
    """How many processes wanted a processor during the last minute."""
    return os.getloadavg()[0]


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
