"""Re-screening from end to end: start a run, work on its chunks, say how far it is and what it came to.

Everything is per tenant. Any number of processes work on a run; whoever is killed leaves a chunk that another does
over, and nothing is written twice: what a chunk came to is one transaction, which only its holder can make.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from kyc.model.ids import new_id
from kyc.model.rescreening import Progress, RunMode, RunPlan, RunReport
from kyc.services.assembly import policy_of
from kyc.services.rescreening.looking import Looker
from kyc.services.rescreening.planning import finish, plan
from kyc.services.rescreening.target import Lists
from kyc.services.rescreening.worker import ACTOR, Heap, Worker
from kyc.settings import Settings
from kyc.storage.database import Database

log = logging.getLogger(__name__)

_WAIT = 0.5  # seconds between looks for chunks that others may have to give back


def tenants(database: Database) -> tuple[str, ...]:
    """The tenants of an installation, by name."""
    with database.system() as system:
        return tuple(tenant.id for tenant in system.tenants.all())


def start(
    database: Database, settings: Settings, *, tenant: str, mode: RunMode = RunMode.DELTA, actor: str = ACTOR
) -> RunPlan:
    """Plan a run and store it. A delta becomes a full run where it has to, and says why.

    Raises:
        StateError: RESCREEN.RUNNING while another run of this tenant is going, RESCREEN.OVERTAKEN when others were
            planned and done while this one was planned.
        StoreError: SCR.NO_LISTS.
    """
    if going := running(database, tenant=tenant):
        _finish_if_done(database, tenant, going, actor)
    made = plan(database, settings, tenant, mode, actor)
    log.info("rescreen.started", extra={"run": made.run_id, "mode": made.mode, "chunks": made.chunks})
    return made


def work(
    database: Database,
    settings: Settings,
    *,
    tenant: str,
    run_id: str,
    owner: str | None = None,
    stop: Callable[[], bool] = lambda: False,
    done: Callable[[Progress], None] | None = None,
    wait: bool = True,
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Work on a run until it is done, and say how many chunks were done here; the last one ends the run.

    Args:
        database: the store.
        settings: of the installation.
        tenant: whose run it is.
        run_id: of the run.
        owner: who claims; a new name when None.
        stop: asked between chunks.
        done: told after each chunk, if anybody wants to know.
        wait: whether to wait for chunks that others hold, whose leases may run out.
        pause: sleeps.

    Raises:
        StoreError: STORE.UNKNOWN when there is no such run; STORE.UNAVAILABLE and STORE.FULL when the store does not
            come back: the run goes on when `work` is called again.
    """
    with database.transaction(tenant, ACTOR, read_only=True) as unit:
        run = unit.runs.get(run_id)
    looker = Looker(run, Lists(settings), policy_of(settings).terms)
    worker = Worker(database, settings, looker, tenant, owner or new_id("wrk", lambda: datetime.now(UTC)), pause)
    count = 0
    with Heap() as heap:
        while not stop():
            chunk = worker.patiently(worker.claim)
            if chunk is not None:
                count += worker.patiently(partial(worker.do, chunk))
                heap.rest()
                if done:
                    done(worker.patiently(lambda: progress(database, tenant=tenant, run_id=run_id)))
            elif worker.patiently(lambda: _finish_if_done(database, tenant, run_id, ACTOR)) or not wait:
                break
            else:
                pause(_WAIT)
    return count


def running(database: Database, *, tenant: str) -> str | None:
    """The id of the run that is going, None when there is none."""
    with database.transaction(tenant, ACTOR, read_only=True) as unit:
        found = unit.runs.running()
    return found.id if found else None


def progress(database: Database, *, tenant: str, run_id: str) -> Progress:
    """How far a run has come.

    Raises:
        StoreError: STORE.UNKNOWN when there is no such run.
    """
    with database.transaction(tenant, ACTOR, read_only=True) as unit:
        run, at = unit.runs.get(run_id), unit.chunks.standing(run_id)
    return Progress(run_id, tenant, run.chunks, at.done, run.candidates, at.customers_done)


def report(database: Database, *, tenant: str, run_id: str) -> RunReport:
    """What a run came to, so far or in the end.

    Raises:
        StoreError: STORE.UNKNOWN when there is no such run.
    """
    with database.transaction(tenant, ACTOR, read_only=True) as unit:
        run, at, now = unit.runs.get(run_id), unit.chunks.standing(run_id), unit.now()
    elapsed = ((run.finished_at or now) - run.started_at).total_seconds()
    return RunReport(
        run_id=run.id,
        tenant=tenant,
        mode=run.mode,
        state=run.state,
        lists=run.lists,
        entities=run.entities,
        customers=run.customers,
        candidates=run.candidates,
        chunks=run.chunks,
        redone=at.redone,
        started_at=run.started_at,
        finished_at=run.finished_at,
        seconds=run.seconds_planning + max(0.0, elapsed),  # a clock may have been put back meanwhile
        seconds_screening=at.seconds,
        reason=run.reason,
        tally=at.tally,
    )


def _finish_if_done(database: Database, tenant: str, run_id: str, actor: str) -> bool:
    """End a run whose chunks are all done; whoever did the last one may have died before."""
    if not progress(database, tenant=tenant, run_id=run_id).is_done:
        return False
    with database.transaction(tenant, actor) as unit:
        finish(unit, run_id)
    return True
