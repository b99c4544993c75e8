"""The chores of an installation: how often each is due, and who does it when there are many workers.

Any number of workers, cron jobs and flows may call; a row in the store lets one of them do each chore in its time,
and another take over when that one dies.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from kyc.model.errors import InputError, KycError, StoreError
from kyc.services.housekeeping.checkpoints import checkpoint
from kyc.services.housekeeping.expiring import expire
from kyc.services.housekeeping.forgetting import forget_history, forget_replies, forget_sessions
from kyc.services.housekeeping.house import House
from kyc.services.housekeeping.purging import purge
from kyc.services.housekeeping.sweeping import sweep
from kyc.services.housekeeping.waking import wake
from kyc.services.lists.ages import look_at_ages
from kyc.services.lists.refreshing import Outcome, refresh_all
from kyc.settings import Settings
from watchlists.errors import ListError

log = logging.getLogger(__name__)

LEASE_SECONDS = 3600.0  # a chore that takes longer is begun by another as well, which harms nothing
AGAIN = timedelta(minutes=5)  # after one that failed


@dataclass(frozen=True, slots=True)
class Duty:
    """A chore: how often it is due, and what it does; it says how much of what there was."""

    every: timedelta
    do: Callable[[House], Mapping[str, int]]


DUTIES: Mapping[str, Duty] = {
    "expire": Duty(timedelta(minutes=5), expire),
    "wake": Duty(timedelta(minutes=5), wake),
    "replies": Duty(timedelta(hours=1), forget_replies),
    "sessions": Duty(timedelta(hours=1), forget_sessions),
    "lists": Duty(timedelta(hours=1), lambda house: look_at_ages(house.lists, house.settings, house.clock())),
    "history": Duty(timedelta(days=1), forget_history),
    "purge": Duty(timedelta(days=1), purge),
    "sweep": Duty(timedelta(days=1), sweep),
    "checkpoint": Duty(timedelta(days=1), checkpoint),
}


def duties_of(settings: Settings) -> Mapping[str, Duty]:
    """The chores of an installation; refreshing the lists is one where the operator says how often."""
    if not settings.refresh_hours:
        return DUTIES
    return {"refresh": Duty(timedelta(hours=settings.refresh_hours), refresh_lists), **DUTIES}


def refresh_lists(house: House) -> Mapping[str, int]:
    """Look for newer versions of every list; say how many came to what."""
    from watchlists.fetch import HttpFetcher  # slow to load

    done = refresh_all(house.lists, house.settings, HttpFetcher(), clock=house.clock, sleep=time.sleep)
    came = Counter(each.outcome.value for each in done)
    return {outcome.value: came[outcome.value] for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class ChoreDone:
    """What came of a chore; `fault` is the code of what kept it from being done whole, or CHORE.TAKEN."""

    chore: str
    counts: Mapping[str, int] = field(default_factory=dict)
    fault: str | None = None


def keep_house(house: House, chores: Collection[str] = (), *, only_due: bool) -> Iterator[ChoreDone]:
    """Do the chores named, or all of them; each ends for itself, and what it came to is stored.

    Raises:
        InputError: CHORE.UNKNOWN when there is none by a name.
        StoreError: when the store does not answer.
    """
    duties = duties_of(house.settings)
    if unknown := sorted(set(chores) - set(duties)):
        raise InputError("CHORE.UNKNOWN", f"{unknown[0]} is no chore here; there are {', '.join(duties)}.")
    for name in (each for each in duties if each in chores or not chores):
        with house.database.system() as system:
            is_ours = system.chores.claim(name, house.owner, LEASE_SECONDS, is_wanted_now=not only_due)
        if is_ours:
            yield _settled(house, _done(house, name, duties[name]), duties[name])
        elif not only_due:
            yield ChoreDone(name, fault="CHORE.TAKEN")


def _done(house: House, name: str, duty: Duty) -> ChoreDone:
    try:
        return ChoreDone(name, dict(duty.do(house)))
    except (KycError, ListError) as error:
        return ChoreDone(name, fault=error.code)
    except Exception as error:  # noqa: BLE001
        # A fault of ours in one chore must stop neither the others nor the worker; of it only its kind is told.
        log.error("chore.crashed", extra={"chore": name, "kind": type(error).__name__})
        return ChoreDone(name, fault="SYS.CRASH")


def _settled(house: House, done: ChoreDone, duty: Duty) -> ChoreDone:
    due_at = house.clock() + (AGAIN if done.fault else duty.every)
    try:
        with house.database.system() as system:
            system.chores.finish(done.chore, house.owner, due_at=due_at, counts=done.counts, fault=done.fault)
    except StoreError as error:
        if error.code != "STORE.CONFLICT":
            raise
    level = logging.ERROR if done.fault else logging.INFO
    log.log(level, "chore.done", extra={"chore": done.chore, "code": done.fault, **done.counts})
    return done
