"""Listed names beside a query: what pairing their words can come to at most, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.alignment import BITS_INITIAL, Pairing, Sums, best_pairing, contradicted
from kyc.screening.index.joins import Joined
from kyc.screening.index.likeness import Bits, Ids
from kyc.screening.index.querywords import QueryWord
from kyc.screening.index.rows import NameRows
from kyc.screening.index.runs import Starts

_NONE = np.float32(0)


class Pairings:
    """Rows of names with the gain of each word of a query with each of theirs.

    `bounds` are bits that no pairing of a row's words exceeds, but for rounding: its very bits, where not `unsure`.
    """

    def __init__(self, names: NameRows, words: Sequence[QueryWord], joins: Joined, rows: Ids, matched: Bits) -> None:
        """Pair the words of a query (one at least) with those of rows, ascending.

        Args:
            names: all rows.
            words: of the query.
            joins: where two words of one side may be one of the other.
            rows: those to look at.
            matched: room for bits by spelling, all 0 before and after.
        """
        self._rows, self._joins, kind = rows, joins, words[0].kind
        flat, self._starts = names.words_of(rows)
        self._listed = names.word_penalties[kind].take(flat)
        self._gains = _gains(names, words, flat, self._listed, matched)
        self._penalties = [word.penalty for word in words]
        self._against = names.row_penalties[kind].take(rows) + sum(self._penalties)
        self._pair(np.array(self._penalties))

    def exact(self, places: Starts) -> Bits:
        """Bits of the best pairing of some of the rows, by their places."""
        bits = self.bounds.take(places)
        unsure = np.flatnonzero(self.unsure.take(places))
        if len(unsure):
            bits[unsure] = self._resolved(places.take(unsure))
        return bits

    def _pair(self, penalties: Sums) -> None:
        """Give each word of the query its best; where two want the same one, that is more than all can have."""
        gains, begins = self._gains, self._starts[:-1]
        best = np.maximum.reduceat(gains, begins, axis=1)
        chosen = (gains == best.repeat(self._starts[1:] - begins, axis=1)) & (gains > 0)
        times = chosen.sum(axis=0)
        self.unsure = np.maximum.reduceat(times, begins) > 1
        total = best.sum(axis=0, dtype=np.float64)
        left = np.where(best > 0, 0.0, penalties[:, None]).sum(axis=0)
        left_listed = self._left_listed(times == 0)
        if self.unsure.any():  # a word that nobody wants best may still be the second best
            left_listed = np.where(self.unsure, self._left_listed(gains.max(axis=0) <= 0), left_listed)
        if len(self._joins.rows):
            self._join(total, left_listed)
        self.bounds = contradicted(total - self._against, left, left_listed)

    def _left_listed(self, left: NDArray[np.bool_]) -> Sums:
        """Add up what the listed words that are left over weigh in each row."""
        weights = np.where(left, self._listed, _NONE)
        return np.asarray(np.add.reduceat(weights, self._starts[:-1], dtype=np.float64))

    def _join(self, total: Sums, left_listed: Sums) -> None:
        """Count all that joining words may add."""
        places = self._rows.searchsorted(self._joins.rows)
        here = np.flatnonzero(self._rows.take(places, mode="clip") == self._joins.rows)
        places = places.take(here)
        self.unsure[places] = True
        left_listed[places] = 0
        np.add.at(total, places, self._joins.gains.take(here))

    def _resolved(self, places: Starts) -> Bits:
        pairings, left_listed = [], []
        for at in places.tolist():
            own = slice(self._starts[at], self._starts[at + 1])
            listed = self._listed[own].tolist()
            gains = self._gains[:, own].tolist()
            pairings.append(best_pairing(gains, self._penalties, listed, self._joins.of(int(self._rows[at]))))
            left_listed.append(sum(listed) - pairings[-1].listed)
        return self._bits_of(pairings, left_listed, places)

    def _bits_of(self, pairings: Sequence[Pairing], left_listed: Sequence[float], places: Starts) -> Bits:
        total = np.array([pairing.gain for pairing in pairings])
        left = np.array([sum(self._penalties) - pairing.query for pairing in pairings])
        return contradicted(total - self._against.take(places), left, np.array(left_listed))


def _gains(
    names: NameRows, words: Sequence[QueryWord], flat: Starts, listed: Bits, matched: Bits
) -> NDArray[np.float32]:
    """Gain of each query word (row) with each listed word (column), 0 where they are no match."""
    spellings, starts = names.spellings_of(flat)
    gains = np.empty((len(words), len(spellings)), dtype=np.float32)
    for at, word in enumerate(words):
        matched[word.numbers] = word.gains
        matched.take(spellings, out=gains[at], mode="clip")
        matched[word.numbers] = 0
        if word.initial:
            same = (names.initials.take(spellings) == ord(word.first)) & (gains[at] == 0)
            gains[at, same] = BITS_INITIAL + word.penalty
    if len(spellings) > len(flat):
        gains = np.maximum.reduceat(gains, starts[:-1], axis=1)
    return np.asarray(np.where(gains > 0, gains + listed, _NONE), dtype=np.float32)
