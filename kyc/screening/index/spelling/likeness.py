"""How far two spellings of one word may lie apart, in bits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist, cpdist

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.arrays.runs import Numbers
from kyc.screening.language.scripts import CONSONANTS_ONLY, CUT_OFF
from kyc.screening.language.sounds import scanned, skeleton, sound, written_consonants

Bits = NDArray[np.float32]
Ids = NDArray[np.int32]
Texts = NDArray[np.bytes_]

# Fitted on development data, see docs/scoring.md. A changed letter is seen up to three times: in the writing, in the
# sound, and in the consonants. So a doubled letter costs little, a vowel more, a consonant most.
BITS_WRITTEN = 0.7
BITS_HEARD = 1.6
BITS_CONSONANT = 1.4
BITS_FIRST = 2.0  # another consonant, or none, at the beginning, where people seldom err
BITS_SCANNED = 2.0  # the two are one to a character reader
BITS_VOWELS_UNWRITTEN = 1.0
BITS_CUT_OFF = 1.0  # one is the beginning of the other
BITS_CONSONANT_UNWRITTEN = 7.5  # one consonant differs where only consonants are written
FULL_LENGTH = 7  # letters; a change in a shorter word costs more, in proportion
_UNVOICED = str.maketrans("zdgbwj", "stkpfs")  # by sound, where w is v
_MANY = 10  # comparisons with one spelling, from which on it is quicker to make them apart from the others'
MOST = 10.0  # beyond, the words have nothing to do with one another
# For the twin in C++, in its order.
COSTS = (
    BITS_WRITTEN, BITS_HEARD, BITS_CONSONANT, BITS_FIRST, BITS_SCANNED, BITS_VOWELS_UNWRITTEN, BITS_CUT_OFF,
    BITS_CONSONANT_UNWRITTEN, FULL_LENGTH, MOST,
)  # fmt: skip


class Spellings(Packed):
    """Numbered spellings with all that comparing them takes."""

    ARRAYS = ("bare", "scans", "rigid", "lengths", "written", "consonants", "sounds", "skeletons", "hard", "firsts")

    def __init__(self, spellings: Sequence[str]) -> None:
        self.written = _texts(spellings)
        self.consonants = _texts(map(written_consonants, spellings))
        self.bare = np.array([spelling.startswith(CONSONANTS_ONLY) for spelling in spellings], dtype=np.bool_)
        lettered = ["" if bare else spelling for spelling, bare in zip(spellings, self.bare, strict=True)]
        self.sounds = _texts(map(sound, lettered))
        self.skeletons = _texts(map(skeleton, lettered))
        self.hard, self.firsts = _hardened(lettered)
        self.scans = np.array([_hash(scanned(spelling)) for spelling in lettered], dtype=np.int64)
        self.rigid = np.array([_is_rigid(spelling) for spelling in spellings], dtype=np.bool_)
        self.lengths = np.array([len(spelling) for spelling in spellings], dtype=np.float32)
        self._ready()

    def _ready(self) -> None:
        self._lettered = ~(self.bare | self.rigid)

    def distances(self, asked: Sequence[str], which: Numbers, numbers: Numbers) -> Bits:
        """Bits that matches lose to their difference; infinite for different words.

        Args:
            asked: what these spellings are compared with.
            which: the place of one asked for each comparison, ascending.
            numbers: the number of one here for each comparison.

        >>> names = Spellings(["muhammad", "mohamad", "budi"])
        >>> names.distances(["muhammad"], np.array([0, 0]), np.array([0, 2])).tolist()
        [0.0, inf]
        """
        lettered = [kind_of(each) is Kind.LETTERED for each in asked]
        theirs = self._lettered.take(numbers)
        if all(lettered) and theirs.all():
            bits = self._by_letters(asked, which, numbers)
        else:
            bits = np.full(len(numbers), np.inf, dtype=np.float32)
            both = theirs & np.array(lettered, dtype=np.bool_).take(which)
            rigid = self.rigid.take(numbers) | np.array([_is_rigid(each) for each in asked], np.bool_).take(which)
            for chosen, compare in ((both, self._by_letters), (~(both | rigid), self._by_consonants)):
                bits[chosen] = compare(asked, which[chosen], numbers[chosen])
            bits[self.written.take(numbers) == _texts(asked).take(which)] = 0
            cut = np.array([each.startswith(CUT_OFF) for each in asked], np.bool_).take(which)
            bits[cut] = self._by_beginning(asked, which[cut], numbers[cut])
        bits[bits > MOST] = np.inf
        return bits

    def _by_letters(self, asked: Sequence[str], which: Numbers, numbers: Numbers) -> Bits:
        runs = _runs(which, len(asked))
        written = _apart(asked, runs, self.written, numbers)
        # One changed letter may break up a sound that is written with two; it is one change all the same.
        heard = np.minimum(written, _apart(map(sound, asked), runs, self.sounds, numbers))
        consonants = np.minimum(heard, _apart(map(skeleton, asked), runs, self.skeletons, numbers))
        hard, firsts = (mine.take(which) for mine in _hardened(asked))
        consonants[hard == self.hard.take(numbers)] = 0
        lengths = np.array([len(each) for each in asked], dtype=np.float32).take(which)
        short = np.maximum(1.0, FULL_LENGTH / np.maximum(lengths, self.lengths.take(numbers)))
        bits = BITS_WRITTEN * written + short * (BITS_HEARD * heard + BITS_CONSONANT * consonants)
        bits += np.float32(BITS_FIRST) * (firsts != self.firsts.take(numbers))
        scans = np.array([_hash(scanned(each)) for each in asked], dtype=np.int64).take(which)
        np.minimum(bits, BITS_SCANNED, out=bits, where=scans == self.scans.take(numbers))
        return np.asarray(bits, dtype=np.float32)

    def _by_beginning(self, asked: Sequence[str], which: Numbers, numbers: Numbers) -> Bits:
        beginnings = _texts(each.removeprefix(CUT_OFF) for each in asked).take(which)
        begun = np.strings.startswith(self.written.take(numbers), beginnings)
        return np.where(begun, np.float32(BITS_CUT_OFF), np.float32(np.inf))

    def _by_consonants(self, asked: Sequence[str], which: Numbers, numbers: Numbers) -> Bits:
        consonants = [written_consonants(each) for each in asked]
        apart = _apart(consonants, _runs(which, len(asked)), self.consonants, numbers)
        own, theirs = _texts(consonants).take(which), self.consonants.take(numbers)
        longest = np.maximum(np.strings.str_len(own), np.strings.str_len(theirs)).astype(np.float32)
        bits = BITS_VOWELS_UNWRITTEN + apart * BITS_CONSONANT_UNWRITTEN * np.maximum(1.0, 4 / np.maximum(longest, 1))
        bits[(apart > 1) | ((apart > 0) & (longest < 3))] = np.inf
        return np.asarray(bits, dtype=np.float32)


class Kind(IntEnum):
    """What a spelling is, which says how it is compared."""

    LETTERED = 0  # a whole word with its vowels, compared letter by letter
    RIGID = 1  # a number or a single letter, only like itself
    BARE = 2  # without short vowels, compared by its consonants
    CUT = 3  # the beginning of a word


def kind_of(spelling: str) -> Kind:
    """Tell what a spelling is.

    >>> kind_of("budi").name, kind_of("7").name
    ('LETTERED', 'RIGID')
    """
    if _is_rigid(spelling):
        return Kind.RIGID
    if spelling.startswith(CONSONANTS_ONLY):
        return Kind.BARE
    return Kind.CUT if spelling.startswith(CUT_OFF) else Kind.LETTERED


Look = tuple[Kind, bytes, bytes, bytes, bytes, int, int, int, bytes]


def looked_like(spelling: str) -> Look:
    """All that a spelling is compared by.

    Returns:
        Its kind, itself without a mark of being cut off, how it sounds, its consonants by sound and as written, and
        the hashes of `Spellings`: of unvoiced consonants, the first of these, and of what a scanner sees; and that.
    """
    kind = kind_of(spelling)
    bare = written_consonants(spelling).encode()
    if kind is not Kind.LETTERED:
        return kind, spelling.removeprefix(CUT_OFF).encode(), b"", b"", bare, 0, 0, 0, b""
    consonants = skeleton(spelling)
    hard = _hard(consonants)
    heard, seen = sound(spelling).encode(), scanned(spelling)
    hashes = crc32(hard), hard[0] if hard else 0, _hash(seen)
    return kind, spelling.encode(), heard, consonants.encode(), bare, *hashes, seen.encode()


def _is_rigid(spelling: str) -> bool:
    """Numbers and single letters are only like themselves."""
    return len(spelling) == 1 or spelling.isdigit()


def _texts(texts: Iterable[str]) -> Texts:
    """Lay texts of plain letters side by side, as bytes of one width: no object for each, and ready to be mapped."""
    return np.array([text.encode("ascii") for text in texts], dtype=np.bytes_)


def _hash(text: str) -> int:
    """Hash a text, so that equal ones are told without their letters; the length goes in against collisions."""
    return len(text) << 32 | crc32(text.encode())


def _hardened(spellings: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Hashes of the consonants with none of them voiced, and the first of these: Bak is nearly Pak, Gasprom Gazprom."""
    hard = [_hard(skeleton(spelling)) for spelling in spellings]
    firsts = np.array([each[0] if each else 0 for each in hard], dtype=np.uint8)
    return np.array([crc32(each) for each in hard], dtype=np.uint32), firsts


def _hard(consonants: str) -> bytes:
    return consonants.translate(_UNVOICED).encode()


def _runs(which: Numbers, count: int) -> list[tuple[int, int]]:
    """Where the comparisons of each asked spelling begin and end."""
    return list(pairwise(which.searchsorted(np.arange(count + 1)).tolist()))


def _apart(asked: Iterable[str], runs: Sequence[tuple[int, int]], texts: Texts, numbers: Numbers) -> Bits:
    """Count, pair by pair, the letters to change, leave out, put in or swap with a neighbour."""
    others = texts.take(numbers).tolist()
    if len(others) < _MANY * len(runs):
        ones = [text.encode() for text, (start, end) in zip(asked, runs, strict=True) for _ in range(start, end)]
        return np.asarray(cpdist(ones, others, scorer=OSA.distance, dtype=np.float32))
    counted = [
        cdist((text.encode(),), others[start:end], scorer=OSA.distance, dtype=np.float32)[0]
        for text, (start, end) in zip(asked, runs, strict=True)
        if start < end
    ]
    return counted[0] if len(counted) == 1 else np.concatenate(counted)
