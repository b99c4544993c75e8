"""Numbers in organisations' names are one however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.screening.language.names import read_name
from kyc.screening.language.numbers import numbered


def words(text: str) -> list[str]:
    return [word[0] for word in read_name(text, person=False).words]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Batalyon Forty-Four", "Batalyon 44"),
        ("Batalyon Fourty Four", "Batalyon 44"),
        ("Batalyon Forty 4", "Batalyon 44"),
        ("Kencana Fund II", "Kencana Fund 2"),
        ("Three Rivers Trading", "3 Rivers Trading"),
        ("1st Kencana Bank", "First Kencana Bank"),
        ("Ninth Brigade", "9th Brigade"),
        ("Toko Twelve", "Toko 012"),
        ("Kencana No. 3", "Kencana 3"),
        ("Nr 3 Kencana", "Kencana Three"),
    ],
)
def test_a_number_is_one_in_words_figures_and_roman(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bintang 1", "Bintang 2"), ("Fund III", "Fund II"), ("Brigade 44", "Brigade 4"), ("Brigade 44", "Brigade 40 5")],
)
def test_different_numbers_stay_different(one: str, other: str) -> None:
    assert words(one) != words(other)


@given(st.permutations([("brigade",), ("forty",), ("4",), ("kencana",)]))
def test_tens_and_ones_are_one_number_in_any_order(order: list[tuple[str]]) -> None:
    assert sorted(numbered(order)) == [("44",), ("brigade",), ("kencana",)]


def test_people_keep_their_words() -> None:
    assert [word[0] for word in read_name("Ninth Twelve", person=True).words] == ["ninth", "twelve"]
