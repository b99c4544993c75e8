"""Every spelling on the lists, found again by spellings near it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kyc.screening.likeness import distance
from kyc.screening.scripts import CONSONANTS_ONLY
from kyc.screening.sounds import scanned, skeleton, sound, written_consonants
from kyc.screening.weights import word_bits

Ids = NDArray[np.int32]
Bits = NDArray[np.float32]

_SHORTEST_WITH_DELETION = 4  # letters of how it sounds; a shorter word with a letter less is too many words
_CACHED_SEARCHES = 50_000


def keys_of(spelling: str) -> list[int]:
    """Hash the keys under which a spelling stands: its sound with and without any one letter, consonants, scan."""
    if spelling.startswith(CONSONANTS_ONLY):
        consonants = written_consonants(spelling)
        keys = {"j" + consonants, *("J" + shorter for shorter in _deletions(consonants))}
    elif len(spelling) == 1 or spelling.isdigit():
        keys = {spelling}
    else:
        heard, consonants = sound(spelling), written_consonants(spelling)
        keys = {heard, *_deletions(heard), "c" + scanned(spelling), "j" + consonants}
        keys.update("J" + shorter for shorter in _deletions(consonants))
        if len(skeleton(spelling)) > 2:
            keys.add("s" + skeleton(spelling))
    return [crc32(key.encode()) for key in keys]


def _deletions(word: str) -> Iterable[str]:
    if len(word) < _SHORTEST_WITH_DELETION:
        return ()
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


class Vocabulary:
    """Distinct spellings, numbered, with their bits: row 0 in people's names, row 1 in others."""

    def __init__(self, spellings: Sequence[str]) -> None:
        self.spellings = list(spellings)
        self.numbers = {spelling: number for number, spelling in enumerate(self.spellings)}
        self.bits = np.array(
            [[word_bits(spelling, person=person) for spelling in self.spellings] for person in (True, False)],
            dtype=np.float32,
        ).reshape(2, -1)
        self._keys, self._owners = _sorted_keys(self.spellings)
        self._found: dict[str, tuple[Ids, Bits]] = {}

    def near(self, spelling: str) -> tuple[Ids, Bits]:
        """Find the spellings that may be the same word: their numbers, and the bits that the difference costs."""
        found = self._found.get(spelling)
        if found is None:
            if len(self._found) >= _CACHED_SEARCHES:
                self._found.clear()
            found = self._found[spelling] = self._search(spelling)
        return found

    def _search(self, spelling: str) -> tuple[Ids, Bits]:
        owners = self._under(keys_of(spelling))
        costs = ((number, distance(spelling, self.spellings[number])) for number in owners)
        kept = [(number, cost) for number, cost in costs if cost is not None]
        numbers, bits = zip(*kept, strict=True) if kept else ((), ())
        return np.array(numbers, dtype=np.int32), np.array(bits, dtype=np.float32)

    def _under(self, keys: list[int]) -> list[int]:
        wanted = np.array(keys, dtype=np.uint32)
        first = self._keys.searchsorted(wanted, "left")
        last = self._keys.searchsorted(wanted, "right")
        found = [self._owners[start:end] for start, end in zip(first, last, strict=True) if start < end]
        return list(dict.fromkeys(np.concatenate(found).tolist())) if found else []

    def sounding(self, spellings: Iterable[str]) -> list[tuple[str, int]]:
        """Find spellings that sound exactly like any of the given ones."""
        wanted = list(spellings)
        found = []
        for spelling in wanted:
            heard = sound(spelling)
            found += [
                (spelling, number)
                for number in self._under([crc32(heard.encode())])
                if sound(self.spellings[number]) == heard
            ]
        return found


def _sorted_keys(spellings: Sequence[str]) -> tuple[NDArray[np.uint32], Ids]:
    keys: list[int] = []
    owners: list[int] = []
    for number, spelling in enumerate(spellings):
        own = keys_of(spelling)
        keys += own
        owners += [number] * len(own)
    hashed = np.array(keys, dtype=np.uint32)
    order = np.argsort(hashed, kind="stable")
    return hashed[order], np.array(owners, dtype=np.int32)[order]
