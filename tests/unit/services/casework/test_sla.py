"""The clock of a case: stopped and started it loses nothing, and overdue is overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.case import Case, CaseKind, CaseState
from kyc.policy.casework import indonesian_hours
from kyc.services.casework import sla

HOURS = indonesian_hours()
MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)  # ten in Jakarta
HOUR = 3600
CASE = Case(
    "cas_1", "acme", 1, CaseKind.ONBOARDING, "app_1", None, CaseState.ASSIGNED, "default", 50, (), 0, MONDAY, MONDAY,
    due_at=MONDAY + timedelta(hours=4),
)  # fmt: skip
later = st.integers(0, 40 * 24 * HOUR).map(lambda seconds: MONDAY + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("changes", "now", "left", "is_overdue"),
    [
        ({}, MONDAY, 4 * HOUR, False),
        ({}, MONDAY + timedelta(hours=4), 0, False),  # due now is not late
        ({}, MONDAY + timedelta(hours=4, seconds=1), -1, True),
        ({}, MONDAY + timedelta(hours=5), -HOUR, True),
        ({}, MONDAY + timedelta(days=1), -8 * HOUR + 4 * HOUR, True),  # the night does not count
        ({"closed_at": MONDAY}, MONDAY + timedelta(hours=9), None, False),
        ({"due_at": None, "seconds_left": 90}, MONDAY + timedelta(days=9), 90, False),  # it stands
        ({"due_at": None, "seconds_left": -90}, MONDAY, -90, False),
        ({"due_at": None}, MONDAY, 0, False),
    ],
)
def test_what_is_left_of_the_time(
    changes: dict[str, object], now: datetime, left: int | None, is_overdue: bool
) -> None:
    case = replace(CASE, **changes)  # type: ignore[arg-type]
    assert left is None or sla.seconds_left(case, now, HOURS) == left
    assert sla.is_overdue(case, now) is is_overdue


@given(later, later)
def test_a_stopped_clock_goes_on_with_what_was_left(stopped: datetime, started: datetime) -> None:
    held = sla.pause(CASE, stopped, HOURS)
    assert (held.due_at, held.seconds_left) == (None, sla.seconds_left(CASE, stopped, HOURS))
    assert sla.pause(held, started, HOURS) == held, "stopping twice stops once"
    running = sla.resume(held, started, HOURS)
    assert running.seconds_left is None
    assert sla.seconds_left(running, started, HOURS) == max(0, held.seconds_left or 0)
    assert sla.resume(running, stopped, HOURS) == running, "starting twice starts once"


@given(later, st.integers(1, 100 * HOUR))
def test_a_case_is_due_when_its_time_has_passed(since: datetime, seconds: int) -> None:
    due = sla.due_at(since, seconds, HOURS)
    assert sla.seconds_left(replace(CASE, due_at=due), since, HOURS) == seconds
    assert not sla.is_overdue(replace(CASE, due_at=due), due)
