"""The rows of one search, and the bits of the best pairing of any of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyc.screening.index.alignment import best_pairing, contradicted
from kyc.screening.index.joins import Joined
from kyc.screening.index.likeness import Bits, Ids
from kyc.screening.index.pairing import Paired
from kyc.screening.index.querywords import QueryWord
from kyc.screening.index.runs import Starts


class Pairings:
    """Rows with what pairing their words can come to; those of which that is not sure are resolved when asked for."""

    def __init__(self, paired: Paired, words: Sequence[QueryWord], joins: Joined, rows: Ids) -> None:
        self.bounds, self.unsure = paired.bounds, paired.unsure
        self._paired, self._joins, self._rows = paired, joins, rows
        self._penalties = [word.penalty for word in words]

    def exact(self, places: Starts) -> Bits:
        """Bits of the best pairing of some of the rows, by their places."""
        bits = self.bounds.take(places)
        unsure = np.flatnonzero(self.unsure.take(places))
        if len(unsure):
            bits[unsure] = self._resolved(places.take(unsure))
        return bits

    def _resolved(self, places: Starts) -> Bits:
        told = np.array([self._sums(at) for at in places.tolist()])
        return contradicted(told[:, 0] - self._paired.against.take(places), told[:, 1], told[:, 2])

    def _sums(self, at: int) -> tuple[float, float, float]:
        """Bits of the best pairing of a row, and those that the words left over weigh: asked ones, and listed ones."""
        own = slice(self._paired.starts[at], self._paired.starts[at + 1])
        listed = self._paired.listed[own].tolist()
        joins = self._joins.of(int(self._rows[at]))
        best = best_pairing(self._paired.gains[:, own].tolist(), self._penalties, listed, joins)
        return best.gain, sum(self._penalties) - best.query, sum(listed) - best.listed
