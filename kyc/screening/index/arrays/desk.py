"""Room to work in: arrays as long as the list, which a search writes to and wipes again.

Making them for every search would cost more than the search. Whoever searches takes a desk and puts it back, so that
threads may search at the same time, each at a desk of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Desks:
    """Arrays of one length and kind, all 0 when new, as many as are in use at once."""

    def __init__(self, length: int, dtype: DTypeLike) -> None:
        self._length, self._dtype = length, dtype
        self._free: list[NDArray[Any]] = []

    @contextmanager
    def one(self) -> Iterator[NDArray[Any]]:
        """Take a desk; one that a search left in disorder is thrown away."""
        try:
            desk = self._free.pop()
        except IndexError:
            desk = np.zeros(self._length, dtype=self._dtype)
        yield desk
        self._free.append(desk)
