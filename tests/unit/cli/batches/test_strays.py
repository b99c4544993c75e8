"""Keys of a line that no question has."""

from __future__ import annotations

import pytest

from kyc.cli.batches.strays import Notices, Stray, strays
from kyc.screening.wire import CANDIDATE_KEYS, QUERY_KEYS

OWN = Stray()


@pytest.mark.parametrize(
    ("key", "of_query", "of_candidate"),
    [
        ("birthdate", "birth_date", "birth_dates"),
        ("birthDate", "birth_date", "birth_dates"),
        ("BIRTH DATE", "birth_date", "birth_dates"),
        ("dob", "birth_date", "birth_dates"),
        ("tanggal_lahir", "birth_date", "birth_dates"),
        ("country", "countries", "countries"),
        ("Nationality", "countries", "countries"),
        ("sex", "gender", "gender"),
        ("gendr", "gender", "gender"),
        ("NIK", "id_numbers", "id_numbers"),
        ("id_number", "id_numbers", "id_numbers"),
        ("birthPlace", "birth_place", "birth_places"),
        ("Schema", "schema", "schema"),
        ("names", "name", None),
        ("name", None, "names"),
        ("aliases", OWN, "names"),
        ("customer_number", OWN, OWN),
        ("label", OWN, OWN),
        ("group", OWN, OWN),
        ("type", OWN, OWN),
        ("", OWN, OWN),
        ("\ud800", OWN, OWN),
    ],
)
def test_what_is_meant_by_a_key(key: str, of_query: str | Stray | None, of_candidate: str | Stray | None) -> None:
    for known, expected in ((QUERY_KEYS, of_query), (CANDIDATE_KEYS, of_candidate)):
        wanted = Stray(key, expected) if isinstance(expected, str) else expected
        assert strays({key: "1"}, known) == ((wanted,) if wanted else ())


@pytest.mark.parametrize("empty", [None, "", []])
def test_what_holds_nothing_is_no_loss(empty: object) -> None:
    assert strays({"name": "Suradji", "dob": empty}, QUERY_KEYS) == ()


@pytest.mark.parametrize("record", [None, "text", ["dob"], 1])
def test_what_is_no_object_has_no_keys(record: object) -> None:
    assert strays(record, QUERY_KEYS) == ()


def test_a_key_that_resembles_none_of_ours_is_never_repeated() -> None:
    (said,) = Notices().of("line 7", "a query", strays({"name": "x", "Siti Aminah": "VIP"}, QUERY_KEYS))
    assert said == "line 7: a query holds keys of your own; they are not compared"


def test_each_is_told_where_it_came_first() -> None:
    notices, dob = Notices(), (Stray("dob", "birth_date"),)
    assert len(notices.of("line 1", "a query", dob * 2)) == 1
    assert notices.of("line 2", "a query", dob) == []
    assert len(notices.of("line 2", "a candidate", (*dob, OWN))) == 2
