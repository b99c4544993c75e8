"""How telling a word is: bits from a frozen table of how often people and organisations bear it.

`weights.txt` belongs to the algorithm: it holds a version, and for people's names and for all others the bits of
common words in tenths. A word that is not in it has the default by length.
"""

from __future__ import annotations

from functools import cache, lru_cache

from kyc.screening.language.scripts import CONSONANTS_ONLY, CUT_OFF
from kyc.screening.language.sounds import sound, written_consonants
from kyc.screening.language.tables import entries
from kyc.screening.language.words import ORGANISATION_TYPES, SORTS

_TABLE = "weights.txt"
_ORGANISATION_TYPE_BITS = 1.0
_SORT_BITS = 2.0  # what sort of organisation it is: a brigade or a battalion
_KINDS = frozenset(ORGANISATION_TYPES.values())
_SORTS = frozenset(SORTS.values())


# Bits of a word that the table does not know, by the letters of how it sounds; from the table's own tail.
_DEFAULT_BITS = (2.0, 3.0, 6.0, 8.5, 10.5, 12.0, 13.0, 13.5)
_BITS_PER_LETTER = 2.3  # of a word's beginning
_BITS_PER_CONSONANT = 2.8  # of a spelling without vowels


def key_of(spelling: str) -> str:
    """Give the key under which the table counts a spelling: how it sounds, or its consonants when it has no more."""
    if spelling.startswith(CONSONANTS_ONLY):
        return CONSONANTS_ONLY + written_consonants(spelling)
    return sound(spelling)


def default_bits(key: str) -> float:
    """Bits of a word the table does not know."""
    if key.startswith(CONSONANTS_ONLY):
        return min(_DEFAULT_BITS[-1], 1.0 + _BITS_PER_CONSONANT * (len(key) - 1))
    return _DEFAULT_BITS[min(len(key), len(_DEFAULT_BITS) - 1)]


@lru_cache(maxsize=131072)
def word_bits(spelling: str, *, person: bool) -> float:
    """Bits that a word carries, 0 for one that everybody bears.

    >>> word_bits("muhammad", person=True) < 5 < word_bits("zawahiri", person=True)
    True
    """
    if not person and spelling in _KINDS:
        return _ORGANISATION_TYPE_BITS
    if not person and spelling in _SORTS:
        return _SORT_BITS
    if spelling.startswith(CUT_OFF):
        return _BITS_PER_LETTER * (len(spelling) - 1)
    key = key_of(spelling)
    known = _bits("person" if person else "other").get(key)
    return default_bits(key) if known is None else known


def table_version() -> str:
    """Version of the frozen table, part of the algorithm's."""
    return entries(_TABLE, "version")[0]


@cache
def _bits(kind: str) -> dict[str, float]:
    rows = (entry.partition("=") for entry in entries(_TABLE, kind))
    return {key: int(tenths) / 10 for tenths, _, keys in rows for key in keys.split("|")}
