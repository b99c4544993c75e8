"""What two birth dates say about two names: a stated one against all that a list gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import log2

from kyc.model.screening import Verdict
from kyc.screening.scoring.evidence import Finding
from watchlists.dates import DateSpan, PartialDate

SAME_DAY = Finding(1.0, 12.0, Verdict.AGREES)
SAME_MONTH = Finding(0.9, 8.0, Verdict.AGREES)  # one side knows no day
SAME_YEAR = Finding(0.85, 5.0, Verdict.AGREES)  # one side knows no more
DAY_AND_MONTH_SWAPPED = Finding(0.8, 7.0, Verdict.PARTLY)
ONE_PART_DIFFERS = Finding(0.7, 5.0, Verdict.PARTLY)  # the same year, and the same day or the same month
NEXT_YEAR_SAME_DAY = Finding(0.6, 4.0, Verdict.PARTLY)
NEXT_YEAR = Finding(0.5, 1.5, Verdict.PARTLY)  # where one side knows the year alone
CIRCA_NEAR = Finding(0.6, 2.5, Verdict.PARTLY)
CIRCA_FAR = Finding(0.3, -3.0, Verdict.CONTRADICTS)
SAME_YEAR_ONLY = Finding(0.3, -2.0, Verdict.CONTRADICTS)  # both know the day, and it is another
NEXT_YEAR_OTHER_DAY = Finding(0.2, -6.0, Verdict.CONTRADICTS)

_CIRCA_YEARS, CIRCA_MOST = 2, 5  # years that a circa may be off
CONTRADICTION = 12.0  # bits taken by a date that cannot be the same person's …
CONTRADICTION_SHARE = 0.7  # … and the share of the name's own bits that goes with them: it is a namesake's


def compare_birth_dates(query: PartialDate | None, spans: Iterable[DateSpan], *, name_bits: float) -> Finding | None:
    """Compare a birth date with all that a list gives; the best counts. `name_bits` scales a contradiction."""
    if query is None:
        return None
    findings = [_compare(query, span) for span in spans]
    if not findings:
        return None
    known = [finding for finding in findings if finding]
    if known:
        return max(known, key=lambda finding: finding.bits)
    return Finding(0.0, -(CONTRADICTION + CONTRADICTION_SHARE * max(0.0, name_bits)), Verdict.CONTRADICTS)


def _compare(query: PartialDate, span: DateSpan) -> Finding | None:
    """Compare with one span; None when they cannot be the same person's."""
    if span.end is None and not span.circa:
        return _compare_dates(query, span.start)
    first, last = span.start.year, (span.end or span.start).year
    outside = max(first - query.year, query.year - last, 0)
    if outside == 0:
        years = last - first + (3 if span.circa else 1)
        return Finding(0.75, max(1.0, SAME_YEAR.bits - log2(years)), Verdict.AGREES)
    if not span.circa:
        return NEXT_YEAR if outside == 1 else None
    if outside <= _CIRCA_YEARS:
        return CIRCA_NEAR
    return CIRCA_FAR if outside <= CIRCA_MOST else None


def _compare_dates(query: PartialDate, entry: PartialDate) -> Finding | None:
    one, other = _is_exact(query), _is_exact(entry)
    if one and other:
        return _compare_days(query, entry)
    years = abs(query.year - entry.year)
    if years == 0:
        both = query.month and entry.month
        if not both or one or other:
            return SAME_YEAR if not (both and query.month == entry.month) else SAME_MONTH
        return SAME_MONTH if query.month == entry.month else NEXT_YEAR
    return NEXT_YEAR if years == 1 else None


def _compare_days(one: PartialDate, other: PartialDate) -> Finding | None:
    years = abs(one.year - other.year)
    if years > 1:
        return None
    same_place = (one.month == other.month, one.day == other.day)
    if years == 0:
        if all(same_place):
            return SAME_DAY
        if (one.day, one.month) == (other.month, other.day):
            return DAY_AND_MONTH_SWAPPED
        return ONE_PART_DIFFERS if any(same_place) else SAME_YEAR_ONLY
    return NEXT_YEAR_SAME_DAY if all(same_place) else NEXT_YEAR_OTHER_DAY


def exact_day(partial: PartialDate) -> date | None:
    """The day, unless it is the first of January, which lists write for a year alone."""
    return partial.exact if _is_exact(partial) else None


def _is_exact(partial: PartialDate) -> bool:
    """Whether `exact_day` gives one, without making it."""
    return bool(partial.month and partial.day) and not partial.month == partial.day == 1
