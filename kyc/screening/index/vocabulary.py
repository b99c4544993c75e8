"""Every spelling on the lists, found again by spellings near it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.keys import KeyTable, hashed, listed_keys, query_keys
from kyc.screening.index.likeness import MOST, Bits, Ids, Spellings
from kyc.screening.index.net import RecallNet, listed_grams, query_grams
from kyc.screening.index.packing import Packed
from kyc.screening.index.runs import Numbers, distinct
from kyc.screening.scoring.weights import word_bits

_CACHED_SEARCHES = 50_000
_GRAMS = 0xFFFFFFFF  # seed of the trigrams' hashes, among those of the keys: it turns letters into what is none


class Vocabulary(Packed):
    """Distinct spellings, numbered, with their bits: row 0 in people's names, row 1 in others."""

    ARRAYS = ("bits",)
    PARTS: ClassVar[Mapping[str, type[Packed]]] = {"_sounded": Spellings, "_keys": KeyTable, "_net": RecallNet}

    def __init__(self, spellings: Sequence[str]) -> None:
        self._sounded = Spellings(spellings)
        self.bits = np.array(
            [[word_bits(spelling, person=person) for spelling in spellings] for person in (True, False)],
            dtype=np.float32,
        ).reshape(2, -1)
        self._keys = KeyTable(
            [*hashed(listed_keys(spelling)), *hashed(listed_grams(spelling), _GRAMS)] for spelling in spellings
        )
        self._net = RecallNet(spellings)
        self._ready()

    def _ready(self) -> None:
        self.count = len(self._sounded.written)
        letters = np.flatnonzero(self._sounded.lengths == 1).tolist()
        self.letters = {self.spelling(number): number for number in letters}  # single ones: initials and figures
        self._found: dict[str, tuple[Ids, Bits]] = {}

    def spelling(self, number: int) -> str:
        """The spelling of a number."""
        return bytes(self._sounded.written[number]).decode()

    @property
    def initials(self) -> NDArray[np.uint8]:
        """The first letter of each spelling, as its code."""
        written = self._sounded.written
        return written.view(np.uint8).reshape(self.count, -1)[:, 0].copy() if self.count else np.zeros(0, np.uint8)

    def near(self, spellings: Sequence[str]) -> list[tuple[Ids, Bits]]:
        """Find for each spelling those that may be the same word: their numbers, and what the difference costs."""
        found = {spelling: known for spelling in spellings if (known := self._found.get(spelling))}
        new = [spelling for spelling in spellings if spelling not in found]
        if new:
            searched = dict(zip(new, self._search(new), strict=True))
            if len(self._found) >= _CACHED_SEARCHES:
                self._found = {}
            self._found.update(searched)
            found |= searched
        return [found[spelling] for spelling in spellings]

    def _search(self, asked: Sequence[str]) -> list[tuple[Ids, Bits]]:
        which, numbers = self._meeting(asked)
        bits = self._sounded.distances(asked, which, numbers)
        near = np.flatnonzero(bits <= MOST)
        found: Ids = numbers.take(near).astype(np.int32)
        bits = bits.take(near)
        ends = which.take(near).searchsorted(np.arange(len(asked) + 1)).tolist()
        return [(found[start:end], bits[start:end]) for start, end in pairwise(ends)]

    def _meeting(self, asked: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Number the spellings that share a key or nearly all letters with any asked: whose each is, and it, once."""
        keys = [hashed(query_keys(each)) for each in asked]
        grams = [hashed(query_grams(each), _GRAMS) for each in asked]
        hits, times, numbers = self._keys.meeting([*chain.from_iterable(keys), *chain.from_iterable(grams)])
        asking = np.array([*range(len(asked)), *range(len(asked))]).repeat([*map(len, keys), *map(len, grams)])
        which = asking.take(hits).repeat(times)
        first = int(times[: hits.searchsorted(sum(map(len, keys)))].sum())
        netted = first + np.flatnonzero(self._net.near(asked, which[first:], numbers[first:]))
        pairs = which * self.count + numbers
        pairs = distinct(np.concatenate((pairs[:first], pairs.take(netted))))
        which = pairs // max(1, self.count)
        return which, pairs - which * self.count

    def sounding(self, heard: Iterable[str]) -> list[tuple[str, int]]:
        """Find the spellings that sound exactly like any of these."""
        wanted = set(heard)
        _, _, numbers = self._keys.meeting(hashed(wanted))
        if not len(numbers):
            return []
        numbers = distinct(numbers)
        sounds = self._sounded.sounds[numbers].tolist()
        return [
            (each, number)
            for number, heard in zip(numbers.tolist(), sounds, strict=True)
            if (each := heard.decode()) in wanted
        ]
