"""Keys under which a spelling meets those near it, hashed and sorted in arrays."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.arrays.runs import Starts, distinct, ranges
from kyc.screening.index.spelling.likeness import Ids
from kyc.screening.language.scripts import CONSONANTS_ONLY, CUT_OFF
from kyc.screening.language.sounds import scanned, skeleton, sound, written_consonants

_SHORTEST_WITH_DELETION = 4  # letters of how it sounds; a shorter word with a letter less is too many words
_BEGINNINGS = (2, 3)  # letters by which a word that was cut off finds longer ones
_SHORTEST_SKELETON = 1  # consonants; fewer are those of too many words

_NO_PLACES, _NOBODY = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)


def listed_keys(spelling: str) -> set[str]:
    """Keys under which a listed spelling stands."""
    if spelling.startswith(CONSONANTS_ONLY):
        return _marked("~", written_consonants(spelling))
    if spelling.startswith(CUT_OFF):
        return set()
    keys = _lettered_keys(spelling)
    if len(spelling) == 1:
        return keys
    return keys | _marked("=", written_consonants(spelling)) | {CUT_OFF + spelling[:at] for at in _BEGINNINGS}


def query_keys(spelling: str) -> set[str]:
    """Keys under which to look for a spelling. Words with vowels meet words without by their consonants alone."""
    if spelling.startswith(CONSONANTS_ONLY):
        consonants = written_consonants(spelling)
        return _marked("~", consonants) | _marked("=", consonants)
    if spelling.startswith(CUT_OFF):
        return {spelling[: 1 + max(_BEGINNINGS)]}
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


def hashed(keys: Iterable[str], seed: int = 0) -> list[int]:
    """Hash keys; those of another kind, which shall not meet these, by another seed."""
    return [crc32(key.encode(), seed) for key in keys]


def _deletions(word: str) -> Iterable[str]:
    if len(word) < _SHORTEST_WITH_DELETION:
        return ()
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


class KeyTable(Packed):
    """Spellings, numbered, under the hashes of their keys."""

    ARRAYS = ("_owners", "_keys", "_starts")

    def __init__(self, keys: Iterable[Sequence[int]]) -> None:
        hashed, lengths = array("I"), array("i")
        for own in keys:
            hashed.extend(own)
            lengths.append(len(own))
        hashes = np.asarray(hashed, dtype=np.uint32)
        owners = np.arange(len(lengths), dtype=np.int32).repeat(np.asarray(lengths, dtype=np.int32))
        order = hashes.argsort(kind="stable")
        self._owners = owners[order]
        self._keys, first = np.unique(hashes[order], return_index=True)
        self._starts = np.append(first, len(hashes)).astype(np.int32)

    def meeting(self, wanted: Sequence[int]) -> tuple[Starts, Ids, Ids]:
        """Number the spellings under some hashes, one hash after the other.

        Returns:
            The places of the hashes that are there, how many spellings stand under each, and those.
        """
        hashes = np.array(wanted, dtype=np.uint32)
        if not len(self._keys):
            return _NO_PLACES, _NOBODY, _NOBODY
        places = self._keys.searchsorted(hashes)
        hits = np.flatnonzero(self._keys.take(places, mode="clip") == hashes)
        if not len(hits):
            return hits, _NOBODY, _NOBODY
        places = places.take(hits)
        starts, ends = self._starts.take(places), self._starts.take(places + 1)
        return hits, ends - starts, self._owners.take(ranges(starts, ends)[0])


def each_once(*found: tuple[Ids, Ids]) -> tuple[Ids, Ids]:
    """Put together what was found, every pair of numbers once, in order."""
    pairs = distinct(np.concatenate([(which.astype(np.int64) << 32) + numbers for which, numbers in found]))
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
