"""How far two spellings lie apart, and which beginnings of words find the whole ones."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.screening.index.spelling.likeness import Spellings
from kyc.screening.index.spelling.vocabulary import Vocabulary

LISTED = ["kencanasari", "kencana", "kenari", "wibawa", "^kencana", "~kncn"]


def near(written: str) -> dict[str, float]:
    ((numbers, bits),) = Vocabulary(LISTED).near([written])
    return {LISTED[number]: cost for number, cost in zip(numbers.tolist(), bits.tolist(), strict=True)}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("^kencan", {"kencanasari", "kencana"}),
        ("^ken", {"kencanasari", "kencana", "kenari"}),
        ("^ke", {"kencanasari", "kencana", "kenari"}),
        ("^wibawa", {"wibawa"}),
        ("^kancan", set()),  # a word that was cut off has its letters right
        ("^encana", set()),
    ],
)
def test_a_word_that_was_cut_off_finds_those_that_begin_with_it(written: str, found: set[str]) -> None:
    assert set(near(written)) == found


def test_a_beginning_costs_the_same_for_a_longer_word_and_for_itself() -> None:
    assert len(set(near("^kencan").values())) == 1


def test_a_word_that_is_only_begun_is_not_found_by_a_whole_one() -> None:
    assert "^kencana" not in near("kencana")
    assert "kencanasari" not in near("kenca")


def apart(written: str, listed: str) -> float:
    return float(Spellings([listed]).distances([written], np.zeros(1, np.int32), np.zeros(1, np.int32))[0])


@pytest.mark.parametrize(
    ("written", "voiced", "other"),
    [
        ("gasprom", "gazprom", "galprom"),
        ("pakkasara", "bakkasara", "makkasara"),
        ("kentana", "kendana", "kenrana"),
    ],
)
def test_a_consonant_that_is_only_voiced_differs_less_than_another(written: str, voiced: str, other: str) -> None:
    assert apart(written, voiced) < apart(written, other)


@pytest.mark.parametrize(
    ("written", "inside", "begins"),
    [
        ("kencana", "kenlana", "lencana"),
        ("navrosa", "nabrosa", "lavrosa"),
        ("rosta", "rosna", "trosta"),
    ],
)
def test_another_beginning_speaks_against_a_word_more_than_another_middle(
    written: str, inside: str, begins: str
) -> None:
    assert apart(written, inside) < apart(written, begins)


@pytest.mark.parametrize(("one", "other"), [("emir", "amir"), ("yusufari", "jusufari"), ("borisava", "porisava")])
def test_vowels_and_voiced_consonants_begin_a_word_alike(one: str, other: str) -> None:
    assert apart(one, other) < apart(one, "l" + other[1:])
