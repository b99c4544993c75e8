"""The words of customers' names: their spellings, and the keys under which a search looks for listed ones.

The arrays hold the words themselves, so they are as private as the names they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.spelling.keys import query_keys
from kyc.screening.index.spelling.likeness import Bits
from kyc.screening.index.spelling.net import looked_for
from kyc.screening.language.scripts import Spellings
from kyc.screening.language.sounds import sound
from kyc.screening.reverse.hashing import Places, chosen, counts_of, hashed, lengths_of, small, starts_at
from kyc.screening.scoring.alignment import UNMATCHED_QUERY, unmatched
from kyc.screening.scoring.weights import word_bits


class Words(Packed):
    """Distinct spellings with the keys under which a search looks for them, and the words made of them.

    Run `i` of a flat array goes from `…_start[i]` to `…_start[i + 1]`; every word has a spelling.
    """

    ARRAYS = (
        "written", "key_counts", "keys", "gram_counts", "grams", "letters", "lengths", "heard", "spelling_bits",
        "word_counts", "spelled",
    )  # fmt: skip

    def __init__(self, words: Sequence[Spellings]) -> None:
        spellings = list(dict.fromkeys(chain.from_iterable(words)))
        number = {spelling: at for at, spelling in enumerate(spellings)}
        looked = [looked_for(spelling) for spelling in spellings]
        key_start, self.keys = hashed(map(query_keys, spellings))
        gram_start, self.grams = hashed(grams for grams, _, _ in looked)
        self.key_counts, self.gram_counts = counts_of(key_start), counts_of(gram_start)
        self.written = np.array([each.encode("ascii") for each in spellings], np.bytes_)
        self.letters = np.array([letters for _, letters, _ in looked], dtype=np.uint64)
        self.lengths = np.array([length for _, _, length in looked], dtype=np.int16)
        self.heard = np.array([heard_as(spelling) for spelling in spellings], dtype=np.uint32)
        self.spelling_bits = np.array([word_bits(each, person=True) for each in spellings], dtype=np.float32)
        self.word_counts = lengths_of(words)
        self.spelled = small(np.array([number[each] for each in chain.from_iterable(words)], dtype=np.int64))
        self._ready()

    def _ready(self) -> None:
        self.key_start, self.gram_start = starts_at(self.key_counts), starts_at(self.gram_counts)
        self.word_start = starts_at(self.word_counts)

    def __len__(self) -> int:
        return len(self.word_counts)

    @property
    def bits(self) -> Bits:
        """The bits of each word: those of its least telling spelling."""
        if not len(self):
            return np.zeros(0, dtype=np.float32)
        return np.asarray(np.minimum.reduceat(self.spelling_bits[self.spelled], self.word_start[:-1]))

    @property
    def penalties(self) -> Bits:
        """Bits that each word speaks against a name in which it is not found."""
        return unmatched(self.bits, UNMATCHED_QUERY)

    @property
    def initials(self) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """The first letter of each word's first spelling, as its code, and whether it is all there is of it."""
        if not len(self):
            return np.zeros(0, np.uint8), np.zeros(0, np.bool_)
        letters = self.written.view(np.uint8).reshape(len(self.written), -1)
        first = self.spelled[self.word_start[:-1]]
        is_whole = letters[first, 1] == 0 if letters.shape[1] > 1 else np.ones(len(first), np.bool_)
        return letters[first, 0], is_whole

    def only(self, words: Places) -> Words:
        """Give some words, with nothing left of the others."""
        made = Words.__new__(Words)
        word_start, spelled = chosen(self.word_start, self.spelled, words)
        spellings, made.spelled = renumbered(spelled)
        key_start, made.keys = chosen(self.key_start, self.keys, spellings)
        gram_start, made.grams = chosen(self.gram_start, self.grams, spellings)
        made.word_counts, made.key_counts, made.gram_counts = map(counts_of, (word_start, key_start, gram_start))
        for name in ("written", "letters", "lengths", "heard", "spelling_bits"):
            setattr(made, name, getattr(self, name)[spellings])
        made._ready()
        return made


def heard_as(spelling: str) -> int:
    """Hash how a spelling sounds, to compare with two words as one."""
    return crc32(sound(spelling).encode())


def renumbered(numbers: NDArray[Any]) -> tuple[Places, NDArray[Any]]:
    """Give the numbers that occur, and each one's place among them."""
    distinct, places = np.unique(numbers, return_inverse=True)
    return distinct.astype(np.int64), small(places)
