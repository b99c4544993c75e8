"""One attempt at one claimed verification: whatever goes wrong is written down by code and never read as a pass."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from kyc.model.errors import KycError, StoreError
from kyc.pipeline import read
from kyc.services.sandbox.rehearsing import rehearse
from kyc.services.verification import Resources, check_all, finish, with_registry
from kyc.services.working.workbench import Workbench

log = logging.getLogger(__name__)

RETRIES = 2  # of a failing engine within one attempt, as in the flow
_LOST = frozenset({"STORE.CONFLICT"})
_HOPELESS = frozenset({"STORE.DAMAGED", "STORE.UNKNOWN"})
_FOR_GOOD = frozenset({"SYS.ENGINE_MISSING"})


class OrchestratorDown(Exception):  # noqa: N818  it names a state of the world
    """Prefect does not answer; the work waits and nobody is charged for it."""


def attempt(
    verification_id: str,
    run: Callable[[str, Resources], object],
    resources: Resources,
    *,
    is_orchestrated: Callable[[], bool] = lambda: True,
) -> None:
    """Begin a claimed verification and run it.

    Raises:
        StoreError: when the store does not answer; the claim runs out by itself.
        OrchestratorDown: when the run failed and `is_orchestrated` says that Prefect is the reason.
    """
    bench = bench_of(resources)
    try:
        if bench.begin(verification_id):
            (_rehearsed if bench.rehearsal(verification_id) else run)(verification_id, resources)
    except StoreError as error:
        _settle_store_error(bench, verification_id, error)
    except KycError as error:
        bench.fail(verification_id, error.code)
    except Exception as error:  # noqa: BLE001
        # The edge of the worker: a fault in one applicant's data must not stop the others'. The attempt is counted,
        # and of the fault only its kind is told, since its text may quote what it failed on.
        log.error("work.crashed", extra={"verification": verification_id, "kind": type(error).__name__})
        _settle_crash(bench, verification_id, is_orchestrated())


def plainly(verification_id: str, resources: Resources) -> None:
    """Run the plain line, asking failing engines as often as the flow does."""
    submission = resources.store.submission(verification_id)
    evidence = read(submission, resources.engines)
    for _ in range(RETRIES):
        if not set(evidence.failures.values()) - _FOR_GOOD:
            break
        evidence = read(submission, resources.engines)
    evidence = with_registry(evidence, resources)
    finish(evidence, check_all(evidence, resources.context()), resources)


def _rehearsed(verification_id: str, resources: Resources) -> None:
    """Rehearse a sandbox's applicant; one that is to be slow is put back, so that nobody waits for it."""
    bench = bench_of(resources)
    if rehearsal := bench.rehearsal(verification_id):
        if rehearsal.wait:
            bench.put_back(verification_id, later=rehearsal.wait)
        else:
            rehearse(bench.submission(verification_id), rehearsal, resources)


def bench_of(resources: Resources) -> Workbench:
    """The bench that a worker's resources stand on."""
    if not isinstance(resources.store, Workbench):
        raise TypeError("a worker's store is its bench")
    return resources.store


def _settle_store_error(bench: Workbench, verification_id: str, error: StoreError) -> None:
    if error.code in _LOST:
        log.info("work.lost", extra={"verification": verification_id})
        bench.forget(verification_id)
    elif error.code in _HOPELESS:
        bench.fail(verification_id, error.code, is_final=True)
    else:
        raise error


def _settle_crash(bench: Workbench, verification_id: str, is_orchestrated: bool) -> None:
    if not bench.holds(verification_id):
        return  # it was finished before the fault
    if is_orchestrated:
        bench.fail(verification_id, "SYS.CRASH")
    else:
        bench.put_back(verification_id, later=timedelta(seconds=5))
        raise OrchestratorDown
