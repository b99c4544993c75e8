"""Every spelling on the lists, found again by spellings near it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.spelling.keys import KeyTable, hashed, listed_keys
from kyc.screening.index.spelling.likeness import Spellings
from kyc.screening.index.spelling.nearby import GRAMS, Listed, Matches, Meant, Near, nearness
from kyc.screening.index.spelling.net import RecallNet, listed_grams
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
        self._keys = KeyTable(
            [*hashed(listed_keys(spelling)), *hashed(listed_grams(spelling), GRAMS)] for spelling in spellings
        )
        self._net = RecallNet(spellings)
        self._ready()

    def _ready(self) -> None:
        self.count = len(self._sounded.written)
        letters = np.flatnonzero(self._sounded.lengths == 1).tolist()
        self.letters = {self.spelling(number): number for number in letters}  # single ones: initials and figures
        self._nearness = nearness(Listed(self._keys, self._net, self._sounded, self.bits))
        self._found: dict[str, Near] = {}

    def spelling(self, number: int) -> str:
        """The spelling of a number."""
        return bytes(self._sounded.written[number]).decode()

    @property
    def initials(self) -> NDArray[np.uint8]:
        """The first letter of each spelling, as its code."""
        written = self._sounded.written
        return written.view(np.uint8).reshape(self.count, -1)[:, 0].copy() if self.count else np.zeros(0, np.uint8)

    def near(self, spellings: Sequence[str]) -> list[Near]:
        """Find for each spelling those that may be the same word: their numbers, and what the difference costs."""
        found = {spelling: known for spelling in spellings if (known := self._found.get(spelling))}
        new = [spelling for spelling in spellings if spelling not in found]
        if new:
            searched = dict(zip(new, self._nearness.search(new), strict=True))
            if len(self._found) >= _CACHED_SEARCHES:
                self._found = {}
            self._found.update(searched)
            found |= searched
        return [found[spelling] for spelling in spellings]

    def matching(self, near: Sequence[Meant], kind: int, penalties: Sequence[float]) -> list[Matches]:
        """Find what matching each of some words gains, as `Nearness.matching`."""
        return self._nearness.matching(near, kind, penalties)

    def sounding(self, heard: Iterable[str]) -> list[tuple[str, int]]:
        """Find the spellings that sound exactly like any of these."""
        wanted = set(heard)
        numbers = self._nearness.meeting(hashed(wanted))
        if not numbers:
            return []
        sounds = self._sounded.sounds[numbers].tolist()
        return [
            (each, number) for number, heard in zip(numbers, sounds, strict=True) if (each := heard.decode()) in wanted
        ]
