"""Every spelling on the lists, found again by spellings near it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kyc.screening.likeness import Bits, Ids, Spellings
from kyc.screening.scripts import CONSONANTS_ONLY
from kyc.screening.sounds import scanned, skeleton, sound, written_consonants
from kyc.screening.weights import word_bits

_SHORTEST_WITH_DELETION = 4  # letters of how it sounds; a shorter word with a letter less is too many words
_SHORTEST_SKELETON = 1  # consonants; fewer are those of too many words
_CACHED_SEARCHES = 50_000


def listed_keys(spelling: str) -> set[str]:
    """Keys under which a listed spelling stands."""
    if spelling.startswith(CONSONANTS_ONLY):
        return _marked("~", written_consonants(spelling))
    keys = _lettered_keys(spelling)
    return keys | _marked("=", written_consonants(spelling)) if len(spelling) > 1 else keys


def query_keys(spelling: str) -> set[str]:
    """Keys under which to look for a spelling. Words with vowels meet words without by their consonants alone."""
    if spelling.startswith(CONSONANTS_ONLY):
        consonants = written_consonants(spelling)
        return _marked("~", consonants) | _marked("=", consonants)
    keys = _lettered_keys(spelling)
    return keys | _marked("~", written_consonants(spelling)) if len(spelling) > 1 else keys


def _lettered_keys(spelling: str) -> set[str]:
    """How a word sounds and itself, whole and without any one letter; its consonants; and how a scanner sees it."""
    if len(spelling) == 1 or spelling.isdigit():
        return {spelling}
    heard, consonants = sound(spelling), skeleton(spelling)
    keys = {heard, *_deletions(heard), *_deletions(spelling), "c" + scanned(spelling)}
    if len(consonants) > _SHORTEST_SKELETON:
        keys.add("s" + consonants)
    return keys


def _marked(mark: str, consonants: str) -> set[str]:
    return {mark + consonants, *(mark + shorter for shorter in _deletions(consonants))}


def _hashed(keys: Iterable[str]) -> list[int]:
    return [crc32(key.encode()) for key in keys]


def _deletions(word: str) -> Iterable[str]:
    if len(word) < _SHORTEST_WITH_DELETION:
        return ()
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


class Vocabulary:
    """Distinct spellings, numbered, with their bits: row 0 in people's names, row 1 in others."""

    def __init__(self, spellings: Sequence[str]) -> None:
        self.spellings = list(spellings)
        self._sounded = Spellings(self.spellings)
        self.numbers = {spelling: number for number, spelling in enumerate(self.spellings)}
        self.bits = np.array(
            [[word_bits(spelling, person=person) for spelling in self.spellings] for person in (True, False)],
            dtype=np.float32,
        ).reshape(2, -1)
        self._keys, self._owners = _sorted_keys(self.spellings)
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
        found = self._under([_hashed(query_keys(spelling)) for spelling in spellings])
        which = np.repeat(np.arange(len(spellings), dtype=np.int32), [len(numbers) for numbers in found])
        numbers = np.concatenate(found)
        bits = Spellings(spellings).distances(which, self._sounded, numbers)
        near = np.isfinite(bits)
        which, numbers, bits = which[near], numbers[near], bits[near]
        ends = which.searchsorted(np.arange(len(spellings) + 1)).tolist()
        return [(numbers[start:end], bits[start:end]) for start, end in pairwise(ends)]

    def _under(self, keys: list[list[int]]) -> list[Ids]:
        """Number the spellings that stand under any key, for each list of keys."""
        wanted = np.array([key for each in keys for key in each], dtype=np.uint32)
        first = self._keys.searchsorted(wanted, "left").tolist()
        last = self._keys.searchsorted(wanted, "right").tolist()
        found, at = [], 0
        for each in keys:
            ranges = zip(first[at : at + len(each)], last[at : at + len(each)], strict=True)
            owners = {owner for start, end in ranges if start < end for owner in self._owners[start:end].tolist()}
            found.append(np.array(sorted(owners), dtype=np.int32))
            at += len(each)
        return found

    def sounding(self, heard: Iterable[str]) -> list[tuple[str, int]]:
        """Find the spellings that sound exactly like any of these."""
        wanted = {each for each in heard if len(each) >= _SHORTEST_WITH_DELETION}
        (numbers,) = self._under([_hashed(wanted)])
        return [(each, number) for number in numbers.tolist() if (each := self._sounded.sounds[number]) in wanted]


def _sorted_keys(spellings: Sequence[str]) -> tuple[NDArray[np.uint32], Ids]:
    keys: list[int] = []
    owners: list[int] = []
    for number, spelling in enumerate(spellings):
        own = _hashed(listed_keys(spelling))
        keys += own
        owners += [number] * len(own)
    hashed = np.array(keys, dtype=np.uint32)
    order = np.argsort(hashed, kind="stable")
    return hashed[order], np.array(owners, dtype=np.int32)[order]
