"""Room to work in: arrays as long as the list, which a search writes to and wipes again.

Making them for every search would cost more than the search. Whoever searches takes a desk and puts it back, so that
threads may search at the same time, each at a desk of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


class Desk:
    """What one search writes to.

    Attributes:
        total: parts of bits by row, as `index/rows.py` counts them; in any state.
        matched: bits by spelling, all 0 between uses.
    """

    def __init__(self, rows: int, spellings: int) -> None:
        self.total = np.zeros(rows, dtype=np.int16)
        self.matched = np.zeros(spellings, dtype=np.float32)


class Desks:
    """Desks for an index of so many rows and spellings, as many as are in use at once."""

    def __init__(self, rows: int, spellings: int) -> None:
        self._size = rows, spellings
        self._free: list[Desk] = []

    @contextmanager
    def one(self) -> Iterator[Desk]:
        """Take a desk; one that a search left in disorder is thrown away."""
        try:
            desk = self._free.pop()
        except IndexError:
            desk = Desk(*self._size)
        yield desk
        self._free.append(desk)
