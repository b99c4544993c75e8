"""Every spelling on the lists, found again by spellings near it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import ClassVar

import numpy as np

from kyc.screening.index.keys import KeyTable, each_once, listed_keys, query_keys
from kyc.screening.index.likeness import Bits, Ids, Spellings
from kyc.screening.index.net import RecallNet
from kyc.screening.index.packing import Packed
from kyc.screening.scoring.weights import word_bits

_CACHED_SEARCHES = 50_000


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
        self._keys = KeyTable([listed_keys(spelling) for spelling in spellings])
        self._net = RecallNet(spellings)
        self._ready()

    def _ready(self) -> None:
        self.spellings = self._sounded.written
        self.numbers = {spelling: number for number, spelling in enumerate(self.spellings)}
        self._found: dict[str, tuple[Ids, Bits]] = {}

    def near(self, spellings: Sequence[str]) -> list[tuple[Ids, Bits]]:
        """Find for each spelling those that may be the same word: their numbers, and what the difference costs."""
        new = [spelling for spelling in spellings if spelling not in self._found]
        if new:
            if len(self._found) >= _CACHED_SEARCHES:
                self._found.clear()
                new = list(spellings)
            self._found.update(zip(new, self._search(new), strict=True))
        return [self._found[spelling] for spelling in spellings]

    def _search(self, spellings: Sequence[str]) -> list[tuple[Ids, Bits]]:
        by_key = self._keys.meeting([query_keys(spelling) for spelling in spellings])
        which, numbers = each_once(by_key, self._net.find(spellings))
        bits = Spellings(spellings).distances(which, self._sounded, numbers)
        near = np.isfinite(bits)
        which, numbers, bits = which[near], numbers[near], bits[near]
        ends = which.searchsorted(np.arange(len(spellings) + 1)).tolist()
        return [(numbers[start:end], bits[start:end]) for start, end in pairwise(ends)]

    def sounding(self, heard: Iterable[str]) -> list[tuple[str, int]]:
        """Find the spellings that sound exactly like any of these."""
        wanted = set(heard)
        _, numbers = each_once(self._keys.meeting([wanted]))
        return [(each, number) for number in numbers.tolist() if (each := self._sounded.sounds[number]) in wanted]
