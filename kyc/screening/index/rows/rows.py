"""The lists' names as numbers: rows of words, words of spellings, and where each spelling stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.arrays.runs import Starts, ranges, starts_of
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.index.spelling.vocabulary import Vocabulary
from kyc.screening.language.names import Name
from kyc.screening.language.numbers import is_number
from kyc.screening.scoring.alignment import NUMBERS_WEIGH, UNMATCHED_LISTED, unmatched

Parts = NDArray[np.int16]

PARTS_PER_BIT = 4  # of the bits that are counted in parts
_MOST_HELD = 255  # parts that a row's words are held to weigh


def parts(bits: Bits) -> Parts:
    """Count the whole parts in bits: never more than there are."""
    return np.floor(bits * PARTS_PER_BIT).astype(np.int16)


def parts_up(bits: Bits) -> Parts:
    """Count the parts in bits and the one that was begun: never fewer than there are."""
    return np.ceil(bits * PARTS_PER_BIT).astype(np.int16)


def letter_bits(codes: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """A bit for each letter, given as its code; some figures and marks share one with a letter.

    >>> letter_bits(np.frombuffer(b"ac", dtype=np.uint8)).tolist()
    [2, 8]
    """
    return np.asarray(np.left_shift(np.uint32(1), codes & np.uint8(31), dtype=np.uint32))


class NameRows(Packed):
    """Names in the order given. Row `r` holds the words `row_start[r]` up to `row_start[r + 1]`.

    Word `w` holds the spellings `spelling_of[word_start[w] : word_start[w + 1]]`. Arrays of penalties have two lines:
    for people's names and for all others. `letters` are the bits that `letter_bits` gives for
    the letters with which the spellings of a row begin.
    """

    ARRAYS = (
        "spelling_of", "word_start", "row_start", "spelling_penalties", "word_penalties", "row_penalties", "initials",
        "letters", "_posting_start", "_postings", "_posted_penalties",
    )  # fmt: skip
    PARTS: ClassVar[Mapping[str, type[Packed]]] = {"vocabulary": Vocabulary}

    def __init__(self, names: Sequence[Name]) -> None:
        words = [word for name in names for word in name.words]
        spellings = dict.fromkeys(spelling for word in words for spelling in word)
        number = {spelling: at for at, spelling in enumerate(spellings)}
        self.spelling_of = np.fromiter((number[spelling] for word in words for spelling in word), dtype=np.int32)
        self.vocabulary = Vocabulary(list(spellings))
        self.word_start = starts_of(map(len, words))
        self.row_start = starts_of(len(name.words) for name in names)
        self.spelling_penalties = unmatched(self.vocabulary.bits, UNMATCHED_LISTED)
        self.spelling_penalties[1, [is_number(spelling) for spelling in spellings]] *= np.float32(NUMBERS_WEIGH)
        # Of several spellings of a word the least telling one counts against it.
        self.word_penalties = _over_runs(np.minimum, self.spelling_penalties[:, self.spelling_of], self.word_start)
        self.row_penalties = _over_runs(np.add, self.word_penalties, self.row_start)
        self.initials = self.vocabulary.initials
        self.letters = self._letters()
        self._ready()
        self._posting_start, self._postings = self._posted()
        held = np.minimum(parts(self.row_penalties), _MOST_HELD).astype(np.uint8)
        self._posted_penalties = held.take(self._postings, axis=1)

    def _ready(self) -> None:
        self.count = len(self.row_start) - 1
        self.most_penalty = self.spelling_penalties.max(axis=1, initial=0.0)

    def _letters(self) -> NDArray[np.uint32]:
        begins = letter_bits(self.initials).take(self.spelling_of)
        starts = self.word_start.take(self.row_start[:-1])
        return np.bitwise_or.reduceat(begins, starts) if len(starts) else begins

    def _posted(self) -> tuple[Starts, Ids]:
        rows = np.repeat(np.arange(self.count, dtype=np.int32), np.diff(self.word_start[self.row_start]))
        order = np.lexsort((rows, self.spelling_of))
        counts = np.bincount(self.spelling_of, minlength=self.vocabulary.count)
        return np.concatenate(([0], counts.cumsum())).astype(np.int64), rows[order]

    def having(self, spellings: Ids) -> tuple[Ids, Starts]:
        """List the rows in which each spelling stands, one spelling after the other, and how many each has."""
        starts, ends = self._posting_start.take(spellings), self._posting_start.take(spellings + 1)
        return self._postings.take(ranges(starts, ends)[0]), ends - starts

    def times(self, spellings: Ids) -> int:
        """Say in how many rows the spellings stand, all together."""
        return int((self._posting_start.take(spellings + 1) - self._posting_start.take(spellings)).sum())

    def having_penalties(self, spellings: Ids, kind: int) -> tuple[Ids, Parts, Starts]:
        """List the rows in which each spelling stands, the least that their words may weigh, and how many each has."""
        starts, ends = self._posting_start.take(spellings), self._posting_start.take(spellings + 1)
        places = ranges(starts, ends)[0]
        return self._postings.take(places), self._posted_penalties[kind].take(places).astype(np.int16), ends - starts

    def words_of(self, rows: Ids) -> tuple[Starts, Starts]:
        """Number the words of some rows, one row after the other, and say where each row begins among them."""
        return ranges(self.row_start[rows], self.row_start[rows + 1])

    def spellings_of(self, words: Starts) -> tuple[Ids, Starts]:
        """Number the spellings of some words, one word after the other, and say where each word begins among them."""
        places, starts = ranges(self.word_start[words], self.word_start[words + 1])
        return self.spelling_of[places], starts

    def positions(self, row: int, spelling: int) -> list[int]:
        """Positions of the words of a row that have a spelling."""
        first, last = int(self.row_start[row]), int(self.row_start[row + 1])
        starts = self.word_start[first : last + 1].tolist()
        held = self.spelling_of[starts[0] : starts[-1]].tolist()
        return [
            at
            for at, (start, end) in enumerate(pairwise(starts))
            if spelling in held[start - starts[0] : end - starts[0]]
        ]


def _over_runs(operation: np.ufunc, values: Bits, starts: Starts) -> Bits:
    """Add up, or find the least of, each run of columns; every run holds at least one."""
    if len(starts) == 1:
        return np.zeros((2, 0), dtype=np.float32)
    # With twice the digits no order of adding gives another sum.
    return np.asarray(operation.reduceat(values, starts[:-1], axis=1, dtype=np.float64), dtype=np.float32)
