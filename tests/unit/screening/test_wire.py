"""Queries and candidates from JSON: what cannot be used is named, never repeated."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.errors import InputError
from kyc.model.screening import ScreeningQuery
from kyc.screening.screener import ListScreener
from kyc.screening.wire import entity_of, hit_json, query_of
from watchlists.dates import PartialDate
from watchlists.model import Schema


def test_a_query_is_read_whole() -> None:
    query = query_of(
        {"name": " Siti ", "birth_date": "1990-05", "countries": ["ID", "mys"], "gender": "F", "id_numbers": [123456]}
        | {"birth_place": "Garut"}
    )
    assert query == ScreeningQuery(
        " Siti ",
        Schema.PERSON,
        PartialDate(1990, 5),
        ("IDN", "MYS"),
        "female",
        id_numbers=("123456",),
        birth_place="Garut",
    )


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ([], "QUERY.SHAPE"),
        ({}, "QUERY.NAME"),
        ({"name": None}, "QUERY.NAME"),
        ({"name": "😀"}, "QUERY.NAME"),
        ({"name": "Siti", "birth_date": "1990-02-31"}, "QUERY.BIRTH_DATE"),
        ({"name": "Siti", "birth_date": "31/12/1990"}, "QUERY.BIRTH_DATE"),
        ({"name": "Siti", "countries": ["Atlantis"]}, "QUERY.COUNTRY"),
        ({"name": "Siti", "gender": "unknown"}, "QUERY.GENDER"),
        ({"name": "Siti", "schema": "Robot"}, "QUERY.SCHEMA"),
        ({"name": "Siti", "id_numbers": [{}]}, "QUERY.SHAPE"),
        ({"name": "Siti", "birth_place": {"town": "Garut"}}, "QUERY.SHAPE"),
    ],
)
def test_what_cannot_be_used_has_its_code(record: object, code: str) -> None:
    with pytest.raises(InputError) as caught:
        query_of(record)
    assert caught.value.code == code
    assert "Siti" not in str(caught.value)


def test_a_candidate_needs_a_name_that_can_be_compared() -> None:
    with pytest.raises(InputError, match="names"):
        entity_of({"names": ["…"]})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
)


@given(
    st.dictionaries(
        st.sampled_from(["name", "schema", "birth_date", "countries", "gender", "id_numbers", "birth_place"]), JSON
    )
)
def test_any_record_is_a_query_or_an_input_error(record: dict[str, object]) -> None:
    try:
        query = query_of(record)
    except InputError:
        return
    assert query.name


def test_half_a_character_does_not_break_the_answer() -> None:
    query = query_of(json.loads('{"name": "Siti \\ud83d Rahayu"}'))
    hit = ListScreener((), ()).compare(query, entity_of({"names": ["Siti Rahayu"], "countries": "ID"}))
    assert json.dumps(hit_json(hit), ensure_ascii=False, allow_nan=False).encode()
