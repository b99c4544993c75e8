"""The chores of an installation: how often each is due, and who does it when there are many workers.

Any number of workers, cron jobs and flows may call; a row in the store lets one of them do each chore in its time,
and another take over when that one dies.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from kyc.model.errors import InputError, KycError, StoreError
from kyc.services.housekeeping.checkpoints import checkpoint
from kyc.services.housekeeping.expiring import expire
from kyc.services.housekeeping.house import House
from kyc.services.housekeeping.purging import forget_replies, purge
from kyc.services.housekeeping.sweeping import sweep
from kyc.services.lists.ages import look_at_ages
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
    "replies": Duty(timedelta(hours=1), forget_replies),
    "lists": Duty(timedelta(hours=1), lambda house: look_at_ages(house.lists, house.settings, house.clock())),
    "purge": Duty(timedelta(days=1), purge),
    "sweep": Duty(timedelta(days=1), sweep),
    "checkpoint": Duty(timedelta(days=1), checkpoint),
}


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
    if unknown := sorted(set(chores) - set(DUTIES)):
        raise InputError("CHORE.UNKNOWN", f"{unknown[0]} is no chore; there are {', '.join(DUTIES)}.")
    for name in (each for each in DUTIES if each in chores or not chores):
        with house.database.system() as system:
            is_ours = system.chores.claim(name, house.owner, LEASE_SECONDS, is_wanted_now=not only_due)
        if is_ours:
            yield _settled(house, _done(house, name))
        elif not only_due:
            yield ChoreDone(name, fault="CHORE.TAKEN")


def _done(house: House, name: str) -> ChoreDone:
    try:
        return ChoreDone(name, dict(DUTIES[name].do(house)))
    except (KycError, ListError) as error:
        return ChoreDone(name, fault=error.code)
    except Exception as error:  # noqa: BLE001
        # A fault of ours in one chore must stop neither the others nor the worker; of it only its kind is told.
        log.error("chore.crashed", extra={"chore": name, "kind": type(error).__name__})
        return ChoreDone(name, fault="SYS.CRASH")


def _settled(house: House, done: ChoreDone) -> ChoreDone:
    due_at = house.clock() + (AGAIN if done.fault else DUTIES[done.chore].every)
    try:
        with house.database.system() as system:
            system.chores.finish(done.chore, house.owner, due_at=due_at, counts=done.counts, fault=done.fault)
    except StoreError as error:
        if error.code != "STORE.CONFLICT":
            raise
    level = logging.ERROR if done.fault else logging.INFO
    log.log(level, "chore.done", extra={"chore": done.chore, "code": done.fault, **done.counts})
    return done
