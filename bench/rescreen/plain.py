"""What a full look costs without any of re-screening around it, and what a full run costs beside that."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import quantiles

from bench.rescreen.filling import TENANT, activate, fill
from bench.rescreen.installing import DELTAS, Spent, installation, load, timed
from bench.rescreen.people import customers
from kyc.model.rescreening import RunMode
from kyc.screening.flagged import flagged
from kyc.screening.screener import ListScreener
from kyc.services.rescreening import run
from kyc.services.rescreening.planning import FULL_CHUNK
from kyc.services.rescreening.target import Lists
from kyc.settings import Settings


def plain(settings: Settings, count: int) -> Spent:
    """The plain function over some customers: every question against everything, nothing written."""
    lists = Lists(settings)
    return _looked(lists.screener(lists.active()), 0, count)


def _looked(screener: ListScreener, first: int, count: int) -> Spent:
    questions = [query for own in customers(first, count) for query in own]
    return timed(lambda: [flagged(screener, query) for query in questions])


class ByTurns:
    """After each chunk of a run the bare loop over as many customers, so that both have the same machine."""

    def __init__(self, settings: Settings, size: int) -> None:
        lists = Lists(settings)
        self._screener, self._size = lists.screener(lists.active()), size
        self._at, self._since = 0, time.process_time()
        self.bare: list[float] = []
        self.run: list[float] = []

    def next(self) -> bool:
        """Note what the run took since the last turn, and take one; the run is to go on."""
        if self._at >= self._size:
            return False
        self.run.append(time.process_time() - self._since)
        count = min(FULL_CHUNK, self._size - self._at)
        # Half the book ahead or behind: words that either has met are at hand for the other.
        first = (self._at + self._size // 2) % self._size
        self.bare.append(_looked(self._screener, first, count).cpu)
        self._at += count
        self._since = time.process_time()
        return False

    @property
    def since(self) -> float:
        """Processor time since the last turn."""
        return time.process_time() - self._since


def full(lists: Path, size: int) -> None:
    """Measure a full run beside the bare loop over the same customers, a chunk of each by turns."""
    with installation() as (settings, database):
        fill(database, size)
        key, _, after = DELTAS["OFAC 2025-02 to 2025-12"]
        activate(settings, key, "1", [lists / path for path in after], database)
        before = load()
        planned = time.process_time()
        plan = run.start(database, settings, tenant=TENANT, mode=RunMode.FULL)
        planning = time.process_time() - planned
        turns = ByTurns(settings, size)
        run.work(database, settings, tenant=TENANT, run_id=plan.run_id, stop=turns.next)
        ending = turns.since
        told = run.report(database, tenant=TENANT, run_id=plan.run_id)
    print(f"{size:,} customers, {told.tally.new} alerts, {plan.chunks} chunks; load {before:.1f}, then {load():.1f}")
    bare, whole = sum(turns.bare), planning + sum(turns.run) + ending
    print(f"CPU: bare loop {bare:.1f} s, full run {whole:.1f} s, of it {planning:.1f} s planning")
    print(f"A full run takes {100 * (whole / bare - 1):+.1f} % CPU over the bare loop")
    if len(turns.run) > 2:
        low, middle, high = quantiles(
            [100 * (own / loop - 1) for own, loop in zip(turns.run[1:], turns.bare[1:], strict=True)]
        )
        print(f"chunk by chunk: median {middle:+.1f} %, half of them between {low:+.1f} and {high:+.1f} %")
