"""The rows where words of one side are one of the other, and the joins in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.runs import Starts, starts_of
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.scoring.alignment import Join

_NO_BITS, _NO_ROWS = np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One way to join: where it may apply, what it gains there at most, and how to tell exactly.

    `asked` and `covered` are bits that the joined words weigh unmatched: of the query, and of each row at most.
    """

    rows: Ids
    gains: Bits
    asked: float
    covered: Bits
    at: Callable[[int, Sequence[int]], Iterable[Join]]  # a row, and its places among the rows, to the joins in it


class Joined:
    """The rows where two words of one side may be one of the other. A row may stand here several times."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self._sides = sides
        if not sides:
            self.rows, self.gains, self.asked, self.covered = _NO_ROWS, _NO_BITS, _NO_BITS, _NO_BITS
            return
        self.rows = np.concatenate([_NO_ROWS, *(side.rows for side in sides)])
        self.gains, self.asked, self.covered = (
            np.concatenate([_NO_BITS, *each])
            for each in (
                (side.gains for side in sides),
                (np.full(len(side.rows), side.asked, dtype=np.float32) for side in sides),
                (side.covered for side in sides),
            )
        )

    def holds(self, rows: Ids) -> NDArray[np.bool_]:
        """Tell of some rows whether words of theirs may be joined."""
        if not len(self.rows):
            return np.zeros(len(rows), dtype=np.bool_)
        return np.asarray(self._ordered.take(self._ordered.searchsorted(rows), mode="clip") == rows)

    def of(self, row: int) -> list[Join]:
        """The joins in a row."""
        first, last = self._ordered.searchsorted(np.array([row, row + 1], dtype=np.int32)).tolist()
        places = self._order[first:last].tolist()
        joins = []
        for number, own in groupby(places, lambda place: bisect_right(self._starts, place) - 1):
            joins += self._sides[number].at(row, [place - self._starts[number] for place in own])
        return joins

    @cached_property
    def _order(self) -> Starts:
        return np.asarray(self.rows.argsort(kind="stable"))

    @cached_property
    def _ordered(self) -> Ids:
        return self.rows.take(self._order)

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = starts_of(len(side.rows) for side in self._sides)[:-1].tolist()
        return starts
