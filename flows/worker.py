"""The worker: claims verifications, runs them, renews its claims meanwhile, and gives back what it did not begin.

One when one waits, more at a time while they pile up. The store knows what is done; Prefect shows it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flows.attempts import OrchestratorDown, attempt, bench_of, plainly
from kyc.model.errors import StoreError
from kyc.services.verification import Resources
from kyc.services.working.workbench import Workbench
from watchlists.errors import ListError

log = logging.getLogger(__name__)

Run = Callable[[Sequence[str], Resources], None]
Ready = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Pace:
    """How a worker paces itself; seconds."""

    most: int = 10  # verifications claimed at once under load
    idle: float = 0.3  # between looks at an empty queue
    down: float = 5.0  # between attempts while the store or Prefect does not answer
    heartbeat: float = 20.0  # a third of the lease: two may be missed


@dataclass(frozen=True, slots=True)
class Way:
    """How claimed verifications are run; while it is not `ready`, none are claimed and the work waits."""

    run: Run
    ready: Ready = lambda: True


def work(prepared: Callable[[], Resources], way: Way, stop: threading.Event, pace: Pace) -> None:
    """Work until `stop` is set; `prepared` gives the resources of each round, with the lists as they are then."""
    bench, count = bench_of(prepared()), 1
    with _heartbeats(bench, pace.heartbeat):
        while not stop.is_set():
            done = _tried(bench, prepared, way, count)
            # A full claim means that more wait: take twice as many, and share the cost of a run among them.
            count = min(count * 2, pace.most) if done == count else 1
            if not done:
                stop.wait(pace.down if done is None else pace.idle)


def _tried(bench: Workbench, prepared: Callable[[], Resources], way: Way, count: int) -> int | None:
    """Work one round; say how many were claimed, None when the store, a list or Prefect fails us."""
    try:
        return _round(bench, prepared, way.run, count) if way.ready() else None
    except StoreError as error:
        log.warning("work.no_store", extra={"code": error.code})
        bench.abandon()
    except ListError as error:
        log.warning("work.no_lists", extra={"code": error.code})
    except OrchestratorDown:
        log.warning("work.no_prefect")
    return None


def _round(bench: Workbench, prepared: Callable[[], Resources], run: Run, count: int) -> int:
    claimed = bench.claim(count)
    try:
        if claimed:
            run(claimed, prepared())
    finally:
        bench.release()
    return len(claimed)


def by_line() -> Way:
    """Run claimed verifications without Prefect."""

    def run(verification_ids: Sequence[str], resources: Resources) -> None:
        for verification_id in verification_ids:
            attempt(verification_id, plainly, resources)

    return Way(run)


def by_flow(url: str) -> Way:
    """Run claimed verifications as Prefect flows: one with its steps as tasks, several in one run."""
    from prefect.context import SyncClientContext
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.batch import verify_batch
    from flows.resources import working_with
    from flows.server import is_up
    from flows.verify import verify

    def ready() -> bool:
        return is_up(url)

    def run(verification_ids: Sequence[str], resources: Resources) -> None:
        quick = temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})
        with quick, SyncClientContext.get_or_create(), working_with(resources):
            if len(verification_ids) > 1:
                batch(list(verification_ids))
            else:
                attempt(verification_ids[0], lambda each, _: verify(each), resources, is_orchestrated=ready)

    def batch(verification_ids: list[str]) -> None:
        try:
            verify_batch(verification_ids)
        except StoreError:
            raise
        except Exception:
            if ready():
                raise
            raise OrchestratorDown from None

    return Way(run, ready)


@contextmanager
def _heartbeats(bench: Workbench, seconds: float) -> Iterator[None]:
    """Renew the claims in the background; the engines work in processes of their own and leave time for it."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(bench, seconds, over), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(bench: Workbench, seconds: float, over: threading.Event) -> None:
    while not over.wait(seconds):
        try:
            bench.heartbeat()
        except StoreError as error:
            log.warning("work.no_heartbeat", extra={"code": error.code})
