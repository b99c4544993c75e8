"""Two words of a name that somebody writes as one: Wirya Kusumah, Wiryakusumah."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import permutations
from typing import ClassVar, Literal
from zlib import crc32

import numpy as np

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.pairs.initials import InitialTable, initials_bits
from kyc.screening.index.pairs.joined import Joined, Side
from kyc.screening.index.rows.querywords import QueryWord
from kyc.screening.index.rows.rows import NameRows
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.language.initials import as_initials, initialled
from kyc.screening.language.names import MAX_WORDS, Name
from kyc.screening.language.scripts import CONSONANTS_ONLY
from kyc.screening.language.sounds import sound
from kyc.screening.language.tables import mapping
from kyc.screening.scoring.alignment import BITS_JOINED, Join

_SPELLINGS = [spelling for spellings in mapping("words.txt", "sounds").values() for spelling in spellings]
_MEETINGS = frozenset(spelling[at : at + 2] for spelling in _SPELLINGS for at in range(len(spelling) - 1))

_SHORTEST_JOINED = 4  # letters of a word that may be two
MAX_JOINED_WORDS = 6  # of a name whose every two words may stand for one; longer ones are known by their words


_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


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
    whole = (start[:-1] if start[-1] == end[0] else start) + end
    # A short word keeps the h at its end; the two together are no short word.
    return whole[:-1] if whole[-1] == "h" and whole[-2] in "aiu" else whole


class JoinTable(Packed):
    """Every two words of the listed names as one: a hash of how that sounds, and the row and positions of the two."""

    ARRAYS = ("_keys", "_rows", "_places")
    PARTS: ClassVar[Mapping[str, type[Packed]]] = {"initials": InitialTable}

    def __init__(self, names: Sequence[Name]) -> None:
        self.initials = InitialTable(names)
        keys, rows, places = array("I"), array("i"), bytearray()
        for row, name in enumerate(names):
            for heard, one, other in written_together([word[0] for word in name.words]):
                keys.append(crc32(heard.encode()))
                rows.append(row)
                places.append(one * MAX_WORDS + other)
        order = np.asarray(keys, dtype=np.uint32).argsort(kind="stable")
        self._keys = np.asarray(keys, dtype=np.uint32)[order]
        self._rows = np.asarray(rows, dtype=np.int32)[order]
        self._places = np.frombuffer(places, dtype=np.uint8)[order]

    def runs(self, heard: Sequence[str]) -> list[tuple[int, int]]:
        """Where those begin and end that may sound so as one, for each sound: or another word has the same hash."""
        keys = np.array([crc32(each.encode()) for each in heard], dtype=np.uint32)
        ends = (self._keys.searchsorted(keys, side).tolist() for side in _SIDES)
        return list(zip(*ends, strict=True))

    def places(self, first: int, last: int) -> tuple[Ids, Ids, Ids]:
        """Rows, and positions of two words in each, of one run."""
        one, other = np.divmod(self._places[first:last], np.uint8(MAX_WORDS))
        return self._rows[first:last], one.astype(np.int32), other.astype(np.int32)


class JoinedWords:
    """Finds the listed names in which two words of one side are one of the other."""

    def __init__(self, table: JoinTable, rows: NameRows) -> None:
        self._table = table
        self._rows = rows

    def find(self, words: Sequence[QueryWord], *, person: bool, initials: Sequence[str] = ()) -> Joined:
        """Find the rows where two words of one side, written together, sound like one of the other.

        `initials` are those of an organisation's words, for which a row may have one word, or the other way round.
        """
        kind = 0 if person else 1
        sides = [*self._of_query(words, kind), *self._of_listed(words, kind)]
        return Joined(sides if person else [*sides, *self._by_initials(words), *self._for_initials(words, initials)])

    def _of_query(self, words: Sequence[QueryWord], kind: int) -> Iterator[Side]:
        """Two words of the query for one listed word."""
        vocabulary = self._rows.vocabulary
        pairs = {heard: (one, other) for heard, one, other in written_together([word.first for word in words])}
        for heard, number in vocabulary.sounding(pairs) if pairs else ():
            both = [words[at] for at in pairs[heard]]
            bits = min(sum(word.bits for word in both), float(vocabulary.bits[kind, number]))
            asked = sum(word.penalty for word in both)
            gain = bits - BITS_JOINED + asked
            rows, _ = self._rows.having(np.array([number]))
            covered = np.full(len(rows), self._rows.spelling_penalties[kind, number])
            at = partial(self._places_of, number, pairs[heard], gain, kind)
            yield Side(rows, np.float32(gain) + covered, asked, covered, at)

    def _places_of(
        self, number: int, pair: tuple[int, int], gain: float, kind: int, row: int, _places: Sequence[int]
    ) -> Iterator[Join]:
        for position in self._rows.positions(row, number):
            penalty = float(self._rows.word_penalties[kind, self._rows.row_start[row] + position])
            yield Join(pair, (position,), gain + penalty)

    def _of_listed(self, words: Sequence[QueryWord], kind: int) -> Iterator[Side]:
        """Two listed words for one of the query."""
        asked = [
            (at, heard)
            for at, word in enumerate(words)
            if len(word.first) >= _SHORTEST_JOINED
            for heard in dict.fromkeys(map(sound, word.spellings))
        ]
        runs = self._table.runs([heard for _, heard in asked])
        for (at, heard), (first, last) in zip(asked, runs, strict=True):
            if first < last:
                rows, one, other = self._table.places(first, last)
                gains, covered = self._listed_gains(words[at], kind, rows, one, other)
                join = partial(self._joined_at, at, heard, one, other, gains)
                yield Side(rows, gains, words[at].penalty, covered, join)

    def _listed_gains(self, word: QueryWord, kind: int, rows: Ids, one: Ids, other: Ids) -> tuple[Bits, Bits]:
        """What a word gains with every two of rows, and what the two weigh unmatched."""
        names = self._rows
        listed = names.row_start[rows] + np.stack((one, other))
        told = names.vocabulary.bits[kind, names.spelling_of[names.word_start[listed]]].sum(axis=0)
        penalties = names.word_penalties[kind, listed].sum(axis=0)
        return np.minimum(np.float32(word.bits), told) + penalties + np.float32(word.penalty - BITS_JOINED), penalties

    def _joined_at(
        self, at: int, heard: str, one: Ids, other: Ids, gains: Bits, row: int, places: Sequence[int]
    ) -> Iterator[Join]:
        for place in places:
            pair = int(one[place]), int(other[place])
            if self._sounds(heard, row, *pair):
                yield Join((at,), pair, float(gains[place]))

    def _sounds(self, heard: str, row: int, one: int, other: int) -> bool:
        words = self._rows.row_start[row] + np.array([one, other])
        numbers = self._rows.spelling_of[self._rows.word_start[words]].tolist()
        spellings = [self._rows.vocabulary.spelling(number) for number in numbers]
        return heard in (together for together, *_ in written_together(spellings))

    def _by_initials(self, words: Sequence[QueryWord]) -> Iterator[Side]:
        """All listed words for their initials in the query."""
        for at in as_initials([word.spellings for word in words]):
            word = words[at]
            rows = self._table.initials.named(word.first)
            if len(rows):
                gain = min(word.bits, initials_bits(word.first)) + word.penalty
                covered = self._rows.row_penalties[1].take(rows)
                join = partial(self._named_at, at, len(word.first), gain)
                yield Side(rows, np.float32(gain) + covered, word.penalty, covered, join)

    def _named_at(self, at: int, count: int, gain: float, row: int, _places: Sequence[int]) -> Iterator[Join]:
        first, last = int(self._rows.row_start[row]), int(self._rows.row_start[row + 1])
        numbers = self._rows.spelling_of[self._rows.word_start[first:last]].tolist()
        ways = initialled([(self._rows.vocabulary.spelling(number),) for number in numbers])
        for positions in ways:
            if len(positions) == count:
                penalties = self._rows.word_penalties[1, first:last].take(positions)
                yield Join((at,), positions, gain + float(penalties.sum()))
                return

    def _for_initials(self, words: Sequence[QueryWord], initials: Sequence[str]) -> Iterator[Side]:
        """All words of the query for their initials in a listed name."""
        ways = initialled([word.spellings for word in words])
        for letters in initials:
            asked = next((positions for positions in ways if len(positions) == len(letters)), None)
            rows, places = self._table.initials.worded(letters)
            if asked and len(rows):
                listed = self._rows.row_start.take(rows) + places
                numbers = self._rows.spelling_of.take(self._rows.word_start.take(listed))
                told = np.minimum(self._rows.vocabulary.bits[1].take(numbers), np.float32(initials_bits(letters)))
                penalty = sum(words[at].penalty for at in asked)
                covered = self._rows.word_penalties[1].take(listed)
                gains = told + covered + np.float32(penalty)
                yield Side(rows, gains, penalty, covered, partial(_worded_at, asked, places, gains))


def _worded_at(asked: tuple[int, ...], positions: Ids, gains: Bits, _row: int, places: Sequence[int]) -> Iterator[Join]:
    for place in places:
        yield Join(asked, (int(positions[place]),), float(gains[place]))
