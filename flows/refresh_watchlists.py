"""Lists brought up to date, source by source, and the customers whom the change may concern looked at again."""

from __future__ import annotations

import time

from prefect import flow, task

from flows.home import at_home
from flows.rescreen import rescreen
from flows.steps import FLOW, STEP, StepError, only_codes
from kyc.services.lists.ages import ages, look_at_ages
from kyc.services.lists.refreshing import Outcome, Refresh, refresh, refresh_from_folder
from kyc.services.lists.views import published
from watchlists.fetch import HttpFetcher

_FOLDER = "folder"


@flow(name="refresh-watchlists", **FLOW)
def refresh_watchlists(keys: list[str] | None = None, is_handed_over: bool = True) -> dict[str, str]:
    """Refresh the lists named, or all of them; then re-screen for whatever changed, by whomever it was changed.

    A source that fails stops no other and leaves its old version active. The run fails, loudly, when something was
    refused or a list is stale; a publisher that merely does not answer fails its task alone.

    Raises:
        StepError: the codes, each with its list.
    """
    with only_codes(), at_home() as house:
        from_folder = house.settings.list_folder is not None
        wanted = [_FOLDER] if from_folder else list(keys or published(house.lists))
    states = {key: refresh_source(key, return_state=True) for key in wanted}
    if is_handed_over:
        rescreen()
    told = {key: str(state.result(raise_on_failure=False)) for key, state in states.items()}
    bad = [f"{key}: {said}" for key, said in told.items() if states[key].is_failed() and said != "LIST.UNREACHABLE"]
    if bad := [*bad, *stale_lists()]:
        raise StepError(", ".join(bad))
    return told


@task(**STEP, task_run_name="{key}")
def refresh_source(key: str) -> str:
    """Refresh one list, or all that lie in the folder; say what came of it.

    Raises:
        StepError: the code of why the old version stays.
    """
    with only_codes(), at_home() as house:
        clock, store, settings = house.clock, house.lists, house.settings
        if key == _FOLDER:
            done = list(refresh_from_folder(store, settings, now=clock()))
        else:
            done = [refresh(store, key, settings, HttpFetcher(), clock=clock, sleep=time.sleep)]
        return _summed_up(done)


@task(**STEP)
def stale_lists() -> list[str]:
    """Raise the alarm for lists that are too old, and name them."""
    with only_codes(), at_home() as house:
        look_at_ages(house.lists, house.settings, house.clock())
        return [f"{each.key}: LIST.STALE" for each in ages(house.lists, house.settings, house.clock()) if each.is_stale]


def _summed_up(done: list[Refresh]) -> str:
    failed = sorted({each.code for each in done if each.code})
    if failed:
        raise StepError(", ".join(failed))
    changed = sum(each.outcome is Outcome.ACTIVATED for each in done)
    return f"{changed} activated" if len(done) > 1 else (done[0].outcome.value if done else "nothing there")
