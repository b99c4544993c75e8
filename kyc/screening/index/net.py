"""The recall net: finds spellings two typing errors away, which share no key with the right one.

Two errors leave the beginning, the end or the middle of a longer word as it was. Spellings that share one of these and
nearly the same letters are worth comparing. That is a matter of the two words alone, as everything here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.keys import KeyTable
from kyc.screening.index.likeness import Ids
from kyc.screening.index.packing import Packed
from kyc.screening.language.scripts import CONSONANTS_ONLY

SHORTEST = 6  # letters of a word; two errors in fewer leave another word
_GRAM = 3  # letters that are left as they were
_FLIPS = 4  # bits of `_letters` that two errors change at most


class RecallNet(Packed):
    """Spellings, numbered, under three of their trigrams, with the letters they are made of."""

    ARRAYS = ("_letters", "_lengths")
    PARTS: ClassVar[Mapping[str, type[Packed]]] = {"_grams": KeyTable}

    def __init__(self, spellings: Sequence[str]) -> None:
        held = [_held(spelling) for spelling in spellings]
        self._letters = np.array([_letters(word) for word in held], dtype=np.uint64)
        self._lengths = np.array([len(word) for word in held], dtype=np.int16)
        self._grams = KeyTable(map(_listed_grams, held))

    def find(self, spellings: Sequence[str]) -> tuple[Ids, Ids]:
        """Number the spellings that may be two errors away from each of these: which of these, and which spelling."""
        held = [_held(spelling) for spelling in spellings]
        which, numbers = self._grams.meeting([_query_grams(word) for word in held])
        if not len(which):
            return which, numbers
        letters = np.array([_letters(word) for word in held], dtype=np.uint64)
        lengths = np.array([len(word) for word in held], dtype=np.int16)
        flips: NDArray[np.uint8] = np.bitwise_count(self._letters[numbers] ^ letters[which])
        near = (flips <= _FLIPS) & (np.abs(self._lengths[numbers] - lengths[which]) <= 2)
        return which[near], numbers[near]


def _held(spelling: str) -> str:
    """The spelling, or nothing for one that the net does not hold."""
    bare = len(spelling) < SHORTEST or spelling.isdigit() or spelling.startswith(CONSONANTS_ONLY)
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
    word = _held(spelling)
    return _query_grams(word), _letters(word), len(word)


def found_by(spelling: str) -> tuple[set[str], int, int]:
    """The trigrams, letters and length by which the net finds a listed spelling."""
    word = _held(spelling)
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
