"""Where the listed names' initials stand, and the words that may be another name's initials."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.spelling.likeness import Ids
from kyc.screening.language.initials import as_initials
from kyc.screening.language.names import MAX_WORDS, Name

Keys = NDArray[np.uint32]

# By initials alone nobody is flagged in a search: three letters fit several names of a list.
_BITS, _BITS_PER_LETTER = 1.0, 2.0


def initials_bits(letters: str) -> float:
    """Bits that a name's initials carry.

    >>> initials_bits("pla")
    7.0
    """
    return _BITS + _BITS_PER_LETTER * len(letters)


class InitialTable(Packed):
    """The rows with certain initials, and the rows and positions of words of such letters, by hashes of these."""

    ARRAYS = ("_initials", "_rows", "_letters", "_word_rows", "_places")

    def __init__(self, names: Sequence[Name]) -> None:
        named = [(letters, row) for row, name in enumerate(names) for letters in name.initials]
        self._initials, self._rows = _sorted(named)
        worded = [
            (name.words[at][0], row * MAX_WORDS + at)
            for row, name in enumerate(names)
            for at in as_initials(name.words)
        ]
        self._letters, places = _sorted(worded)
        self._word_rows, self._places = (each.astype(np.int32) for each in np.divmod(places, MAX_WORDS))

    def named(self, letters: str) -> Ids:
        """Rows that may have such initials: or others have the same hash."""
        first, last = _run(self._initials, letters)
        return self._rows[first:last]

    def worded(self, letters: str) -> tuple[Ids, Ids]:
        """Rows with a word that may be of such letters, and the place of the word in each."""
        first, last = _run(self._letters, letters)
        return self._word_rows[first:last], self._places[first:last]


def _sorted(found: Iterable[tuple[str, int]]) -> tuple[Keys, Ids]:
    keys, numbers = array("I"), array("i")
    for letters, number in found:
        keys.append(crc32(letters.encode()))
        numbers.append(number)
    order = np.asarray(keys, dtype=np.uint32).argsort(kind="stable")
    return np.asarray(keys, dtype=np.uint32)[order], np.asarray(numbers, dtype=np.int32)[order]


def _run(keys: Keys, letters: str) -> tuple[int, int]:
    key = np.uint32(crc32(letters.encode()))
    return int(keys.searchsorted(key, "left")), int(keys.searchsorted(key, "right"))
