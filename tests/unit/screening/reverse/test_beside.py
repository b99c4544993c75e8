"""What stands beside a name as numbers adds never less than what the scorer finds, and nearly always the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.screening import ScreeningQuery
from kyc.screening.reverse.beside import compared, day_code, gender_code, most_bits, number_ends
from kyc.screening.reverse.entries import Entries
from kyc.screening.scoring.evidence import NEAR_NUMBER, SAME_NUMBER, compare_numbers
from kyc.screening.scoring.weighing import made_ready, numbers_of, weigh
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, Schema

NAME = "Suradji Wiryakusumah"

days = st.builds(PartialDate, st.integers(1958, 1962), st.integers(1, 12), st.integers(1, 28))
dates = days | st.builds(PartialDate, st.integers(1958, 1962)) | st.builds(PartialDate, st.just(1960), st.just(3))
spans = st.builds(DateSpan, dates, circa=st.booleans()) | st.just(DateSpan(PartialDate(1950), PartialDate(1970)))
countries = st.lists(st.sampled_from(["IDN", "RUS", "AFG"]), max_size=2).map(tuple)
genders = st.sampled_from([None, "male", "female"])
PLACES = ["Garut", "Kab. Garut, Jawa Barat", "Maiwand, Kandahar", "Kandahar", "Indonesia", "Казань", "½", "\ud800"]
digits = st.text("0123456789", min_size=4, max_size=11)


@st.composite
def misread(draw: st.DrawFn) -> tuple[str, str]:
    """A number, and what may be read for it."""
    number = draw(digits)
    at, char = draw(st.integers(0, len(number) - 1)), draw(st.sampled_from("0123456789"))
    read = draw(
        st.sampled_from(
            [
                number,
                number[:at] + number[at + 1 :],
                number[:at] + char + number[at + 1 :],
                number[:at] + char + number[at:],
                number[:at] + number[at : at + 2][::-1] + number[at + 2 :],
            ]
        )
    )
    return number, read


@given(misread())
def test_a_misread_number_keeps_one_of_its_ends(pair: tuple[str, str]) -> None:
    one, other = map(number_ends, pair)
    if compare_numbers(frozenset(pair[:1]), frozenset(pair[1:])) is NEAR_NUMBER:
        assert one >> 16 == other >> 16 or one & 0xFFFF == other & 0xFFFF


@given(
    st.none() | dates,
    countries,
    genders,
    misread(),
    st.lists(spans, max_size=2),
    countries,
    genders,
    st.floats(-1, 60),
    st.sampled_from([None, *PLACES]),
    st.lists(st.sampled_from(PLACES), max_size=2),
)
def test_no_pair_comes_to_more_bits_than_are_said(
    born: PartialDate | None,
    lives_in: tuple[str, ...],
    gender: str | None,
    numbers: tuple[str, str],
    births: list[DateSpan],
    located: tuple[str, ...],
    listed_gender: str | None,
    name_bits: float,
    place: str | None,
    places: list[str],
) -> None:
    query = ScreeningQuery(
        NAME, birth_date=born, countries=lives_in, gender=gender, id_numbers=numbers[:1], birth_place=place
    )
    documents = (ListedDocument("passport", numbers[1]),)
    entity = ListedEntity(
        "local-1",
        "local",
        Schema.PERSON,
        (ListedName(NAME),),
        birth_dates=tuple(births),
        countries=located,
        gender=listed_gender,
        documents=documents,
        birth_places=tuple(places),
    )
    found = weigh(query, made_ready(entity), entity.names[0], name_bits, numbers_of(query))
    if dict(found.findings).get("id_numbers") is SAME_NUMBER:
        return  # who holds the number is looked at anyway
    most = most_bits(Entries([(query,)]).asked(0), compared(entity), name_bits)
    assert found.bits <= most + 1e-9
    # Only a number that shares an end with a listed one may count for more than it is.
    assert most - found.bits < NEAR_NUMBER.bits + 1


@pytest.mark.parametrize(
    ("day", "code"),
    [(PartialDate(1961, 3, 7), 1961_03_07), (PartialDate(1961), 1961_00_00), (None, 0)],
)
def test_a_day_is_a_number(day: PartialDate | None, code: int) -> None:
    assert day_code(day) == code


def test_no_gender_is_no_number() -> None:
    assert gender_code(None) == 0
    assert len({gender_code("male"), gender_code("female"), 0}) == 3
