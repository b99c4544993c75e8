"""The clock of a case: it runs in business hours and stands while the applicant is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kyc.model.case import Case
from kyc.model.hours import BusinessHours


def due_at(since: datetime, seconds: int, hours: BusinessHours) -> datetime:
    """When so many seconds of business will have passed."""
    return hours.after(since, seconds)


def seconds_left(case: Case, now: datetime, hours: BusinessHours) -> int:
    """Business seconds until a case is due, negative once it is overdue; what is held while its clock stands."""
    if case.due_at is None:
        return case.seconds_left or 0
    return hours.seconds_between(now, case.due_at)


def pause(case: Case, now: datetime, hours: BusinessHours) -> Case:
    """Stop the clock; what was left, or overdrawn, is held. A clock that stands goes on standing."""
    if case.due_at is None:
        return case
    return replace(case, due_at=None, seconds_left=seconds_left(case, now, hours))


def resume(case: Case, now: datetime, hours: BusinessHours) -> Case:
    """Let the clock run on; a case that was overdue when it stopped is due at once."""
    if case.due_at is not None or case.seconds_left is None:
        return case
    return replace(case, due_at=hours.after(now, case.seconds_left), seconds_left=None)


def is_overdue(case: Case, now: datetime) -> bool:
    """Whether an open case's time has run out."""
    return case.closed_at is None and case.due_at is not None and case.due_at < now
