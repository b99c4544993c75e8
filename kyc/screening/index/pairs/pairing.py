"""Listed names beside a query, their words paired: each word of the query with the one it gains most with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kyc.screening import compiled
from kyc.screening.index.arrays.desk import Desks
from kyc.screening.index.arrays.runs import Starts
from kyc.screening.index.pairs.joined import Joined
from kyc.screening.index.rows.querywords import QueryWord
from kyc.screening.index.rows.rows import NameRows
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.scoring.alignment import BITS_INITIAL, CONTRADICTION_TERMS, Join, Sums, best_pairing, contradicted
from kyc.screening.scoring.assignment import MOST_TRIED

_NONE = np.float32(0)


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """What pairing the words of a query with those of rows gains.

    Attributes:
        gains: of each word of the query (row) with each listed word (column), 0 for no match.
        starts: where the words of each row begin among the columns, and where all end.
        listed: bits that each listed word weighs when unmatched.
        against: bits that all words of both sides weigh, by row.
        bounds: bits that no pairing exceeds, but for rounding: the very bits, where not `unsure`.
        unsure: where two words of the query want the same one, or words may be joined.
    """

    gains: Bits
    starts: Starts
    listed: Bits
    against: Sums
    bounds: Bits
    unsure: NDArray[np.bool_]

    def best(self, at: int, penalties: list[float], joins: Sequence[Join]) -> tuple[float, float, float]:
        """What the best pairing of one row gains, and what the words weigh that it leaves over: asked, and listed."""
        own = slice(self.starts[at], self.starts[at + 1])
        listed = self.listed[own].tolist()
        best = best_pairing(self.gains[:, own].tolist(), penalties, listed, joins)
        return best.gain, sum(penalties) - best.query, sum(listed) - best.listed


class Pairing(Protocol):
    """Pairs the words of a query (one at least) with those of rows (one at least, ascending)."""

    def paired(self, words: Sequence[QueryWord], joins: Joined, rows: Ids) -> Paired:
        """Pair them; `joins` says where two words of one side may be one of the other."""

    def resolved(self, paired: Paired, penalties: list[float], places: Starts) -> Sums:
        """Find the best pairing of some of the rows, by their places, where no words are joined.

        Args:
            paired: as `paired` found it.
            penalties: bits that each word of the query weighs unmatched.
            places: of the rows.

        Returns:
            A line a row: what the best pairing gains, and what the words weigh that it leaves over, of the query and of
            the row.
        """


def pairing(names: NameRows) -> Pairing:
    """Make what pairs words."""
    return CompiledPairing(names) if compiled.is_used() else PlainPairing(names)


class PlainPairing:
    """With numpy, all rows at once. Any number of threads may ask at the same time."""

    def __init__(self, names: NameRows) -> None:
        self._names = names
        self._desks = Desks(names.vocabulary.count, np.float32)

    def paired(self, words: Sequence[QueryWord], joins: Joined, rows: Ids) -> Paired:
        """As in the protocol."""
        kind, names = words[0].kind, self._names
        flat, starts = names.words_of(rows)
        listed = names.word_penalties[kind].take(flat)
        with self._desks.one() as matched:
            gains = _gains(names, words, flat, listed, matched)
        penalties = np.array([word.penalty for word in words])
        against = np.add(names.row_penalties[kind].take(rows), penalties.sum(), dtype=np.float64)
        total, left, left_listed, unsure = _best(gains, starts, listed, penalties, joins.holds(rows))
        if len(joins.rows):
            _join(rows, joins, total, left, left_listed)
        return Paired(gains, starts, listed, against, contradicted(total - against, left, left_listed), unsure)

    def resolved(self, paired: Paired, penalties: list[float], places: Starts) -> Sums:
        """As in the protocol."""
        return np.array([paired.best(at, penalties, ()) for at in places.tolist()]).reshape(-1, 3)


class CompiledPairing:
    """In C++, row by row."""

    def __init__(self, names: NameRows) -> None:
        from kyc.screening.compiled.pairs import WordPairs, resolved

        self._pairs, self._resolved = WordPairs(names.packed(), BITS_INITIAL, CONTRADICTION_TERMS), resolved

    def paired(self, words: Sequence[QueryWord], joins: Joined, rows: Ids) -> Paired:
        """As in the protocol."""
        matches = [(word.numbers, word.gains) for word in words]
        letters = bytes(ord(word.first) if word.initial else 0 for word in words)
        penalties = [word.penalty for word in words]
        joined = joins.rows, joins.gains, joins.asked, joins.covered
        return Paired(*self._pairs.pair(matches, penalties, letters, words[0].kind, rows, *joined))

    def resolved(self, paired: Paired, penalties: list[float], places: Starts) -> Sums:
        """As in the protocol; where there are too many ways to pair, one by one."""
        told = self._resolved(paired.gains, paired.starts, paired.listed, penalties, places, MOST_TRIED)
        for at in np.flatnonzero(np.isnan(told[:, 0])).tolist():
            told[at] = paired.best(int(places[at]), penalties, ())
        return told


def _best(
    gains: Bits, starts: Starts, listed: Bits, penalties: Sums, joined: NDArray[np.bool_]
) -> tuple[Sums, Sums, Sums, NDArray[np.bool_]]:
    """Give each word of the query its best; where two want the same one, that is more than all can have.

    Returns:
        By row: all gains, what the words of the query and of the row weigh that are left over, and what is unsure:
        where two words want the same one, or are `joined`.
    """
    begins = starts[:-1]
    best = np.maximum.reduceat(gains, begins, axis=1)
    chosen = (gains == best.repeat(starts[1:] - begins, axis=1)) & (gains > 0)
    times = chosen.sum(axis=0)
    unsure = (np.maximum.reduceat(times, begins) > 1) | joined
    total = best.sum(axis=0, dtype=np.float64)
    left = np.where(best > 0, 0.0, penalties[:, None]).sum(axis=0)
    left_listed = _left(times == 0, listed, begins)
    if unsure.any():  # a word that nobody wants best may still be the second best
        left_listed = np.where(unsure, _left(gains.max(axis=0) <= 0, listed, begins), left_listed)
    return total, left, left_listed, unsure


def _left(left: NDArray[np.bool_], listed: Bits, begins: Starts) -> Sums:
    """Add up what the listed words that are left over weigh in each row."""
    return np.asarray(np.add.reduceat(np.where(left, listed, _NONE), begins, dtype=np.float64))


def _join(rows: Ids, joins: Joined, total: Sums, left: Sums, left_listed: Sums) -> None:
    """Count all that joining words may add, and that those words are left over then on neither side."""
    places = rows.searchsorted(joins.rows)
    here = np.flatnonzero(rows.take(places, mode="clip") == joins.rows)
    places = places.take(here)
    np.add.at(total, places, joins.gains.take(here))
    for over, joined in ((left, joins.asked), (left_listed, joins.covered)):
        np.subtract.at(over, places, joined.take(here))
        np.maximum(over, 0, out=over)


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
