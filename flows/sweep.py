"""What crashes leave behind: abandoned claims, images without a row, runs that Prefect believes to be running."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from prefect import flow, task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from flows.chores import do_each
from flows.home import at_home
from flows.steps import FLOW, STEP, only_codes

# Nobody tells Prefect of a process that was killed. What it was at is safe in our tables, and goes on elsewhere.
LONGEST: Mapping[str, timedelta] = {
    "verify": timedelta(hours=1),
    "verify-batch": timedelta(hours=6),
    "verify-stored": timedelta(hours=6),
    "deliver": timedelta(hours=6),
    "refresh-watchlists": timedelta(hours=12),
    "purge": timedelta(hours=24),
    "sweep": timedelta(hours=24),
    "checkpoint": timedelta(hours=24),
    "rescreen": timedelta(hours=48),
    "rescreen-some": timedelta(hours=48),
}
_PAGE = 200


@flow(name="sweep", **FLOW)
def sweep() -> dict[str, dict[str, int]]:
    """Sweep the store, then Prefect's own runs."""
    with only_codes(), at_home() as house:
        now = house.clock()
    closed = {name: close_orphans(name, now - longest) for name, longest in LONGEST.items()}
    return do_each("sweep", "lists") | {"runs": {name: number for name, number in closed.items() if number}}


@task(**STEP, task_run_name="close-{name}")
def close_orphans(name: str, before: datetime) -> int:
    """Close the runs of a flow that began before a time and never ended; say how many there were."""
    running = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])),
        start_time=FlowRunFilterStartTime.model_validate({"before_": before}),
    )
    whose, closed = FlowFilter(name=FlowFilterName(any_=[name])), 0
    with get_client(sync_client=True) as client:
        while runs := client.read_flow_runs(flow_filter=whose, flow_run_filter=running, limit=_PAGE):
            for run in runs:
                client.set_flow_run_state(run.id, Crashed(message="Its process is gone."), force=True)
            closed += len(runs)
    return closed
