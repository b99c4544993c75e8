"""Hands for a batch: workers that carry out what is queued, in this process and in others, for as long as it takes."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flows.crew import utc_now
from flows.server import prefect_server, wait_until_up
from flows.worker import Pace, Way, by_flow, by_line, work
from kyc.model.errors import EngineError
from kyc.services.batches.processes import end_with_parent
from kyc.services.working.workshop import Workshop
from kyc.settings import Settings
from kyc.storage.opening import open_database


@contextmanager
def hands(settings: Settings, shop: Workshop, *, workers: int, is_flow: bool) -> Iterator[Callable[[float], None]]:
    """Work on the queue until the block ends; yields how to wait for the work.

    Whoever else works on the queue, a `kyc worker` elsewhere, shares it. What was begun at the end is finished, what
    was only claimed is given back.

    Raises:
        EngineError: BATCH.PREFECT when Prefect does not answer; from waiting, BATCH.WORKERS when the worker of this
            process ended.
    """
    stop = threading.Event()
    with ExitStack() as opened:
        url = opened.enter_context(prefect_server(settings.home, settings.prefect_port)) if is_flow else None
        if url is not None and not wait_until_up(url):
            raise EngineError("BATCH.PREFECT", "Prefect does not answer: leave --flow out, or look at PREFECT_API_URL.")
        for _ in range(workers - 1):
            opened.enter_context(_helper(settings, url))
        own = threading.Thread(target=_work, args=(settings, shop, url, stop), name="work", daemon=True)
        own.start()
        opened.callback(own.join)
        opened.callback(shop.bench.close)
        opened.callback(stop.set)  # first of all at the end

        def waiting(seconds: float) -> None:
            if not own.is_alive():
                raise EngineError("BATCH.WORKERS", "the worker ended: call again, which goes on where this stopped")
            time.sleep(seconds)

        yield waiting


def _way(url: str | None) -> Way:
    return by_line() if url is None else by_flow(url)


def _work(settings: Settings, shop: Workshop, url: str | None, stop: threading.Event) -> None:
    pace = Pace(most=settings.batch, heartbeat=settings.lease_seconds / 3)
    work(shop.resources, _way(url), stop, pace)


@contextmanager
def _helper(settings: Settings, url: str | None) -> Iterator[None]:
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_help, args=(settings, url), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()  # which lets it finish what it began
        process.join()


def _help(settings: Settings, url: str | None) -> None:
    """One more process that works: ends after what it began when it is told to, and at once with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is the parent's to handle
    end_with_parent()
    database = open_database(settings, utc_now)
    try:
        shop, stop = Workshop(settings, database, utc_now), threading.Event()

        def end(_number: int, _frame: object) -> None:
            stop.set()
            shop.bench.close()

        signal.signal(signal.SIGTERM, end)
        _work(settings, shop, url, stop)
    finally:
        database.close()
