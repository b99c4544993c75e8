"""A run worked on by several processes of this machine; on other machines, start more with the run's id."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.process import BaseProcess

from kyc.model.errors import EngineError, KycError
from kyc.model.rescreening import Progress
from kyc.services.rescreening.run import progress, work
from kyc.settings import Settings
from kyc.storage.opening import open_database

_POLL = 0.25  # seconds between looks at the progress


def work_in_processes(
    settings: Settings,
    *,
    tenant: str,
    run_id: str,
    workers: int,
    done: Callable[[Progress], None] = lambda _progress: None,
) -> None:
    """Work on a run in processes of their own until it is done.

    A process that dies leaves its part to the others. An interruption lets each finish the chunk it is at.

    Raises:
        EngineError: RESCREEN.WORKERS when all of them ended and the run is not done; it can be resumed.
    """
    # Spawned, not forked: a fork would share the database's connections and whatever threads hold.
    context = multiprocessing.get_context("spawn")
    crew = [context.Process(target=_work, args=(settings, tenant, run_id), daemon=True) for _ in range(workers)]
    for process in crew:
        process.start()
    try:
        _watch(settings, tenant, run_id, crew, done)
    finally:
        _end(crew)


def _watch(
    settings: Settings, tenant: str, run_id: str, crew: Sequence[BaseProcess], done: Callable[[Progress], None]
) -> None:
    database = open_database(settings)
    try:
        while True:
            at = progress(database, tenant=tenant, run_id=run_id)
            done(at)
            if at.is_done:
                return
            if not any(process.is_alive() for process in crew):
                raise EngineError(
                    "RESCREEN.WORKERS",
                    f"All workers ended with {at.chunks - at.done} of {at.chunks} chunks to do: "
                    f"go on with `kyc rescreen --resume {run_id}`.",
                )
            time.sleep(_POLL)
    finally:
        database.close()


def _end(crew: Sequence[BaseProcess]) -> None:
    for process in crew:
        process.join(timeout=5 * _POLL)
    for process in crew:
        if process.is_alive():
            process.terminate()  # which lets it finish the chunk it is at
    for process in crew:
        process.join()


def _work(settings: Settings, tenant: str, run_id: str) -> None:
    """One process: ends by itself when the run is done, or after the chunk at hand when it is told to."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    database = open_database(settings)
    try:
        work(database, settings, tenant=tenant, run_id=run_id, stop=stop.is_set)
    except KycError as error:
        raise SystemExit(f"{error} ({error.code})") from None  # for the terminal; the run can be resumed
    finally:
        database.close()
