"""The recall net: two errors in one word, and the promise that nothing else on the list has a say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.screening.index.spelling.net import RecallNet, listed_grams, query_grams
from kyc.screening.index.spelling.vocabulary import Vocabulary

LISTED = ["wiryakusumah", "bezdenezhnykh", "bluelane", "hanzhalah", "tan", "19610307", "noorzehi"]


def found(word: str) -> set[str]:
    sharing = np.array([at for at, each in enumerate(LISTED) if query_grams(word) & listed_grams(each)], np.int32)
    near = RecallNet(LISTED).near([word], np.zeros_like(sharing), sharing)
    return {LISTED[number] for number in sharing[near].tolist()}


def cost(words: list[str], written: str, listed: str) -> float | None:
    ((numbers, bits),) = Vocabulary(words).near([written])
    return dict(zip(numbers.tolist(), bits.tolist(), strict=True)).get(words.index(listed))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("wiryakosumeh", "wiryakusumah"),
        ("wrryakusumaj", "wiryakusumah"),  # at both ends: the middle is left
        ("wriyakusmah", "wiryakusumah"),  # two swapped, one left out
        ("bezdeezhnyhk", "bezdenezhnykh"),
        ("bldepane", "bluelane"),
    ],
)
def test_two_errors_in_a_word_are_seen_through(written: str, meant: str) -> None:
    assert found(written) == {meant}


@pytest.mark.parametrize("word", ["tan", "ten", "19610308", "suharto", "~hnzl", ""])
def test_short_words_numbers_and_other_words_are_not_caught(word: str) -> None:
    assert not found(word)


def test_a_word_with_two_errors_is_near_the_right_one() -> None:
    assert 0 < (cost(LISTED, "wryakosumah", "wiryakusumah") or 0) < 10
    assert cost(LISTED, "wryakosumah", "hanzhalah") is None


@given(st.lists(st.text("abeinrstuwz", min_size=1, max_size=12), max_size=8), st.sampled_from(LISTED))
def test_what_else_is_listed_has_no_say(others: list[str], word: str) -> None:
    written = word[1] + word[0] + word[2:-1]
    assert cost(list(dict.fromkeys([*others, word])), written, word) == cost([word], written, word)
