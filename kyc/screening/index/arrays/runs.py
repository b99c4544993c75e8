"""Runs: lists of different lengths, one after the other in one array, with where each begins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Starts = NDArray[np.int64]
Numbers = NDArray[np.signedinteger[Any]]  # of either width


def starts_of(lengths: Iterable[int]) -> Starts:
    """Say where each run begins; the last entry is where all end.

    >>> starts_of([2, 1]).tolist()
    [0, 2, 3]
    """
    return np.concatenate(([0], np.fromiter(lengths, dtype=np.int64).cumsum())).astype(np.int64)


def ranges(starts: Numbers, ends: Numbers) -> tuple[Starts, Starts]:
    """Write out the numbers of several ranges as runs.

    >>> [array.tolist() for array in ranges(np.array([3, 7]), np.array([5, 8]))]
    [[3, 4, 7], [0, 2, 3]]
    """
    lengths = ends - starts
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    lengths.cumsum(out=offsets[1:])
    return np.arange(offsets[-1]) + (starts - offsets[:-1]).repeat(lengths), offsets


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Sort numbers and give each once; for short arrays a good deal quicker than `numpy.unique`.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    if len(numbers) < 2:
        return numbers
    ordered = np.sort(numbers)
    first = np.empty(len(ordered), dtype=np.bool_)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]
