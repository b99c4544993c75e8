"""Chores as tasks: what is done and who does it, the services know; Prefect decides when, and shows it."""

from __future__ import annotations

from prefect import task

from flows.home import at_home
from flows.steps import STEP, StepError, only_codes
from kyc.services.housekeeping.chores import keep_house


@task(**STEP, task_run_name="{chore}")
def do_chore(chore: str) -> dict[str, int]:
    """Do one chore now, unless a worker has it at this moment; say how much of what there was.

    Raises:
        StepError: the code of what kept it from being done whole.
    """
    with only_codes(), at_home() as house:
        (done,) = keep_house(house, [chore], only_due=False)
        if done.fault not in (None, "CHORE.TAKEN"):
            raise StepError(done.fault)
        return dict(done.counts)


def do_each(*chores: str) -> dict[str, dict[str, int]]:
    """Do chores one after another; one that fails stops no other, and the run fails at the end.

    Raises:
        StepError: the codes of all that failed.
    """
    states = {chore: do_chore(chore, return_state=True) for chore in chores}
    failed = [
        f"{chore}: {state.result(raise_on_failure=False)}" for chore, state in states.items() if state.is_failed()
    ]
    if failed:
        raise StepError(", ".join(failed))
    return {chore: state.result() for chore, state in states.items()}
