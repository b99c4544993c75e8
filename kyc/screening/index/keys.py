"""Keys under which a spelling meets those near it, hashed and sorted in arrays."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np

from kyc.screening.index.likeness import Ids
from kyc.screening.index.packing import Packed
from kyc.screening.index.runs import distinct, ranges
from kyc.screening.language.scripts import CONSONANTS_ONLY
from kyc.screening.language.sounds import scanned, skeleton, sound, written_consonants

_SHORTEST_WITH_DELETION = 4  # letters of how it sounds; a shorter word with a letter less is too many words
_SHORTEST_SKELETON = 1  # consonants; fewer are those of too many words


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
    keys = {heard, spelling, *_deletions(heard), *_deletions(spelling), "c" + scanned(spelling)}
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


class KeyTable(Packed):
    """Spellings, numbered, under their keys."""

    ARRAYS = ("_owners", "_keys", "_starts")

    def __init__(self, keys: Iterable[Iterable[str]]) -> None:
        hashed, lengths = array("I"), array("i")
        for own in map(_hashed, keys):
            hashed.extend(own)
            lengths.append(len(own))
        hashes = np.asarray(hashed, dtype=np.uint32)
        owners = np.arange(len(lengths), dtype=np.int32).repeat(np.asarray(lengths, dtype=np.int32))
        order = hashes.argsort(kind="stable")
        self._owners = owners[order]
        self._keys, first = np.unique(hashes[order], return_index=True)
        self._starts = np.append(first, len(hashes)).astype(np.int32)

    def meeting(self, keys: Sequence[Iterable[str]]) -> tuple[Ids, Ids]:
        """Number the spellings under each key of each set: which set, and which spelling, once for every key."""
        hashed = [_hashed(each) for each in keys]
        wanted = np.array([key for each in hashed for key in each], dtype=np.uint32)
        if not len(wanted) or not len(self._keys):
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
        places = self._keys.searchsorted(wanted)
        places[places == len(self._keys)] = 0
        hit = self._keys[places] == wanted
        if not hit.any():
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
        asking = np.arange(len(hashed), dtype=np.int32).repeat([len(each) for each in hashed])
        places = places[hit]
        starts, ends = self._starts[places], self._starts[places + 1]
        runs, _ = ranges(starts, ends)
        return asking[hit].repeat(ends - starts), self._owners[runs]


def each_once(*found: tuple[Ids, Ids]) -> tuple[Ids, Ids]:
    """Put together what was found, every pair of numbers once, in order."""
    pairs = distinct(np.concatenate([(which.astype(np.int64) << 32) + numbers for which, numbers in found]))
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
