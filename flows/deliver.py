"""Webhooks that are due: what a worker's courier does all the time, once, for installations without one."""

from __future__ import annotations

from prefect import flow, task

from flows.crew import courier_of
from flows.home import at_home
from flows.steps import FLOW, STEP, only_codes


@task(**STEP)
def carry_parcels() -> int:
    """Carry what is due and say how many attempts that were; what fails is due again later."""
    with only_codes(), at_home() as house:
        return courier_of(house.settings, house.database).drain()


@flow(name="deliver", **FLOW)
def deliver() -> int:
    """Empty the outbox as far as receivers let us."""
    return carry_parcels()
