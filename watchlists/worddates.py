"""Dates as publishers write them in words: `12 Mar 1960`, `circa 1951`, `Sep. 1958`, `1960 to 1962`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from watchlists.dates import DateSpan, PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_ID = {"mei": 5, "agu": 8, "agt": 8, "ags": 8, "okt": 10, "des": 12, "peb": 2, "nop": 11}  # Indonesian
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ./-]+)?(?:(?P<month>[A-Za-z]{3,9})\.?,?[ ./-]*)?(?P<year>\d{4})"
)
_AMERICAN = re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?)?(?:t.*|z|[+-]\d\d:\d\d)?")
_CIRCA = re.compile(
    r"(?:circa|approximately|approx\.?|about|around|c\.|ca\.?|(?:sekitar|sekira|kira-kira)(?: tahun)?)\s*",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\s+(?:to|and|or|until|hingga|sampai|–)\s+|(?<=\d{4})\s*[–/-]\s*(?=\d{4}$)", re.IGNORECASE
)  # a slash or hyphen parts two dates only where a whole year stands on either side
_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
_YEARLESS = re.compile(r"(?:\d{1,2} )?[A-Za-z]{3,9}\.?")  # `Aug.` of `Aug. and Sep. 1977`
_EARLIEST = 1800  # a year before it is a slip of the pen


def span(text: str | None) -> DateSpan | None:
    """Read one date, or a span of two; None when it is none, or impossible.

    >>> str(span("circa 1951")), str(span("25 Mar 1965 to 26 Apr 1966")), str(span("Sep. 1958")), span("unknown")
    ('circa 1951', '1965-03-25/1966-04-26', '1958-09', None)
    """
    words = " ".join(_BETWEEN.sub("", text or "").split())
    circa = bool(_CIRCA.match(words))
    parts = _TO.split(_CIRCA.sub("", words, count=1), maxsplit=1)
    if len(parts) > 1 and _YEARLESS.fullmatch(parts[0]):
        parts[0] += parts[1][-5:]  # the year told once for both
    ends = [end for part in parts if (end := partial(part))]
    if len(ends) < len(parts):
        return None
    first, last = min(ends, key=lambda end: end.earliest), max(ends, key=lambda end: end.latest)
    return DateSpan(first, last if last != first else None, circa)


def noted(remarks: str | None, dates: Iterable[str]) -> str | None:
    """Remarks with the birth dates that cannot be read, so that whoever looks at a hit sees them as published.

    >>> noted("a remark", ["1970", "late 1960s", "30-35 years old"]), noted(None, ["1970"])
    ('a remark; born: late 1960s; born: 30-35 years old', None)
    """
    unread = (f"born: {date}" for date in dict.fromkeys(dates) if date.strip() and span(date) is None)
    return "; ".join(filter(None, (remarks, *unread))) or None


def partial(text: str | None, *, month_first: bool = False) -> PartialDate | None:
    """Read one date known to the day, month or year; where both are numbers the day comes first unless told.

    Zeros and the letters `dd` and `mm` stand for what is not known.

    >>> str(partial("17 Aug 1975")), str(partial("00/00/1961")), str(partial("17/08/1975")), partial("30 Feb 1975")
    ('1975-08-17', '1961', '1975-08-17', None)
    """
    written = (text or "").strip(" \t\n'").lower().replace("dd/", "00/").replace("mm/", "00/")
    for pattern in (_ISO, _NUMBERS, _AMERICAN, _WORDS):
        if found := pattern.fullmatch(written):
            day, month = found["day"], found["month"]
            swap = month_first and pattern is _NUMBERS
            return _date(found["year"], day if swap else month, month if swap else day)
    return None


def _date(year: str, month: str | None, day: str | None) -> PartialDate | None:
    number = _month(month) if month else 0
    if number is None or int(year) < _EARLIEST:
        return None
    try:
        return PartialDate(int(year), number or None, (int(day or 0) or None) if number else None)
    except ValueError:
        return None


def _month(text: str) -> int | None:
    """The number of a month by its name or number; None when it is neither, 0 when it is left open (`00`)."""
    if text.isdecimal():
        return int(text)
    short = text[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else _MONTH_ID.get(short)
