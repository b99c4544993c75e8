"""What two birth dates say: agreement adds, a misprint adds less, another date takes the name's bits away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.screening import Verdict
from kyc.screening.scoring import birthdates
from kyc.screening.scoring.birthdates import compare_birth_dates
from kyc.screening.scoring.calibration import THRESHOLD_BITS, tempered
from kyc.screening.scoring.evidence import Finding
from watchlists.dates import DateSpan, PartialDate


def compare(query: str, entry: str, *, end: str | None = None, circa: bool = False) -> tuple[float, Verdict]:
    span = DateSpan(PartialDate.parse(entry), PartialDate.parse(end) if end else None, circa)
    found = compare_birth_dates(PartialDate.parse(query), [span], name_bits=20.0)
    assert found
    return found.bits, found.verdict


@pytest.mark.parametrize(
    ("query", "entry", "finding"),
    [
        ("1961-03-07", "1961-03-07", birthdates.SAME_DAY),
        ("1961-03-07", "1961-07-03", birthdates.DAY_AND_MONTH_SWAPPED),
        ("1961-03-07", "1961-03-17", birthdates.ONE_PART_DIFFERS),
        ("1961-03-07", "1961-11-20", birthdates.SAME_YEAR_ONLY),
        ("1961-03-07", "1962-03-07", birthdates.NEXT_YEAR_SAME_DAY),
        ("1961-03-07", "1962-11-20", birthdates.NEXT_YEAR_OTHER_DAY),
        ("1961-03-07", "1961", birthdates.SAME_YEAR),
        ("1961-03-07", "1961-01-01", birthdates.SAME_YEAR),  # how lists write a year alone
        ("1961-03", "1961-03", birthdates.SAME_MONTH),
        ("1961-03-07", "1961-03", birthdates.SAME_MONTH),
        ("1961", "1962", birthdates.NEXT_YEAR),
    ],
)
def test_a_pair_of_dates_has_its_finding(query: str, entry: str, finding: Finding) -> None:
    assert compare(query, entry) == (finding.bits, finding.verdict)


_DAYS = st.dates().map(PartialDate.of)
_DATES = _DAYS | st.builds(PartialDate, st.integers(1900, 2020), st.none() | st.integers(1, 12))


@given(_DATES)
def test_a_day_is_exact_unless_it_is_the_first_of_january(born: PartialDate) -> None:
    expected = None if born.exact and (born.month, born.day) == (1, 1) else born.exact
    assert birthdates.exact_day(born) == expected


@given(_DATES, _DATES)
def test_two_dates_say_the_same_from_either_side(one: PartialDate, other: PartialDate) -> None:
    assert compare(str(one), str(other)) == compare(str(other), str(one))


@given(_DAYS.filter(birthdates.exact_day), st.integers(2, 100))
def test_the_same_day_in_a_year_far_off_contradicts(born: PartialDate, years: int) -> None:
    if born.year + years <= 9999 and (born.month, born.day) != (2, 29):
        far = PartialDate(born.year + years, born.month, born.day)
        assert compare(str(born), str(far))[1] is Verdict.CONTRADICTS


@given(_DATES)
def test_a_date_is_written_as_it_is_read(born: PartialDate) -> None:
    assert PartialDate.parse(str(born)) == born


def test_a_span_agrees_within_and_says_less_the_wider_it_is() -> None:
    narrow, wide = compare("1961-03-07", "1960", end="1962"), compare("1961-03-07", "1950", end="1970")
    assert narrow[0] > wide[0] > 0
    assert compare("1961-03-07", "1970", end="1975")[1] is Verdict.CONTRADICTS


def test_circa_forgives_some_years() -> None:
    assert compare("1963-03-07", "1961", circa=True)[1] is Verdict.PARTLY
    assert compare("1981-03-07", "1961", circa=True)[1] is Verdict.CONTRADICTS


def test_the_best_of_several_dates_counts() -> None:
    spans = [DateSpan(PartialDate(1940)), DateSpan(PartialDate(1961, 3, 7))]
    found = compare_birth_dates(PartialDate(1961, 3, 7), spans, name_bits=20.0)
    assert found == birthdates.SAME_DAY


def test_silence_is_not_compared() -> None:
    assert compare_birth_dates(None, [DateSpan(PartialDate(1961))], name_bits=20.0) is None
    assert compare_birth_dates(PartialDate(1961), [], name_bits=20.0) is None


@given(st.floats(0, 400))
def test_a_namesake_born_in_another_year_is_never_flagged(bits: float) -> None:
    name = tempered(bits)
    found = compare_birth_dates(PartialDate(1961, 3, 7), [DateSpan(PartialDate(1980, 3, 7))], name_bits=name)
    assert found
    country_and_gender = 3.0
    assert name + found.bits + country_and_gender < THRESHOLD_BITS
