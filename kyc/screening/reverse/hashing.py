"""Runs of hashes: made of texts, chosen from, and met by other runs."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import Any, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.runs import Starts, ranges, starts_of
from kyc.screening.index.spelling.likeness import Bits, Ids

Hashes = NDArray[np.uint32]
Places = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)

_ROOM = 16  # places of a mask for each hash it holds, so that few of those that are not there pass
_MOST_ROOM = 22  # bits: 4 MB


class HashTable:
    """Runs of hashes turned round: from a hash to the numbers of the runs that hold it.

    Nearly all hashes that are asked for are none of these, which a mask tells at once.
    """

    def __init__(self, starts: Starts, hashes: Hashes) -> None:
        order = hashes.argsort(kind="stable")
        self._hashes = hashes[order]
        self._owners = owners(starts)[order]
        self._bits = np.uint32((1 << min((_ROOM * len(hashes)).bit_length(), _MOST_ROOM)) - 1)
        self._mask = np.zeros(int(self._bits) + 1, dtype=np.bool_)
        self._mask[hashes & self._bits] = True

    def meeting(self, hashes: Hashes) -> tuple[Places, Ids]:
        """Find the hashes that stand here: their places, ascending, and each run that holds one there."""
        places = np.flatnonzero(self._mask[hashes & self._bits])
        first, last = (self._hashes.searchsorted(hashes[places], side) for side in ("left", "right"))
        return places.repeat(last - first), self._owners[ranges(first, last)[0]]


def hashed(texts: Iterable[Iterable[str]]) -> tuple[Starts, Hashes]:
    """Hash several runs of texts: where each begins, and the hashes one after the other."""
    hashes = [[crc32(text.encode()) for text in own] for own in texts]
    return starts_of(map(len, hashes)), np.array([each for own in hashes for each in own], dtype=np.uint32)


def chosen(starts: Starts, values: NDArray[T], places: Places) -> tuple[Starts, NDArray[T]]:
    """Take some of several runs."""
    at, offsets = ranges(starts[places], starts[places + 1])
    return offsets, values[at]


def owners(starts: Starts) -> Ids:
    """Say of each value of several runs which run it stands in."""
    return np.arange(len(starts) - 1, dtype=np.int32).repeat(np.diff(starts))


def owner_of(starts: Starts, places: Places) -> Places:
    """Say of a few values in which run each stands."""
    return starts.searchsorted(places, "right") - 1


def small(numbers: NDArray[Any]) -> NDArray[Any]:
    """Write numbers from 0 on with as few bytes as the largest needs."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def starts_at(counts: NDArray[Any]) -> Starts:
    """Say where runs of these lengths begin; the last entry is where all end."""
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    counts.cumsum(dtype=np.int64, out=starts[1:])
    return starts


def lengths_of(runs: Iterable[Sized]) -> NDArray[Any]:
    """The lengths of several runs, in as few bytes as they need."""
    return small(np.fromiter(map(len, runs), dtype=np.int64))


def counts_of(starts: Starts) -> NDArray[Any]:
    """The lengths of runs, which take less room than where each begins."""
    return small(np.diff(starts))


def sums(values: Bits, starts: Starts) -> Bits:
    """Add up each run; an empty one is 0."""
    total = np.zeros(len(values) + 1, dtype=np.float64)
    values.cumsum(dtype=np.float64, out=total[1:])
    return np.asarray(total[starts[1:]] - total[starts[:-1]], dtype=np.float32)


def stacked(*found: tuple[NDArray[T], Ids, Bits]) -> tuple[NDArray[T], Ids, Bits]:
    """Put what was found in several ways behind one another."""
    keys, numbers, bits = zip(*found, strict=True)
    return np.concatenate(keys), np.concatenate(numbers), np.concatenate(bits)


def largest(keys: NDArray[np.int64], values: Bits) -> tuple[NDArray[np.int64], Bits]:
    """Give each key once, ascending, with the largest of its values."""
    return _grouped(np.maximum, keys, values)


def totals(keys: NDArray[np.int64], values: Bits) -> tuple[NDArray[np.int64], Bits]:
    """Give each key once, ascending, with the sum of its values."""
    return _grouped(np.add, keys, values)


def _grouped(operation: np.ufunc, keys: NDArray[np.int64], values: Bits) -> tuple[NDArray[np.int64], Bits]:
    if not len(keys):
        return keys, values
    order = keys.argsort(kind="stable")
    keys, values = keys[order], values[order]
    first = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1))
    return keys[first], operation.reduceat(values, first)
