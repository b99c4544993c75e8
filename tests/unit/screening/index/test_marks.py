"""What the marks say an entity can reach is never less than what it reaches."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.screening import ScreeningQuery
from kyc.screening.index.marks import Marks
from kyc.screening.scoring.weighing import made_ready, numbers_of, weigh
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, Schema

COUNTRIES = ("IDN", "RUS", "AFG", "SYR", "IRQ", "IRN")
years = st.integers(1950, 1962)
partial = st.one_of(
    st.builds(PartialDate, years),
    st.builds(PartialDate, years, st.integers(1, 12)),
    st.builds(PartialDate, years, st.integers(1, 12), st.integers(1, 28)),
)
spans = st.one_of(
    st.builds(DateSpan, partial),
    st.builds(DateSpan, partial, circa=st.just(True)),
    st.tuples(years, st.integers(0, 9)).map(
        lambda span: DateSpan(PartialDate(span[0]), PartialDate(span[0] + span[1]))
    ),
)
countries = st.lists(st.sampled_from(COUNTRIES), max_size=6).map(tuple)
genders = st.sampled_from([None, "male", "female"])
numbers = st.sampled_from(["31740112", "31740113", "A99881", ""])
entities = st.builds(
    lambda dates, nationalities, gender, number: ListedEntity(
        "local-1",
        "local",
        Schema.PERSON,
        (ListedName("Suradji"),),
        birth_dates=tuple(dates),
        nationalities=nationalities,
        gender=gender,
        documents=(ListedDocument("passport", number),) if number else (),
    ),
    st.lists(spans, max_size=3),
    countries,
    genders,
    numbers,
)
queries = st.builds(
    lambda date, asked, gender, number: ScreeningQuery(
        "Suradji", birth_date=date, countries=asked, gender=gender, id_numbers=(number,)
    ),
    st.none() | partial,
    countries,
    genders,
    numbers,
)


@given(entities, queries, st.floats(-1, 60, width=32))
def test_a_ceiling_is_never_below_the_truth(entity: ListedEntity, query: ScreeningQuery, name_bits: float) -> None:
    listed, asked = made_ready(entity), numbers_of(query)
    found = weigh(query, listed, entity.names[0], name_bits, asked)
    if asked & listed.numbers:
        return  # whoever holds the number is looked up by it
    beside = Marks([entity]).beside(query, np.array([0], dtype=np.int32))
    assert beside.ceilings(np.array([name_bits], dtype=np.float32))[0] >= found.bits


def test_another_birth_year_takes_a_name_down() -> None:
    entity = ListedEntity(
        "local-1", "local", Schema.PERSON, (ListedName("S"),), birth_dates=(DateSpan(PartialDate(1961)),)
    )
    marks, only = Marks([entity]), np.array([0], dtype=np.int32)
    reach = [
        marks.beside(ScreeningQuery("S", birth_date=PartialDate(year)), only).ceilings(np.array([20], np.float32))[0]
        for year in (1961, 1962, 1990)
    ]
    assert np.round(reach).tolist() == [32, 24, -6]
