"""Business hours: tables of known weeks, and what must hold for any of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.hours import BusinessHours
from kyc.policy.casework import indonesian_hours

JAKARTA = ZoneInfo("Asia/Jakarta")
HOURS = indonesian_hours()
HOUR = 3600

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
clocks = st.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))


LEAST = 10  # minutes a day: with a single one of them a week, twenty hours do not pass within ten years


def minutes(clock: time) -> int:
    return 60 * clock.hour + clock.minute


@st.composite
def calendars(draw: st.DrawFn) -> BusinessHours:
    start, end = sorted(
        draw(st.tuples(clocks, clocks).filter(lambda two: abs(minutes(two[0]) - minutes(two[1])) >= LEAST))
    )
    return BusinessHours(
        zone=draw(st.sampled_from(["Asia/Jakarta", "Asia/Jayapura", "UTC", "Europe/Berlin", "America/New_York"])),
        days=frozenset(draw(st.sets(st.integers(0, 6), min_size=1))),
        start=start,
        end=end,
        holidays=frozenset(draw(st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5))),
    )


def at(text: str) -> datetime:
    """An instant as a clock in Jakarta shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("since", "seconds", "due"),
    [
        ("2026-11-23T09:00", 4 * HOUR, "2026-11-23T13:00"),  # a Monday
        ("2026-11-23T15:00", 4 * HOUR, "2026-11-24T11:00"),  # the rest of it on Tuesday
        ("2026-11-23T09:00", 8 * HOUR, "2026-11-23T17:00"),  # a whole day ends with the day
        ("2026-11-23T09:00", 24 * HOUR, "2026-11-25T17:00"),  # three days of eight hours
        ("2026-11-20T16:00", 2 * HOUR, "2026-11-23T10:00"),  # Friday evening, then Monday
        ("2026-11-21T12:00", 1 * HOUR, "2026-11-23T10:00"),  # a Saturday counts nothing
        ("2026-11-23T03:00", 1 * HOUR, "2026-11-23T10:00"),  # before the doors open
        ("2026-11-23T22:00", 1 * HOUR, "2026-11-24T10:00"),  # after they closed
        ("2026-12-24T16:00", 2 * HOUR, "2026-12-28T10:00"),  # Christmas is a Friday, then a weekend
        ("2026-05-26T16:00", 2 * HOUR, "2026-05-28T10:00"),  # Iduladha on a Wednesday
        ("2027-08-16T16:30", 1 * HOUR, "2027-08-18T09:30"),  # the seventeenth of August, every year
        ("2026-11-23T10:00", 0, "2026-11-23T10:00"),
    ],
)
def test_a_due_time_in_jakarta(since: str, seconds: int, due: str) -> None:
    assert HOURS.after(at(since), seconds) == at(due)
    assert HOURS.seconds_between(at(since), at(due)) == seconds


@given(calendars(), instants, st.integers(0, 40 * HOUR))
def test_so_much_business_lies_before_a_due_time_and_no_less(
    hours: BusinessHours, since: datetime, seconds: int
) -> None:
    since = since.replace(microsecond=0)
    due = hours.after(since, seconds)
    assert hours.seconds_between(since, due) == seconds
    if seconds:
        assert hours.seconds_between(since, due - timedelta(seconds=1)) == seconds - 1


@given(calendars(), instants, instants, instants)
def test_stretches_of_business_add_up(hours: BusinessHours, one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted(each.replace(microsecond=0) for each in (one, two, three))
    parts = hours.seconds_between(first, middle) + hours.seconds_between(middle, last)
    assert hours.seconds_between(first, last) == parts
    assert hours.seconds_between(last, first) == -parts


@given(calendars(), instants, st.integers(1, 20 * HOUR), st.integers(1, 20 * HOUR))
def test_more_time_is_never_due_sooner(hours: BusinessHours, since: datetime, one: int, other: int) -> None:
    assert (hours.after(since, one) <= hours.after(since, other)) is (one <= other)


@given(calendars(), instants, st.integers(1, 20 * HOUR))
def test_what_is_due_is_due_within_business_hours(hours: BusinessHours, since: datetime, seconds: int) -> None:
    due = hours.after(since, seconds).astimezone(ZoneInfo(hours.zone))
    assert hours.is_open_on(due.date())
    assert hours.start <= due.timetz().replace(tzinfo=None) <= hours.end


@pytest.mark.parametrize(
    ("days", "start", "end"),
    [(frozenset[int](), time(9), time(17)), (frozenset({7}), time(9), time(17)), (frozenset({0}), time(9), time(9))],
)
def test_hours_that_never_come_cannot_be_made(days: frozenset[int], start: time, end: time) -> None:
    with pytest.raises(ValueError, match="business hours"):
        BusinessHours("UTC", days, start, end)


def test_a_time_that_never_comes_is_refused() -> None:
    never = BusinessHours("UTC", frozenset({0}), time(9), time(9, 1))
    with pytest.raises(ValueError, match="ten years"):
        never.after(datetime(2026, 1, 1, tzinfo=UTC), 10**6)


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Asia/Jakarta", "2026-11-22T16:59:59+00:00", "2026-11-22"),
        ("Asia/Jakarta", "2026-11-22T17:00:00+00:00", "2026-11-23"),  # midnight, seven hours before London's
        ("Asia/Jayapura", "2026-11-22T15:00:00+00:00", "2026-11-23"),
        ("America/New_York", "2026-11-22T04:59:59+00:00", "2026-11-21"),
        ("UTC", "2026-11-23T01:00:00+02:00", "2026-11-22"),
    ],
)
def test_a_day_is_where_the_clocks_hang(zone: str, instant: str, day: str) -> None:
    assert replace(HOURS, zone=zone).day_of(datetime.fromisoformat(instant)) == date.fromisoformat(day)
