"""Dates of the machine-readable zone: two digits of a year, and fillers where a part is unknown."""

from __future__ import annotations

from watchlists.dates import PartialDate


def birth_date(field: str, *, reference_year: int) -> PartialDate | None:
    """Read YYMMDD as the latest such date not after the reference year; unknown parts are fillers (9303-3, 4.8).

    None when even the year is unknown; a day without its month counts as unknown.

    >>> str(birth_date("7408<<", reference_year=2026)), str(birth_date("260101", reference_year=2026))
    ('1974-08', '2026-01-01')

    Raises:
        ValueError: when the characters are no date.
    """
    return _partial(field, latest=reference_year)


def expiry_date(field: str, *, reference_year: int) -> PartialDate | None:
    """Read YYMMDD as the date within fifty years of the reference year; None when empty.

    Raises:
        ValueError: when the characters are no date.
    """
    return _partial(field, latest=reference_year + 50)


def _partial(field: str, *, latest: int) -> PartialDate | None:
    year, month, day = (_number(field[at : at + 2]) for at in (0, 2, 4))
    if year is None:
        return None
    full = latest - (latest - year) % 100
    return PartialDate(full, month, day if month else None)


def _number(part: str) -> int | None:
    if part == "<<":
        return None
    if not (part.isascii() and part.isdigit()):
        raise ValueError("expected two digits or two fillers")
    return int(part)
