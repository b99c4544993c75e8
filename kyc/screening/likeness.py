"""How far two spellings of one word may lie apart, in bits."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from kyc.screening.scripts import CONSONANTS_ONLY
from kyc.screening.sounds import scanned, skeleton, sound, written_consonants

# Fitted on development data, see docs/scoring.md. A changed letter is seen up to three times: in the writing, in the
# sound, and in the consonants. So a doubled letter costs little, a vowel more, a consonant most.
BITS_WRITTEN = 0.7
BITS_HEARD = 1.6
BITS_CONSONANT = 1.9
BITS_SCANNED = 2.0  # the two are one to a character reader
BITS_VOWELS_UNWRITTEN = 1.0
BITS_CONSONANT_UNWRITTEN = 5.5  # one consonant differs where only consonants are written
BITS_INITIAL = 3.0  # bits of an agreeing initial, of the 4.7 that a letter holds
FULL_LENGTH = 7  # a change in a shorter word costs more, in proportion
MOST = 10.0  # beyond, the words have nothing to do with one another


def distance(one: str, other: str) -> float | None:
    """Bits that the match of two spellings loses to their difference; None when they are different words.

    >>> distance("muhammad", "muhammad"), distance("muhammad", "budi")
    (0.0, None)
    """
    if one == other:
        return 0.0
    if one[0] == CONSONANTS_ONLY or other[0] == CONSONANTS_ONLY:
        return _without_vowels(one, other)
    if one.isdigit() or other.isdigit() or len(one) == 1 or len(other) == 1:
        return None
    bits = _lettered(one, other)
    if bits > BITS_SCANNED and scanned(one) == scanned(other):
        return BITS_SCANNED
    return bits if bits <= MOST else None


def _lettered(one: str, other: str) -> float:
    heard = OSA.distance(sound(one), sound(other))
    consonants = OSA.distance(skeleton(one), skeleton(other)) if heard else 0
    changes = BITS_WRITTEN * OSA.distance(one, other) + BITS_HEARD * heard + BITS_CONSONANT * consonants
    return changes * max(1.0, FULL_LENGTH / max(len(one), len(other)))


def _without_vowels(one: str, other: str) -> float | None:
    first, second = written_consonants(one), written_consonants(other)
    if first == second:
        return BITS_VOWELS_UNWRITTEN
    longest = max(len(first), len(second))
    if longest < 3 or OSA.distance(first, second, score_cutoff=1) > 1:
        return None
    return BITS_VOWELS_UNWRITTEN + BITS_CONSONANT_UNWRITTEN * max(1.0, 4 / longest)
