"""The rows that the words of a query can reach: where they gain enough together, each its most in every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kyc.screening import compiled
from kyc.screening.index.arrays.desk import Desks
from kyc.screening.index.rows.placing import PlacedWords, Places
from kyc.screening.index.rows.querywords import QueryWord
from kyc.screening.index.rows.rows import PARTS_PER_BIT, NameRows, Parts
from kyc.screening.index.spelling.likeness import Ids


@dataclass(frozen=True, slots=True, eq=False)
class Anywhere:
    """What initials of a query gain in a row, each with any word that begins with its letter.

    `letters` are the bits of these as `letter_bits` gives them, `gains` parts of bits that each gains beside what the
    word weighs, and `covered` what such a word weighs at most.
    """

    letters: list[int]
    gains: list[int]
    covered: int

    def in_rows(self, letters: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What all gain in rows with such letters, and what the words weigh at most that they stand for there."""
        held = (letters[:, None] & np.array(self.letters, dtype=np.uint32)) != 0
        return held @ np.array(self.gains, dtype=np.int64), held.sum(axis=1) * self.covered


@dataclass(frozen=True, slots=True, eq=False)
class Needed:
    """The words of a query of which a row has one at least.

    In parts of bits: `least` is what a row has to reach, less what its own words weigh, and `left` what all others of
    the query weigh beside each word, where they match nothing, but for the initials among them.
    """

    words: Sequence[QueryWord]
    least: int
    left: list[int]
    anywhere: Anywhere


class Reaching(Protocol):
    """Finds rows by the sums of what words gain there."""

    def rows(
        self, needed: Needed, others: Sequence[QueryWord], watched: Ids, allowed: NDArray[np.bool_] | None
    ) -> tuple[Ids, Parts]:
        """Find the rows that are reached, and the sums of some others.

        Args:
            needed: one of these words stands in every row that is found.
            others: words of the query that add to the sums.
            watched: rows, each once, whose sums are wanted.
            allowed: marks the rows that may be found; all where it is None.
        """

    def prepare(self, words: Sequence[QueryWord]) -> None:
        """Get ready for words that will be asked for."""


def reaching(rows: NameRows) -> Reaching:
    """Make what finds rows by sums."""
    return CompiledReaching(rows) if compiled.is_used() else PlainReaching(rows)


class PlainReaching:
    """With numpy: all sums in one array, word by word. Any number of threads may ask at the same time."""

    def __init__(self, rows: NameRows) -> None:
        self._placed, self._letters = PlacedWords(rows), rows.letters
        self._desks = Desks(rows.count, np.int16)

    def rows(
        self, needed: Needed, others: Sequence[QueryWord], watched: Ids, allowed: NDArray[np.bool_] | None
    ) -> tuple[Ids, Parts]:
        """As in the protocol."""
        places = self._placed.of([*needed.words, *others])
        with self._desks.one() as total:
            _add_up(total, places)
            found = _reaching(total, places[: len(needed.words)], needed, self._letters)
            sums = total.take(watched)
        return found if allowed is None else found[allowed.take(found)], sums

    def prepare(self, words: Sequence[QueryWord]) -> None:
        """As in the protocol."""
        self._placed.prepare(words)


class CompiledReaching:
    """In C++."""

    def __init__(self, rows: NameRows) -> None:
        from kyc.screening.compiled.reach import Reach

        self._reach = Reach(rows.packed(), PARTS_PER_BIT)

    def rows(
        self, needed: Needed, others: Sequence[QueryWord], watched: Ids, allowed: NDArray[np.bool_] | None
    ) -> tuple[Ids, Parts]:
        """As in the protocol."""
        every = [*needed.words, *others]
        words = [(word.numbers, word.beyond) for word in every]
        initials = needed.anywhere
        sought = needed.least, needed.left, initials.letters, initials.gains, initials.covered
        return self._reach.rows(words, len(needed.words), every[0].kind, *sought, watched, allowed)

    def prepare(self, words: Sequence[QueryWord]) -> None:
        """As in the protocol; nothing is gained by it here."""


def _add_up(total: Parts, places: Sequence[Places]) -> None:
    """Add up the most that the words of a query can gain in each row."""
    total.fill(0)
    for place in places:
        # Of several in one row the last counts, which is the best.
        total[place.rows] = total.take(place.rows) + place.most


def _reaching(total: Parts, places: Sequence[Places], needed: Needed, letters: NDArray[np.uint32]) -> Ids:
    """Rows, some of them several times, whose words reach a sum."""
    if not places:
        return np.zeros(0, dtype=np.int32)
    rows, penalties = (_joined([getattr(place, name) for place in places]) for name in ("rows", "penalties"))
    sums = total.take(rows)
    value = sums - penalties
    near = np.flatnonzero(value >= needed.least - _most(needed.anywhere))
    alone = sums.take(near) == _joined([place.most for place in places]).take(near)
    left = _joined([np.full(len(place.rows), most) for place, most in zip(places, needed.left, strict=True)]).take(near)
    rest = _joined([place.rest for place in places]).take(near)
    rows = rows.take(near)
    gained, covered = needed.anywhere.in_rows(letters.take(rows))
    # Of the difference of two numbers whole parts were counted of both.
    covered = np.minimum(covered, np.where(alone, rest + 2, penalties.take(near) + 1))
    over = np.where(alone, np.minimum(np.maximum(rest - covered, 0), left), 0)
    return np.asarray(rows[value.take(near) + gained + covered - over >= needed.least])


def _most(anywhere: Anywhere) -> int:
    return sum(anywhere.gains) + len(anywhere.gains) * anywhere.covered


def _joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
