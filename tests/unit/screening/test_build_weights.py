"""The table of weights knows the words that organisations of many countries bear."""

from __future__ import annotations

import pytest

from bench.screening.build_weights import common_words
from kyc.screening.language.names import read_name
from kyc.screening.scoring.weights import default_bits, key_of, table_version, word_bits
from kyc.screening.screener import VERSION


@pytest.fixture(scope="module")
def common() -> set[str]:
    return common_words()


@pytest.mark.parametrize("word", ["municipal", "telecommunications", "agriculture", "industrial", "insurance"])
def test_what_many_glossaries_translate_is_common(common: set[str], word: str) -> None:
    assert word in common


@pytest.mark.parametrize("word", ["sinopec", "volkswagen", "israel", "kyoto", "kencana"])
def test_brands_and_places_are_not(common: set[str], word: str) -> None:
    assert word not in common


def test_a_common_word_is_never_guessed_by_its_length(common: set[str]) -> None:
    assert all(
        word_bits(word, person=False) <= min(9.6, default_bits(key_of(word))) for word in common if len(word) > 6
    )


@pytest.mark.parametrize(
    ("rare", "common"),
    [("industry", "industries"), ("technologies", "technology"), ("exports", "export"), ("services", "service")],
)
def test_forms_of_a_word_weigh_alike(rare: str, common: str) -> None:
    """Of a word's spellings the best counts: one that the table did not know made all of them rare."""
    assert abs(word_bits(rare, person=False) - word_bits(common, person=False)) <= 2
    assert all(word_bits(spelling, person=False) < 9 for spelling in read_name(rare, person=False).words[0])


def test_the_table_is_of_the_algorithms_version() -> None:
    assert VERSION.endswith(table_version())
