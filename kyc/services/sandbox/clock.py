"""The clock of a sandbox: moved on by its client, so that what expires and what is tried again can be seen at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kyc.model.errors import InputError, StoreError
from kyc.model.verification import VerificationState
from kyc.services.casework.changes import change
from kyc.storage.unit import Unit

LONGEST = timedelta(days=3653)  # ten years: longer than anything here is kept or valid
_MOST = 1000  # verifications that one move lets expire


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a sandbox's clock stands, and what came of moving it: what expired, what is tried sooner."""

    now: datetime
    ahead: timedelta
    expired: int = 0
    hastened: int = 0


def read(unit: Unit) -> Moved:
    """Where the clock stands.

    Raises:
        StoreError: STORE.UNKNOWN for any tenant that is no sandbox.
    """
    _only_in_a_sandbox(unit)
    ahead = unit.sandbox.ahead()
    return Moved(unit.now() + ahead, ahead)


def advance(unit: Unit, by: timedelta) -> Moved:
    """Move the clock on: what waited for input too long expires, what waits for another attempt waits less.

    Raises:
        StoreError: STORE.UNKNOWN for any tenant that is no sandbox.
        InputError: SANDBOX.CLOCK when it would be ahead by more than ten years.
    """
    _only_in_a_sandbox(unit)
    if unit.sandbox.ahead() + by > LONGEST:
        raise InputError("SANDBOX.CLOCK", f"A sandbox's clock is at most {LONGEST.days} days ahead.")
    ahead = unit.sandbox.advance(by)
    now = unit.now() + ahead
    hastened = unit.deliveries.hasten(by) + unit.jobs.hasten(by)
    unit.audit.append("sandbox:clock", "tenant", unit.tenant, after=f"version:{int(ahead.total_seconds())}")
    return Moved(now, ahead, _expired(unit, now), hastened)


def _expired(unit: Unit, now: datetime) -> int:
    waiting = unit.verifications.expired(now, limit=_MOST)
    for verification in waiting:
        change(unit, verification, VerificationState.EXPIRED)
        unit.jobs.cancel(verification.id)
    return len(waiting)


def _only_in_a_sandbox(unit: Unit) -> None:
    if not unit.sandbox.is_one:
        raise StoreError("STORE.UNKNOWN", "There is no such thing here.")
