"""The rows of one search, and the bits of the best pairing of any of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyc.screening.index.arrays.runs import Starts
from kyc.screening.index.pairs.joined import Joined
from kyc.screening.index.pairs.pairing import Pairing
from kyc.screening.index.rows.querywords import QueryWord
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.scoring.alignment import contradicted


class Pairings:
    """Rows with what pairing their words can come to; those of which that is not sure are resolved when asked for."""

    def __init__(self, pairing: Pairing, words: Sequence[QueryWord], joins: Joined, rows: Ids) -> None:
        self._pairing, self._joins, self._rows = pairing, joins, rows
        self._paired = pairing.paired(words, joins, rows)
        self.bounds, self.unsure = self._paired.bounds, self._paired.unsure
        self._penalties = [word.penalty for word in words]

    def exact(self, places: Starts) -> Bits:
        """Bits of the best pairing of some of the rows, by their places."""
        bits = self.bounds.take(places)
        unsure = np.flatnonzero(self.unsure.take(places))
        if len(unsure):
            bits[unsure] = self._resolved(places.take(unsure))
        return bits

    def _resolved(self, places: Starts) -> Bits:
        joined = self._joins.holds(self._rows.take(places))
        told = np.empty((len(places), 3))
        told[~joined] = self._pairing.resolved(self._paired, self._penalties, places[~joined])
        for at in np.flatnonzero(joined).tolist():
            joins = self._joins.of(int(self._rows[places[at]]))
            told[at] = self._paired.best(int(places[at]), self._penalties, joins)
        return contradicted(told[:, 0] - self._paired.against.take(places), told[:, 1], told[:, 2])
