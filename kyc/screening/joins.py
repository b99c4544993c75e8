"""Two words of a name that somebody writes as one: Wirya Kusumah, Wiryakusumah."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from zlib import crc32

import numpy as np

from kyc.screening.names import Name
from kyc.screening.scripts import CONSONANTS_ONLY
from kyc.screening.sounds import sound
from kyc.screening.tables import mapping

_SPELLINGS = [spelling for spellings in mapping("words.txt", "sounds").values() for spelling in spellings]
_MEETINGS = frozenset(spelling[at : at + 2] for spelling in _SPELLINGS for at in range(len(spelling) - 1))

MAX_JOINED_WORDS = 5  # of a name whose every two words may stand for one; longer ones are known by their words


def written_together(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Give how every two words would sound as one, in either order, with the positions of the two.

    >>> [heard for heard, _, _ in written_together(["wirya", "kusumah"])]
    ['wiriakusuma', 'kusumahwiria']
    """
    if len(words) > MAX_JOINED_WORDS:
        return
    whole = [word if len(word) > 1 and not word.startswith(CONSONANTS_ONLY) else "" for word in words]
    for one, other in permutations(range(len(words)), 2):
        if whole[one] and whole[other]:
            yield _heard_as_one(whole[one], whole[other]), one, other


def _heard_as_one(first: str, second: str) -> str:
    """Sound two words as one; the sounds of the two suffice, which are known, unless letters meet that make a third."""
    if first[-1] + second[0] in _MEETINGS or first[-1] == "h":
        return sound(first + second)
    start, end = sound(first), sound(second)
    return (start[:-1] if start[-1] == end[0] else start) + end


class JoinedWords:
    """Every two words of the listed names as one, found by how that sounds."""

    def __init__(self, names: Sequence[Name]) -> None:
        found = [
            (crc32(heard.encode()), row, one, other)
            for row, name in enumerate(names)
            for heard, one, other in written_together([word[0] for word in name.words])
        ]
        table = np.array(found, dtype=np.int64).reshape(-1, 4)
        table = table[np.argsort(table[:, 0], kind="stable")]
        self._keys = table[:, 0].astype(np.uint32)
        self._places = table[:, 1:].astype(np.int32)

    def find(self, heard: str) -> list[tuple[int, int, int]]:
        """Find the rows in which two words sound like this one, and the positions of the two.

        Words are found by a hash of 32 bits: the caller compares them once more.
        """
        key = np.uint32(crc32(heard.encode()))
        first, last = self._keys.searchsorted(key, "left"), self._keys.searchsorted(key, "right")
        return [(row, one, other) for row, one, other in self._places[first:last].tolist()]
