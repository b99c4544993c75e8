"""Re-screening as a flow: a task plans a run, a task works on it, a task tells what came of it.

The store knows the run's chunks and who holds them; the flow may be killed anywhere, started twice or on several
machines, and only adds its hands. Prefect sees tenants, ids of runs and counts.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact

from flows.home import at_home
from flows.steps import FLOW, STEP, StepError, only_codes
from kyc.model.errors import StateError
from kyc.model.rescreening import Progress, RunMode
from kyc.services.rescreening.run import report, running, start, tenants, work

MOST = 240  # tenants in one flow run: four tasks each, and Prefect loses task runs beyond a thousand
_TOLD_SECONDS = 2.0  # between two words on how far a run has come


@flow(name="rescreen", **FLOW)
def rescreen(tenant: str | None = None, mode: str = "delta") -> dict[str, str]:
    """Look again at the customers of a tenant, or of all, for whom something changed; `full`: at all of them.

    Raises:
        StepError: the codes, each with its tenant; the others were done all the same.
    """
    with only_codes(), at_home() as house:
        everybody = [tenant] if tenant else list(tenants(house.database))
    if len(everybody) > MOST:
        slices = [everybody[at : at + MOST] for at in range(0, len(everybody), MOST)]
        return {each: said for part in slices for each, said in rescreen_some(part, mode).items()}
    return _rescreened(everybody, RunMode(mode))


@flow(name="rescreen-some", **FLOW)
def rescreen_some(some: list[str], mode: str) -> dict[str, str]:
    """Look again at the customers of some tenants: a part of more than one flow run can show."""
    return _rescreened(some, RunMode(mode))


def _rescreened(whom: Sequence[str], mode: RunMode) -> dict[str, str]:
    told = {each: _run_of(each, mode) for each in whom}
    if failed := [f"{each}: {said}" for each, (is_done, said) in told.items() if not is_done]:
        raise StepError(", ".join(failed))
    return {each: said for each, (_, said) in told.items()}


def _run_of(tenant: str, mode: RunMode) -> tuple[bool, str]:
    """Go on with what was left behind, then do what is new; say whether that went well, and what it was."""
    try:
        if left := going(tenant):
            work_on(tenant, left)
        run_id = plan(tenant, mode.value)
        if run_id is None:
            return True, "nothing to do"
        work_on(tenant, run_id)
        conclude(tenant, run_id)
    except StepError as error:
        return False, str(error)
    return True, run_id


def going(tenant: str) -> str | None:
    """The run that is not done: another process works on it, or one that did was killed."""
    with only_codes(), at_home() as house:
        return running(house.database, tenant=tenant)


@task(**STEP, task_run_name="plan-{tenant}")
def plan(tenant: str, mode: str) -> str | None:
    """Store a run and its chunks; None when there is nothing to do. Whose run is going already is joined."""
    with only_codes(), at_home() as house:
        try:
            made = start(house.database, house.settings, tenant=tenant, mode=RunMode(mode))
        except StateError as error:
            if error.code != "RESCREEN.RUNNING":
                raise
            return running(house.database, tenant=tenant)
        return None if made.is_empty else made.run_id


@task(**STEP, task_run_name="work-{tenant}")
def work_on(tenant: str, run_id: str) -> int:
    """Claim chunks until none is left, whoever else does so too; say how many were done here."""
    with only_codes(), at_home() as house:
        shown = _Shown(run_id)
        return work(
            house.database, house.settings, tenant=tenant, run_id=run_id, owner=house.owner, done=shown.progress
        )


@task(**STEP, task_run_name="report-{tenant}")
def conclude(tenant: str, run_id: str) -> None:
    """Show what a run did, in counts."""
    with only_codes(), at_home() as house:
        done = report(house.database, tenant=tenant, run_id=run_id)
    counts: dict[str, Any] = {"mode": done.mode.value, "customers": done.customers, "candidates": done.candidates}
    counts |= {"seconds": round(done.seconds, 1), **asdict(done.tally)}
    create_table_artifact([counts], key=_key(run_id), description=f"Re-screening of {tenant}")


class _Shown:
    """How far a run has come, as an artifact that moves."""

    def __init__(self, run_id: str) -> None:
        self._key, self._told = f"{_key(run_id)}-progress", 0.0
        self._artifact: Any = None  # a UUID; the type says that it may be awaited, which it is not in a sync task

    def progress(self, progress: Progress) -> None:
        """Show it, unless that was done a moment ago."""
        now, share = time.monotonic(), 100.0 * progress.done / max(progress.chunks, 1)
        if self._artifact is None:
            self._artifact = create_progress_artifact(share, key=self._key)
        elif progress.is_done or now - self._told >= _TOLD_SECONDS:
            update_progress_artifact(self._artifact, share)
            self._told = now


def _key(run_id: str) -> str:
    """Prefect's keys have lower-case letters, digits and hyphens."""
    return run_id.lower().replace("_", "-")
