"""The search through the lists' names.

It has two stages, both decided pair by pair, so that nothing depends on what else is listed. The first adds up, for
every name that shares a telling word, the best that each query word can do in it: an upper bound. The second pairs the
words of the names that are left, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.alignment import BITS_INITIAL, CONTRADICTION, Join, best_pairing
from kyc.screening.index.joins import JoinedWords, JoinTable
from kyc.screening.index.likeness import Bits, Ids
from kyc.screening.index.packing import Packed
from kyc.screening.index.querywords import QueryWord, QueryWords
from kyc.screening.index.rows import NameRows
from kyc.screening.index.runs import Starts
from kyc.screening.language.names import Name

_Joins = Mapping[int, list[Join]]


class NameIndex(Packed):
    """Names of listed entities, searchable by their words. Rows are numbered in the order given."""

    PARTS: ClassVar[Mapping[str, type[Packed]]] = {"_rows": NameRows, "_joins": JoinTable}

    def __init__(self, names: Sequence[Name]) -> None:
        self._rows = NameRows(names)
        self._joins = JoinTable(names)
        self._ready()

    def _ready(self) -> None:
        self._words = QueryWords(self._rows)
        self._joined = JoinedWords(self._joins, self._rows)
        # Written to and wiped by every search, so that none has to walk through all rows.
        self._total = np.zeros(self._rows.count, dtype=np.float32)
        self._matched = np.zeros((0, len(self._rows.vocabulary.spellings)), dtype=np.float32)

    def search(
        self, name: Name, *, person: bool, floor: float, rows: NDArray[np.bool_] | None = None
    ) -> tuple[Ids, Bits]:
        """Find the rows whose name speaks for the query with at least `floor` bits, and those bits.

        `rows` marks those that may be found at all.
        """
        if not name.words or not self._rows.count:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        words = self._words.of(name, person=person)
        joins = self._joined.find(words, person=person)
        kind = 0 if person else 1
        if np.isneginf(floor):
            found = np.arange(self._rows.count, dtype=np.int32)
            found = found if rows is None else found[rows]
        else:
            found = self._possible(words, joins, kind, floor, rows)
        bits = self._exact(words, found, joins, kind, floor)
        kept = bits >= floor
        return found[kept], bits[kept]

    def _possible(
        self, words: list[QueryWord], joins: _Joins, kind: int, floor: float, allowed: NDArray[np.bool_] | None
    ) -> Ids:
        """Find the rows whose upper bound reaches the floor."""
        total = self._total
        for word in words:
            total[word.rows] += word.bounds
        for row, of_row in joins.items():
            total[row] += sum(join.gain for join in of_row)
        touched = np.concatenate([*(word.rows for word in _needed(words, floor)), np.array([*joins], dtype=np.int32)])
        anywhere = self._anywhere(words, kind)
        bound = total[touched] + anywhere - self._rows.row_penalties[kind, touched]
        reached = bound >= floor + sum(word.penalty for word in words)
        found = np.unique(touched[reached if allowed is None else reached & allowed[touched]])
        for word in words:
            total[word.rows] = 0
        total[[*joins]] = 0
        return found

    def _anywhere(self, words: list[QueryWord], kind: int) -> float:
        """Most that the query's initials can gain, wherever they match."""
        most = float(self._rows.spelling_penalties[kind].max())
        return sum(BITS_INITIAL + word.penalty + most for word in words if word.initial)

    def _exact(self, words: list[QueryWord], rows: Ids, joins: _Joins, kind: int, floor: float) -> Bits:
        """Bits of the best pairing of words in each row; rows that cannot reach the floor keep an upper bound."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        flat, starts = self._rows.words_of(rows)
        gains = self._gains(words, flat, kind)
        penalties = np.array([word.penalty for word in words], dtype=np.float32)
        listed = self._rows.word_penalties[kind, flat]
        against = self._rows.row_penalties[kind, rows] + penalties.sum()

        best = np.maximum.reduceat(gains, starts[:-1], axis=1)
        chosen = (gains == np.repeat(best, np.diff(starts), axis=1)) & (gains > 0)
        times = chosen.sum(axis=0)
        total = best.sum(axis=0)
        left = penalties.sum() - penalties @ (best > 0)
        left_listed = np.add.reduceat(np.where(times > 0, 0, listed), starts[:-1])

        # Where two words want the same one, or two words stand for one, the best of each is not the best of all.
        contested = np.maximum.reduceat(times, starts[:-1]) > 1
        unsettled = (contested & (total - against >= floor)) | np.isin(rows, [*joins])
        for at in np.flatnonzero(unsettled).tolist():
            own = slice(starts[at], starts[at + 1])
            pairing = best_pairing(gains[:, own], penalties, listed[own], joins.get(int(rows[at]), []))
            total[at] = pairing.gain
            left[at] = penalties.sum() - pairing.query
            left_listed[at] = listed[own].sum() - pairing.listed
        return np.asarray(total - against - CONTRADICTION * np.minimum(left, left_listed), dtype=np.float32)

    def _gains(self, words: list[QueryWord], flat: Starts, kind: int) -> Bits:
        """Gain of each query word (row) with each listed word (column), 0 where they are no match."""
        spellings, starts = self._rows.spellings_of(flat)
        if len(self._matched) < len(words):
            self._matched = np.zeros((len(words), self._matched.shape[1]), dtype=np.float32)
        gains = np.empty((len(words), len(spellings)), dtype=np.float32)
        for at, word in enumerate(words):
            matched = self._matched[at]
            matched[word.numbers] = word.matches + word.penalty
            gains[at] = matched[spellings]
            matched[word.numbers] = 0
            if word.initial:
                same = (self._rows.initials[spellings] == ord(word.first)) & (gains[at] == 0)
                gains[at, same] = BITS_INITIAL + word.penalty
        if len(spellings) > len(flat):
            gains = np.maximum.reduceat(gains, starts[:-1], axis=1)
        return np.asarray(np.where(gains > 0, gains + self._rows.word_penalties[kind, flat], 0), dtype=np.float32)


def _needed(words: list[QueryWord], floor: float) -> list[QueryWord]:
    """Leave out the commonest words, such that a name with nothing but those cannot reach the floor."""
    ascending = sorted(words, key=lambda word: word.most + word.penalty)
    reach = sum(BITS_INITIAL + word.penalty for word in words if word.initial) - sum(word.penalty for word in words)
    for at, word in enumerate(ascending):
        reach += word.most + word.penalty
        if reach >= floor:
            return ascending[at:]
    return []
