"""Dates as lists and documents give them: often a year or a month only, sometimes a span."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date known to the day, the month or the year.

    >>> PartialDate.parse("1960-03")
    PartialDate(year=1960, month=3, day=None)
    >>> str(PartialDate(1960, 3))
    '1960-03'
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        if self.month and self.day:  # nearly all, and written for every hit
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read YYYY, YYYY-MM or YYYY-MM-DD; raise ValueError on anything else or an impossible date."""
        found = _ISO.fullmatch(text.strip())
        if not found:
            raise ValueError("a date is written YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (int(part) if part else None for part in found.groups())
        return cls(year or 0, month, day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Take over a full calendar date."""
        return cls(day.year, day.month, day.day)

    @property
    def exact(self) -> date | None:
        """The calendar date, when known to the day."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def earliest(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date a list states: one partial date, or anything between two; `circa` when approximate."""

    start: PartialDate
    end: PartialDate | None = None
    circa: bool = False

    def __str__(self) -> str:
        span = f"{self.start}/{self.end}" if self.end else str(self.start)
        return f"circa {span}" if self.circa else span
