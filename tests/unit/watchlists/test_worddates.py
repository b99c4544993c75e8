"""Dates in the words of publishers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists.worddates import partial, span


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("17 Aug 1975", "1975-08-17"),
        ("circa 1951", "circa 1951"),
        ("Approximately 1951", "circa 1951"),
        ("Mar 1962", "1962-03"),
        ("Sep. 1958", "1958-09"),
        ("1960 to 1962", "1960/1962"),
        ("circa 1960-1961", "circa 1960/1961"),
        ("1955/1958", "1955/1958"),
        ("25 Mar 1965 to 26 Apr 1966", "1965-03-25/1966-04-26"),
        ("between 1973 and 1974", "1973/1974"),
        ("1962 to 1960", "1960/1962"),
        ("1979-03-03", "1979-03-03"),
        ("1979-03-03T00:00:00Z", "1979-03-03"),
        ("14/02/1980", "1980-02-14"),
        ("dd/mm/1981", "1981"),
        ("00/00/1961", "1961"),
        ("00/05/1961", "1961-05"),
        ("9 Juni 1980", "1980-06-09"),
        ("17 Agustus 1975", "1975-08-17"),
        ("March 24, 2009", "2009-03-24"),
        ("1960 to 1960", "1960"),
        ("Between Aug. and Sep. 1977", "1977-08/1977-09"),  # the year told once
        ("3 May to 5 Jun 1962", "1962-05-03/1962-06-05"),
        ("BETWEEN 1973 AND 1974", "1973/1974"),
    ],
)
def test_a_written_date_is_read(written: str, read: str) -> None:
    assert str(span(written)) == read


@pytest.mark.parametrize(
    "written",
    ["", None, "unknown", "30 Feb 1975", "30-35 years old", "00/00/0000", "5 Foo 1970", "May to June", "and 1970"],
)
def test_what_is_no_date_is_none(written: str | None) -> None:
    assert span(written) is None


def test_american_order_is_read_where_it_is_told() -> None:
    assert str(partial("05/17/2019", month_first=True)) == "2019-05-17"
    assert partial("05/17/2019") is None


@settings(deadline=None)
@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_survives_every_way_to_write_it(day: date) -> None:
    for written in (day.isoformat(), day.strftime("%d %b %Y"), day.strftime("%d/%m/%Y"), day.strftime("%d %B %Y")):
        found = partial(written)
        assert found is not None
        assert found.exact == day


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    assert span(text) is None or str(span(text))
