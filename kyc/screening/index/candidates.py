"""The search through the lists' names.

It has two stages, both decided pair by pair, so that nothing depends on what else is listed. The first adds up, for
every name that shares a telling word, the best that each query word can do in it: an upper bound. The second pairs the
words of the names that are left, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.alignment import BITS_INITIAL, best_pairing, contradicted
from kyc.screening.index.desk import Desk, Desks
from kyc.screening.index.joins import Joined, JoinedWords, JoinTable
from kyc.screening.index.likeness import Bits, Ids
from kyc.screening.index.packing import Packed
from kyc.screening.index.querywords import QueryWord, QueryWords
from kyc.screening.index.rows import NameRows
from kyc.screening.index.runs import Starts, distinct
from kyc.screening.language.names import Name

_TOGETHER = 64  # spellings looked up at once; more take more memory and save no more time
_ROUNDING = 1e-3  # bits that a bound may lack, since its terms are added up in another order


@dataclass(frozen=True, slots=True, eq=False)
class Prospects:
    """Rows that may speak for a query.

    `bounds` are bits that the name of each row cannot exceed; `exact` says the bits of some of them, by their places
    here. A row whose bits cannot reach its floor may get any bits below it.
    """

    rows: Ids
    bounds: Bits
    floors: Bits
    exact: Callable[[Starts], Bits]


@dataclass(frozen=True, slots=True, eq=False)
class Likely:
    """Rows, ascending, for which something else speaks already, so that a lower floor holds for their names."""

    rows: Ids
    floor: float


class NameIndex(Packed):
    """Names of listed entities, searchable by their words. Rows are numbered in the order given.

    Any number of threads may search at the same time.
    """

    PARTS: ClassVar[Mapping[str, type[Packed]]] = {"_rows": NameRows, "_joins": JoinTable}

    def __init__(self, names: Sequence[Name]) -> None:
        self._rows = NameRows(names)
        self._joins = JoinTable(names)
        self._ready()

    def _ready(self) -> None:
        self._words = QueryWords(self._rows)
        self._joined = JoinedWords(self._joins, self._rows)
        self._desks = Desks(self._rows.count, self._rows.vocabulary.count)

    def prepare(self, names: Iterable[Name]) -> None:
        """Look up the words of names that will be searched for."""
        spellings = list(dict.fromkeys(spelling for name in names for word in name.words for spelling in word))
        for start in range(0, len(spellings), _TOGETHER):
            self._rows.vocabulary.near(spellings[start : start + _TOGETHER])

    def search(
        self, name: Name, *, person: bool, floor: float, rows: NDArray[np.bool_] | None = None
    ) -> tuple[Ids, Bits]:
        """Find the rows whose name speaks for the query with at least `floor` bits, and those bits.

        `rows` marks those that may be found at all.
        """
        found = self.prospects(name, person=person, floor=floor, rows=rows)
        bits = found.exact(np.arange(len(found.rows)))
        kept = bits >= floor
        return found.rows[kept], bits[kept]

    def prospects(
        self,
        name: Name,
        *,
        person: bool,
        floor: float,
        rows: NDArray[np.bool_] | None = None,
        likely: Likely | None = None,
    ) -> Prospects:
        """Find the rows whose name can speak for the query with `floor` bits, ascending, and how much at most.

        `rows` marks those that may be found at all; `likely` ones among them have a floor of their own.
        """
        if not name.words or not self._rows.count:
            none = np.zeros(0, np.float32)
            return Prospects(np.zeros(0, np.int32), none, none, lambda _: none)
        kind = 0 if person else 1
        with self._desks.one() as desk:
            words = self._words.of(name, desk, person=person)
            joins = self._joined.find(words, person=person)
            if np.isneginf(floor):
                found = np.arange(self._rows.count, dtype=np.int32)
                found = found if rows is None else found[rows]
                bounds = np.full(len(found), np.inf, dtype=np.float32)
            else:
                found, bounds = self._possible(words, joins, kind, floor, rows, likely, desk)
        floors = _floors(found, floor, likely)
        return Prospects(
            found, bounds, floors, lambda places: self._exact(words, found[places], joins, kind, floors[places])
        )

    def _possible(
        self,
        words: list[QueryWord],
        joins: Joined,
        kind: int,
        floor: float,
        allowed: NDArray[np.bool_] | None,
        likely: Likely | None,
        desk: Desk,
    ) -> tuple[Ids, Bits]:
        """Find the rows whose upper bound reaches the floor, and that bound."""
        total = desk.total
        for word in words:
            total[word.rows] += word.bounds
        if len(joins.rows):
            np.add.at(total, joins.rows, joins.gains)
        touched = np.concatenate([*(word.rows for word in _needed(words, floor)), joins.rows])
        against = sum(word.penalty for word in words) - self._anywhere(words, kind)
        bounds = total[touched] - self._rows.row_penalties[kind, touched] - against
        reached = bounds >= floor - _ROUNDING
        found = touched[reached if allowed is None else reached & allowed[touched]]
        if likely:
            bounds = total[likely.rows] - self._rows.row_penalties[kind, likely.rows] - against
            found = np.concatenate((found, likely.rows[bounds >= likely.floor - _ROUNDING]))
        found = distinct(found)
        bounds = total[found] - self._rows.row_penalties[kind, found] - against
        for word in words:
            total[word.rows] = 0
        total[joins.rows] = 0
        return found, bounds

    def _anywhere(self, words: list[QueryWord], kind: int) -> float:
        """Most that the query's initials can gain, wherever they match."""
        initials = [word for word in words if word.initial]
        if not initials:
            return 0.0
        most = float(self._rows.most_penalty[kind])
        return sum(BITS_INITIAL + word.penalty + most for word in initials)

    def _exact(self, words: list[QueryWord], rows: Ids, joins: Joined, kind: int, floors: Bits) -> Bits:
        """Bits of the best pairing of words in each row; rows that cannot reach their floor keep an upper bound."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        flat, starts = self._rows.words_of(rows)
        begins = starts[:-1]
        listed = self._rows.word_penalties[kind, flat]
        gains = self._gains(words, flat, listed)
        penalties = np.array([word.penalty for word in words], dtype=np.float32)
        against = self._rows.row_penalties[kind, rows] + penalties.sum()

        best = np.maximum.reduceat(gains, begins, axis=1)
        chosen = (gains == best.repeat(starts[1:] - begins, axis=1)) & (gains > 0)
        times = chosen.sum(axis=0)
        total = best.sum(axis=0)
        left = np.where(best > 0, np.float32(0), penalties[:, None]).sum(axis=0)
        left_listed = np.add.reduceat(np.where(times > 0, np.float32(0), listed), begins)

        # Where two words want the same one, or two words stand for one, the best of each is not the best of all.
        contested = np.maximum.reduceat(times, begins) > 1
        unsettled = contested & (total - against >= floors - _ROUNDING)
        if len(joins.rows):
            unsettled |= np.isin(rows, joins.rows)
        settled = penalties.tolist()
        for at in np.flatnonzero(unsettled).tolist():
            own = slice(starts[at], starts[at + 1])
            theirs = listed[own].tolist()
            pairing = best_pairing(gains[:, own].tolist(), settled, theirs, joins.of(int(rows[at])))
            total[at] = pairing.gain
            left[at] = sum(settled) - pairing.query
            left_listed[at] = sum(theirs) - pairing.listed
        return contradicted(total - against, left, left_listed)

    def _gains(self, words: list[QueryWord], flat: Starts, listed: Bits) -> Bits:
        """Gain of each query word (row) with each listed word (column), 0 where they are no match."""
        spellings, starts = self._rows.spellings_of(flat)
        gains = np.empty((len(words), len(spellings)), dtype=np.float32)
        with self._desks.one() as desk:
            matched = desk.matched
            for at, word in enumerate(words):
                matched[word.numbers] = word.matches + np.float32(word.penalty)
                gains[at] = matched[spellings]
                matched[word.numbers] = 0
                if word.initial:
                    same = (self._rows.initials[spellings] == ord(word.first)) & (gains[at] == 0)
                    gains[at, same] = BITS_INITIAL + word.penalty
        if len(spellings) > len(flat):
            gains = np.maximum.reduceat(gains, starts[:-1], axis=1)
        return np.asarray(np.where(gains > 0, gains + listed, np.float32(0)), dtype=np.float32)


def _floors(rows: Ids, floor: float, likely: Likely | None) -> Bits:
    """The floor of each row, in ascending order."""
    floors = np.full(len(rows), floor, dtype=np.float32)
    if likely:
        places = np.minimum(likely.rows.searchsorted(rows), len(likely.rows) - 1)
        floors[likely.rows[places] == rows] = likely.floor
    return floors


def _needed(words: list[QueryWord], floor: float) -> list[QueryWord]:
    """Leave out the commonest words, such that a name with nothing but those cannot reach the floor."""
    ascending = sorted(words, key=lambda word: word.most + word.penalty)
    reach = sum(BITS_INITIAL + word.penalty for word in words if word.initial) - sum(word.penalty for word in words)
    for at, word in enumerate(ascending):
        reach += word.most + word.penalty
        if reach >= floor:
            return ascending[at:]
    return []
