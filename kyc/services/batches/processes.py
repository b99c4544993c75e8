"""A batch in several processes, each with engines of its own; one that dies is replaced and costs a little time.

Rows come in the order of the folders. Nothing is handed over but paths and rows: what is personal lies in the store.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path

from kyc.model.errors import EngineError
from kyc.services.assembly import assemble
from kyc.services.batches.work import Ground, Row, failed, ground_of, verify_folder
from kyc.services.verification import Resources
from kyc.settings import Settings

log = logging.getLogger(__name__)

_AHEAD = 4  # folders handed to each process before it asks

_kit: list[tuple[Ground, Resources]] = []


def by_processes(folders: Sequence[Path], settings: Settings, workers: int, *, again: bool = False) -> Iterator[Row]:
    """Verify folders in `workers` processes, in order; an applicant who kills the process is told as a fault."""
    left = deque(folders)
    while left:
        try:
            for row in _pooled(tuple(left), settings, workers, again):
                left.popleft()
                yield row
        except BrokenProcessPool:
            log.error("batch.worker_died")
            # Whose fault it was nobody knows: each of those that were under way is given a process of their own.
            for _ in range(min(len(left), workers * _AHEAD)):
                yield _alone(left.popleft(), settings, again)


def _alone(folder: Path, settings: Settings, again: bool) -> Row:
    try:
        (row,) = _pooled((folder,), settings, 1, again)
    except BrokenProcessPool:
        return failed(folder.name, EngineError("SYS.CRASH", "the process that worked on this died"))
    return row


def _pooled(folders: Sequence[Path], settings: Settings, workers: int, again: bool) -> Iterator[Row]:
    waiting, under_way = deque(folders), deque[Future[Row]]()
    with ProcessPoolExecutor(workers, get_context("spawn"), _prepare, (settings,)) as pool:
        try:
            while waiting or under_way:
                while waiting and len(under_way) < workers * _AHEAD:
                    under_way.append(pool.submit(_verify, waiting.popleft(), again))
                yield under_way[0].result()
                under_way.popleft()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _prepare(settings: Settings) -> None:
    """Put a process's line together; an interruption is the parent's to handle, and its end ends this too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    resources = assemble(settings)
    _kit.append((ground_of(settings, resources), resources))


def _verify(folder: Path, again: bool) -> Row:
    ground, resources = _kit[-1]
    return verify_folder(folder, ground, resources, again=again)


def end_with_parent() -> None:
    """See to it that this process ends at once when its parent does, however that ends."""
    if parent := parent_process():
        threading.Thread(target=_end_after, args=(parent.sentinel,), name="parent", daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
