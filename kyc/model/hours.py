"""Business hours: which seconds of a week somebody works, in one time zone, without the holidays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_FARTHEST = 3660  # days: nobody is given ten years


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """From `start` to `end` on each of `days` (Monday is 0) that is no holiday, as clocks show it in `zone`."""

    zone: str
    days: frozenset[int]
    start: time
    end: time
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()  # holidays of every year: month, day

    def __post_init__(self) -> None:
        if not self.days or not self.days <= set(range(7)) or self.start >= self.end:
            raise ValueError("business hours need a day of the week, and begin before they end")

    def day_of(self, instant: datetime) -> date:
        """The date that clocks show in `zone`."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def is_open_on(self, day: date) -> bool:
        """Whether somebody works on a day."""
        is_holiday = day in self.holidays or (day.month, day.day) in self.yearly
        return day.weekday() in self.days and not is_holiday

    def seconds_between(self, since: datetime, until: datetime) -> int:
        """Whole seconds of business between two instants; negative when `until` is the earlier one."""
        if until < since:
            return -self.seconds_between(until, since)
        last = self.day_of(until)
        total = timedelta()
        for opens, closes in self._windows(since):
            if self.day_of(opens) > last:
                break
            total += max(timedelta(), min(closes, until) - max(opens, since))
        return int(total.total_seconds())

    def after(self, since: datetime, seconds: int) -> datetime:
        """The first instant at which so many seconds of business have passed; `since` itself for none.

        Raises:
            ValueError: when that is more than ten years away.
        """
        if seconds <= 0:
            return since
        left = timedelta(seconds=seconds)
        for opens, closes in self._windows(since):
            begin = max(opens, since)
            if closes - begin >= left:
                return begin + left
            left -= max(timedelta(), closes - begin)
        raise ValueError("so much time does not pass within ten years")

    def _windows(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Each day's hours, from the day of an instant on, in UTC: so that a shift of the clocks counts as it is."""
        zone, day = ZoneInfo(self.zone), self.day_of(since)
        for _ in range(_FARTHEST):
            if self.is_open_on(day):
                opens, closes = (datetime.combine(day, at, zone).astimezone(UTC) for at in (self.start, self.end))
                yield opens, closes
            day += _DAY
