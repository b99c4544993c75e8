"""The deployments of the table as Prefect's own objects."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.deployments import DEPLOYED, Deployed

ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def deployments() -> list[RunnerDeployment]:
    """Every deployment; found by module path, so that runs need no checkout."""
    return [_deployment(each) for each in DEPLOYED]


def flow_of(deployed: Deployed) -> Flow[Any, Any]:
    """The flow that a deployment names."""
    module, _, name = deployed.flow.rpartition(".")
    found: Flow[Any, Any] = getattr(import_module(module), name)
    return found


def _deployment(deployed: Deployed) -> RunnerDeployment:
    return RunnerDeployment.from_flow(
        flow_of(deployed),
        name=deployed.name,
        schedule=Cron(deployed.cron, timezone="UTC"),
        paused=not deployed.is_active,
        parameters=dict(deployed.parameters),
        description=deployed.says,
        concurrency_limit=ONE_AT_A_TIME,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
