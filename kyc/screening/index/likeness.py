"""How far two spellings of one word may lie apart, in bits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from kyc.screening.index.packing import Packed
from kyc.screening.language.scripts import CONSONANTS_ONLY
from kyc.screening.language.sounds import scanned, skeleton, sound, written_consonants

Bits = NDArray[np.float32]
Ids = NDArray[np.int32]
Texts = NDArray[np.bytes_]

# Fitted on development data, see docs/scoring.md. A changed letter is seen up to three times: in the writing, in the
# sound, and in the consonants. So a doubled letter costs little, a vowel more, a consonant most.
BITS_WRITTEN = 0.7
BITS_HEARD = 1.6
BITS_CONSONANT = 1.4
BITS_SCANNED = 2.0  # the two are one to a character reader
BITS_VOWELS_UNWRITTEN = 1.0
BITS_CONSONANT_UNWRITTEN = 7.5  # one consonant differs where only consonants are written
FULL_LENGTH = 7  # letters; a change in a shorter word costs more, in proportion
MOST = 10.0  # beyond, the words have nothing to do with one another


class Spellings(Packed):
    """Numbered spellings with all that comparing them takes."""

    ARRAYS = ("bare", "hashes", "scans", "rigid", "lengths", "written", "consonants", "sounds", "skeletons")

    def __init__(self, spellings: Sequence[str]) -> None:
        self.written = _texts(spellings)
        self.consonants = _texts(map(written_consonants, spellings))
        self.bare = np.array([spelling.startswith(CONSONANTS_ONLY) for spelling in spellings], dtype=np.bool_)
        lettered = ["" if bare else spelling for spelling, bare in zip(spellings, self.bare, strict=True)]
        self.sounds = _texts(map(sound, lettered))
        self.skeletons = _texts(map(skeleton, lettered))
        self.hashes = _hashes(spellings)
        self.scans = _hashes(map(scanned, lettered))
        # Numbers and single letters are only like themselves.
        self.rigid = np.array([spelling.isdigit() or len(spelling) == 1 for spelling in spellings], dtype=np.bool_)
        self.lengths = np.array([len(spelling) for spelling in spellings], dtype=np.float32)

    def distances(self, which: Ids, others: Spellings, numbers: Ids) -> Bits:
        """Bits that matches of these spellings lose to their difference; infinite for different words.

        Args:
            which: numbers of spellings here, one for each comparison.
            others: the spellings to compare with.
            numbers: numbers of spellings there, one for each comparison.

        >>> names = Spellings(["muhammad", "mohamad", "budi"])
        >>> names.distances(np.array([0, 0]), names, np.array([0, 2])).tolist()
        [0.0, inf]
        """
        bare = self.bare[which] | others.bare[numbers]
        rigid = self.rigid[which] | others.rigid[numbers]
        if not bare.any() and not rigid.any():
            bits = self._lettered(which, others, numbers)
        else:
            bits = np.full(len(numbers), np.inf, dtype=np.float32)
            for chosen, compare in ((~(bare | rigid), self._lettered), (bare & ~rigid, self._without_vowels)):
                bits[chosen] = compare(which[chosen], others, numbers[chosen])
        bits[bits > MOST] = np.inf
        bits[self.hashes[which] == others.hashes[numbers]] = 0
        return bits

    def _lettered(self, which: Ids, others: Spellings, numbers: Ids) -> Bits:
        written = _apart(self.written[which], others.written[numbers])
        # One changed letter may break up a sound that is written with two; it is one change all the same.
        heard = np.minimum(written, _apart(self.sounds[which], others.sounds[numbers]))
        consonants = np.minimum(heard, _apart(self.skeletons[which], others.skeletons[numbers]))
        short = np.maximum(1.0, FULL_LENGTH / np.maximum(self.lengths[which], others.lengths[numbers]))
        bits = BITS_WRITTEN * written + short * (BITS_HEARD * heard + BITS_CONSONANT * consonants)
        alike = self.scans[which] == others.scans[numbers]
        return np.asarray(np.where(alike, np.minimum(BITS_SCANNED, bits), bits), dtype=np.float32)

    def _without_vowels(self, which: Ids, others: Spellings, numbers: Ids) -> Bits:
        one, other = self.consonants[which], others.consonants[numbers]
        apart = _apart(one, other)
        longest = np.maximum(np.strings.str_len(one), np.strings.str_len(other)).astype(np.float32)
        bits = BITS_VOWELS_UNWRITTEN + apart * BITS_CONSONANT_UNWRITTEN * np.maximum(1.0, 4 / np.maximum(longest, 1))
        bits[(apart > 1) | ((apart > 0) & (longest < 3))] = np.inf
        return np.asarray(bits, dtype=np.float32)


def _texts(texts: Iterable[str]) -> Texts:
    """Lay texts of plain letters side by side, as bytes of one width: no object for each, and ready to be mapped."""
    return np.array([text.encode("ascii") for text in texts], dtype=np.bytes_)


def _hashes(texts: Iterable[str]) -> NDArray[np.int64]:
    """Hash texts, so that equal ones are told without their letters; the length goes in against collisions."""
    return np.array([len(text) << 32 | crc32(text.encode()) for text in texts], dtype=np.int64)


def _apart(ones: Texts, others: Texts) -> Bits:
    """Count, pair by pair, the letters to change, leave out, put in or swap with a neighbour."""
    if not len(ones):
        return np.zeros(0, dtype=np.float32)
    return np.asarray(cpdist(ones.tolist(), others.tolist(), scorer=OSA.distance, dtype=np.float32))
