"""How far two spellings lie apart, and which beginnings of words find the whole ones."""

from __future__ import annotations

import pytest

from kyc.screening.index.vocabulary import Vocabulary

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
