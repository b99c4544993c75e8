"""The recall net: finds spellings two typing errors away, which share no key with the right one.

Two errors leave the beginning, the end or the middle of a longer word as it was. Spellings that share one of these and
nearly the same letters are worth comparing. That is a matter of the two words alone, as everything here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.arrays.runs import Numbers
from kyc.screening.language.scripts import CONSONANTS_ONLY, CUT_OFF

SHORTEST = 6  # letters of a word; two errors in fewer leave another word
_GRAM = 3  # letters that are left as they were
_FLIPS = 4  # bits of `_letters` that two errors change at most


class RecallNet(Packed):
    """Spellings, numbered, with the letters they are made of."""

    ARRAYS = ("_letters", "_lengths")

    def __init__(self, spellings: Sequence[str]) -> None:
        self._letters, self._lengths = _weighed(spellings)

    def near(self, asked: Sequence[str], which: Numbers, numbers: Numbers) -> NDArray[np.bool_]:
        """Tell which of those that share a trigram may be two errors apart.

        Args:
            asked: what the spellings here are compared with.
            which: the place of one asked for each comparison.
            numbers: the number of one here for each comparison.
        """
        letters, lengths = _weighed(asked)
        return may_be_near(
            self._letters.take(numbers), letters.take(which), self._lengths.take(numbers), lengths.take(which)
        )


def listed_grams(spelling: str) -> set[str]:
    """Trigrams under which the net finds a listed spelling."""
    return _listed_grams(held(spelling))


def query_grams(spelling: str) -> set[str]:
    """Trigrams by which the net looks for a spelling."""
    return _query_grams(held(spelling))


def _weighed(spellings: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int16]]:
    """The letters and the length of what the net holds of each spelling."""
    words = [held(spelling) for spelling in spellings]
    letters = np.array([_letters(word) for word in words], dtype=np.uint64)
    return letters, np.array([len(word) for word in words], dtype=np.int16)


def held(spelling: str) -> str:
    """The spelling, or nothing for one that the net does not hold."""
    bare = len(spelling) < SHORTEST or spelling.isdigit() or spelling.startswith((CONSONANTS_ONLY, CUT_OFF))
    return "" if bare else spelling


def _listed_grams(word: str) -> set[str]:
    middle = (len(word) - _GRAM) // 2
    return {"<" + word[:_GRAM], ">" + word[-_GRAM:], word[middle : middle + _GRAM]} if word else set()


def _query_grams(word: str) -> set[str]:
    """The middle may have moved, so it may be anywhere."""
    inner = {word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1)}
    return {"<" + word[:_GRAM], ">" + word[-_GRAM:], *inner} if word else inner


def _letters(word: str) -> int:
    """Two bits for each letter: it occurs, and it occurs more than once. One error flips two of them at most."""
    bits = 0
    for char in word:
        once = 1 << ord(char) % 32 * 2
        bits |= once << 1 if bits & once else once
    return bits


def looked_for(spelling: str) -> tuple[set[str], int, int]:
    """The trigrams, letters and length by which the net looks for a spelling; as `RecallNet.find` does."""
    word = held(spelling)
    return _query_grams(word), _letters(word), len(word)


def found_by(spelling: str) -> tuple[set[str], int, int]:
    """The trigrams, letters and length by which the net finds a listed spelling."""
    word = held(spelling)
    return _listed_grams(word), _letters(word), len(word)


def may_be_near(
    letters: NDArray[np.uint64],
    others: NDArray[np.uint64],
    lengths: NDArray[np.int16],
    other_lengths: NDArray[np.int16],
) -> NDArray[np.bool_]:
    """Tell of spellings that share a trigram which may be two errors apart, by their letters and lengths."""
    flips: NDArray[np.uint8] = np.bitwise_count(letters ^ others)
    near: NDArray[np.bool_] = (flips <= _FLIPS) & (np.abs(lengths - other_lengths) <= 2)
    return near
