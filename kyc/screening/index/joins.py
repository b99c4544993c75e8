"""Two words of a name that somebody writes as one: Wirya Kusumah, Wiryakusumah."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, permutations
from zlib import crc32

import numpy as np

from kyc.screening.index.alignment import BITS_JOINED, Join
from kyc.screening.index.packing import Packed
from kyc.screening.index.querywords import QueryWord
from kyc.screening.index.rows import NameRows
from kyc.screening.language.names import Name
from kyc.screening.language.scripts import CONSONANTS_ONLY
from kyc.screening.language.sounds import sound
from kyc.screening.language.tables import mapping

_SPELLINGS = [spelling for spellings in mapping("words.txt", "sounds").values() for spelling in spellings]
_MEETINGS = frozenset(spelling[at : at + 2] for spelling in _SPELLINGS for at in range(len(spelling) - 1))

_SHORTEST_JOINED = 4  # letters of a word that may be two
MAX_JOINED_WORDS = 6  # of a name whose every two words may stand for one; longer ones are known by their words


def written_together(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Give how every two words would sound as one, in either order, with the positions of the two.

    >>> [heard for heard, _, _ in written_together(["wirya", "kusumah"])]
    ['wiriakusuma', 'kusumahwiria']
    """
    whole = [word if len(word) > 1 and not word.startswith(CONSONANTS_ONLY) else "" for word in words]
    if sum(map(bool, whole)) > MAX_JOINED_WORDS:
        return
    for one, other in permutations(range(len(words)), 2):
        if whole[one] and whole[other]:
            yield _heard_as_one(whole[one], whole[other]), one, other


def _heard_as_one(first: str, second: str) -> str:
    """Sound two words as one; the sounds of the two suffice, which are known, unless letters meet that make a third."""
    if first[-1] + second[0] in _MEETINGS or first[-1] == "h":
        return sound(first + second)
    start, end = sound(first), sound(second)
    return (start[:-1] if start[-1] == end[0] else start) + end


class JoinTable(Packed):
    """Every two words of the listed names as one: a hash of how that sounds, and the row and positions of the two."""

    ARRAYS = ("_keys", "_places")

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

    def places(self, heard: str) -> list[list[int]]:
        """Rows and positions of two words that may sound so as one."""
        key = np.uint32(crc32(heard.encode()))
        first, last = self._keys.searchsorted(key, "left"), self._keys.searchsorted(key, "right")
        found: list[list[int]] = self._places[first:last].tolist()
        return found


class JoinedWords:
    """Finds the listed names in which two words of one side are one of the other."""

    def __init__(self, table: JoinTable, rows: NameRows) -> None:
        self._table = table
        self._rows = rows

    def find(self, words: Sequence[QueryWord], *, person: bool) -> dict[int, list[Join]]:
        """Find the rows where two words of one side, written together, sound like one of the other."""
        found: dict[int, list[Join]] = {}
        kind = 0 if person else 1
        for row, join in chain(self._of_query(words, kind), self._of_listed(words, kind)):
            found.setdefault(row, []).append(join)
        return found

    def _of_query(self, words: Sequence[QueryWord], kind: int) -> Iterator[tuple[int, Join]]:
        """Two words of the query for one listed word."""
        rows = self._rows
        pairs = {heard: (one, other) for heard, one, other in written_together([word.first for word in words])}
        for heard, number in rows.vocabulary.sounding(pairs):
            both = [words[at] for at in pairs[heard]]
            bits = min(sum(word.bits for word in both), float(rows.vocabulary.bits[kind, number]))
            gain = bits - BITS_JOINED + sum(word.penalty for word in both)
            having, _ = rows.having(np.array([number]))
            for row in having.tolist():
                for position in rows.positions(row, number):
                    penalty = float(rows.word_penalties[kind, rows.row_start[row] + position])
                    yield row, Join(pairs[heard], (position,), gain + penalty)

    def _of_listed(self, words: Sequence[QueryWord], kind: int) -> Iterator[tuple[int, Join]]:
        """Two listed words for one of the query."""
        rows = self._rows
        for at, word in enumerate(words):
            if len(word.first) < _SHORTEST_JOINED:
                continue
            heard = sound(word.first)
            for row, one, other in self._table.places(heard):
                if not self._sounds(heard, row, one, other):
                    continue  # another word of the same hash
                listed = rows.row_start[row] + np.array([one, other])
                numbers = rows.spelling_of[rows.word_start[listed]]
                bits = min(word.bits, float(rows.vocabulary.bits[kind, numbers].sum()))
                gain = bits - BITS_JOINED + word.penalty + float(rows.word_penalties[kind, listed].sum())
                yield row, Join((at,), (one, other), gain)

    def _sounds(self, heard: str, row: int, one: int, other: int) -> bool:
        words = self._rows.row_start[row] + np.array([one, other])
        spellings = [
            self._rows.vocabulary.spellings[number] for number in self._rows.spelling_of[self._rows.word_start[words]]
        ]
        return heard in (together for together, *_ in written_together(spellings))
