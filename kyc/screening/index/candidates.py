"""The search through the lists' names.

It has two stages, both decided pair by pair, so that nothing depends on what else is listed. The first adds up, for
every name that shares a telling word, the best that each query word can do in it: an upper bound. The second pairs the
words of the names that are left, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.arrays.runs import Starts, distinct
from kyc.screening.index.pairs.joined import Joined
from kyc.screening.index.pairs.joins import JoinedWords, JoinTable
from kyc.screening.index.pairs.pairing import pairing
from kyc.screening.index.pairs.pairings import Pairings
from kyc.screening.index.rows.querywords import QueryWord, QueryWords
from kyc.screening.index.rows.reaching import Anywhere, Needed, reaching
from kyc.screening.index.rows.rows import PARTS_PER_BIT, NameRows, letter_bits
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.language.names import Name
from kyc.screening.scoring.alignment import Sums

_TOGETHER = 64  # words looked up at once; more take more memory and save no more time
_ROUNDING = 1e-3  # bits that a bound may lack, since its terms are added up in another order


@dataclass(frozen=True, slots=True, eq=False)
class Prospects:
    """Rows that may speak for a query.

    `bounds` are bits that the name of each row cannot exceed, and its very bits unless it is among the `unsure`;
    `exact` says the bits of some of them, by their places here.
    """

    rows: Ids
    bounds: Bits
    floors: Bits
    unsure: NDArray[np.bool_]
    exact: Callable[[Starts], Bits]

    def some(self, places: Starts) -> Prospects:
        """A part of them."""
        return Prospects(
            self.rows.take(places),
            self.bounds.take(places),
            self.floors.take(places),
            self.unsure.take(places),
            lambda those: self.exact(places.take(those)),
        )


_NO_ROWS, _NO_BITS = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
_NOBODY = Prospects(_NO_ROWS, _NO_BITS, _NO_BITS, np.zeros(0, np.bool_), lambda _: _NO_BITS)


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
        self._reaching, self._pairing = reaching(self._rows), pairing(self._rows)

    def prepare(self, names: Iterable[Name], *, person: bool) -> None:
        """Look up the words of names that will be searched for; `person` says whose."""
        words = list(dict.fromkeys(word for name in names for word in name.words))
        for start in range(0, len(words), _TOGETHER):
            self._reaching.prepare(self._words.prepare(words[start : start + _TOGETHER], person=person))

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
            return _NOBODY
        words = self._words.of(name, person=person)
        joins = self._joined.find(words, person=person, initials=name.initials)
        if floor == -inf:
            found = np.arange(self._rows.count, dtype=np.int32)
            found = found if rows is None else found[rows]
        else:
            found = self._possible(words, joins, floor, rows, likely)
        if not len(found):
            return _NOBODY
        pairings = Pairings(self._pairing, words, joins, found)
        floors = _floors(found, floor, likely)
        prospects = Prospects(found, pairings.bounds, floors, pairings.unsure, pairings.exact)
        kept = np.flatnonzero(pairings.bounds >= floors - _ROUNDING)
        return prospects if len(kept) == len(found) else prospects.some(kept)

    def _possible(
        self,
        words: list[QueryWord],
        joins: Joined,
        floor: float,
        allowed: NDArray[np.bool_] | None,
        likely: Likely | None,
    ) -> Ids:
        """Find the rows whose upper bound reaches the floor."""
        needed, others = _needed(words, floor)
        weight, most = sum(word.penalty for word in words), float(self._rows.most_penalty[words[0].kind])
        watched = distinct(np.concatenate((joins.rows, likely.rows))) if likely else distinct(joins.rows)
        asked = Needed(
            needed,
            ceil(PARTS_PER_BIT * (floor + weight - _ROUNDING)),
            [int(PARTS_PER_BIT * max(0.0, left)) for left in _left_over(words, needed)],
            _anywhere(words, most),
        )
        against = weight - sum(word.anywhere + most for word in words if word.initial) - _ROUNDING
        reached, sums = self._reaching.rows(asked, others, watched, allowed)
        if not len(watched):
            return distinct(reached)
        value = sums / PARTS_PER_BIT - self._rows.row_penalties[words[0].kind].take(watched)
        joined = self._joined_rows(watched, value, joins, floor + against)
        more = [joined if allowed is None else joined[allowed.take(joined)]]
        if likely:
            more.append(_likely_rows(watched, value, joins, likely, against))
        return distinct(np.concatenate((reached, *more)))

    def _joined_rows(self, watched: Ids, value: Sums, joins: Joined, least: float) -> Ids:
        """Rows where joined words make up what is missing."""
        places = watched.searchsorted(joins.rows)
        value = value + np.bincount(places, joins.gains, len(watched))
        return distinct(joins.rows[value.take(places) >= least])


def _likely_rows(watched: Ids, value: Sums, joins: Joined, likely: Likely, against: float) -> Ids:
    """Rows that are likely and reach their own floor."""
    reaching = value.take(watched.searchsorted(likely.rows)) >= likely.floor + against
    return np.asarray(likely.rows[reaching | joins.holds(likely.rows)])


def _floors(rows: Ids, floor: float, likely: Likely | None) -> Bits:
    """The floor of each row, in ascending order."""
    floors = np.full(len(rows), floor, dtype=np.float32)
    if likely:
        places = likely.rows.searchsorted(rows)
        floors[likely.rows.take(places, mode="clip") == rows] = likely.floor
    return floors


def _anywhere(words: list[QueryWord], most: float) -> Anywhere:
    """What the initials of a query gain in any row, of whose words none weighs more than `most` bits."""
    initials = [word for word in words if word.initial]
    letters = letter_bits(np.frombuffer("".join(word.first for word in initials).encode(), dtype=np.uint8))
    return Anywhere(
        letters.tolist(), [ceil(PARTS_PER_BIT * word.anywhere) for word in initials], ceil(PARTS_PER_BIT * most)
    )


def _left_over(words: list[QueryWord], needed: list[QueryWord]) -> list[float]:
    """What all other words weigh beside each; but an initial may stand for any word that seems left over."""
    weight = sum(word.penalty for word in words if not word.initial)
    return [weight if word.initial else weight - word.penalty for word in needed]


def _needed(words: list[QueryWord], floor: float) -> tuple[list[QueryWord], list[QueryWord]]:
    """Set aside the commonest words, such that a name with nothing but those cannot reach the floor."""
    ascending = sorted(words, key=lambda word: word.most_beyond)
    reach = sum(word.anywhere - word.penalty for word in words)
    for at, word in enumerate(ascending):
        reach += word.most_beyond
        if reach >= floor:
            return ascending[at:], ascending[:at]
    return [], words
