"""Names in Burmese, Khmer, Thai and Lao letters, and in other alphabets whose vowels stand around the consonants."""

from __future__ import annotations

import re

from anyascii import anyascii

from kyc.screening.language.alphabets.letters import CONSONANTS_ONLY, by_letters
from kyc.screening.language.alphabets.systems import (
    BURMESE,
    BURMESE_RHYMES,
    KHMER,
    KHMER_VOWELS,
    LAO,
    THAI,
    THAI_VOWELS,
)
from kyc.screening.language.sounds import sound

# Before a consonant that begins a syllable: one that is neither stacked nor silenced.
_BURMESE_SYLLABLE = re.compile("(?<!\u1039)(?=[\u1000-\u102a\u103f](?!\u1037?[\u1039\u103a]))")
_BURMESE_TONES = str.maketrans("", "", "\u1037\u1038")
_BURMESE_PARTS = re.compile("([\u1000-\u102a\u103f])([\u103b-\u103e]*)(.*)", re.DOTALL)
_MEDIALS = {"\u103b": "y", "\u103c": "y", "\u103d": "w", "\u103e": "h"}
_VOWELS = "ဣဤဥဦဧဩဪ"
_COMBINED = {"ky": "ky", "khy": "ch", "gy": "gy"}

_SUBSCRIPT = "\u17d2"
_LOW_SERIES, _HIGH_SERIES = "\u17ca", "\u17c9"  # signs that turn a consonant into the other series

_THAI_SILENCED = re.compile(".[\u0e34-\u0e3a]?\u0e4c")
_THAI_LEADING = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e]\u0e23?\u0e25?)")
_THAI_CLUSTER = re.compile("[กขคตทปผพ][รลว]")
_THAI_TONES = str.maketrans("", "", "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4d\u0e4e")


def burmese(word: str) -> list[list[str]]:
    """Read syllable by syllable, as Burmese names are written in Latin letters.

    >>> [spellings[0] for spellings in burmese("မင်းအောင်လှိုင်")]
    ['min', 'aung', 'hlaing']
    """
    return [_burmese_syllable(part.translate(_BURMESE_TONES)) for part in _BURMESE_SYLLABLE.split(word) if part]


def _burmese_syllable(syllable: str) -> list[str]:
    found = _BURMESE_PARTS.match(syllable)
    if not found:
        return [anyascii(syllable)]
    letter, signs, rest = found.groups()
    begins, glides = BURMESE.get(letter, (anyascii(letter),)), "".join(map(_MEDIALS.__getitem__, signs))
    rhymes = BURMESE_RHYMES.get(rest) or (anyascii(rest.replace("\u103a", "")),)
    if not rest and letter in _VOWELS:
        rhymes = ("",)
    if glides.endswith("w") and rest in _AFTER_W:
        glides, rhymes = glides[:-1], _AFTER_W[rest]
    return list(dict.fromkeys(_onset(begin, glides) + rhyme for begin in begins for rhyme in rhymes))


_AFTER_W = {
    "\u1014\u103a": ("un", "unt", "oon"),
    "\u1010\u103a": ("ut",),
    "\u1019\u103a": ("un",),
    "\u1036": ("un", "oon"),
}


def _onset(begin: str, glides: str) -> str:
    """Put together how a syllable begins: an h that is written after l, m or n is spoken before it."""
    rest = glides.replace("h", "")
    if rest == glides:
        return _COMBINED.get(begin + glides, begin + glides)
    if begin in ("y", "r"):
        return f"sh{rest}"
    return f"h{begin}{rest}" if begin in ("l", "m", "n", "w", "ny", "ng") else begin + rest


def khmer(word: str) -> list[str]:
    """Spell a word by the series of its consonants, which say how a vowel sounds; then its consonants alone.

    >>> khmer("សែន")[0], khmer("ប៊ុនហៀង")[0]
    ('sen', 'bunhieng')
    """
    written, low, closing = [], False, False
    for at, letter in enumerate(word):
        if letter in (_LOW_SERIES, _HIGH_SERIES):
            low = letter == _LOW_SERIES
        elif letter in KHMER_VOWELS:
            vowels = KHMER_VOWELS[letter]
            written.append(vowels[-1] if low else vowels[0])
            closing = True
        elif letter in KHMER:
            spelling, series = KHMER[letter]
            written.append(spelling)
            low = low if word[at - 1 : at] == _SUBSCRIPT and series == "a" else series == "o"
            begins = not closing and word[at + 1 : at + 2] in KHMER
            written += ["o" if low else "a"] if begins else []
            closing = begins
    return _with_consonants("".join(written))


def thai(word: str) -> list[str]:
    """Spell a word as the royal system does, as far as its letters tell the vowels; then its consonants alone.

    >>> thai("สมชาย")[0], thai("ประวิตร")[0]
    ('somchai', 'prawitr')
    """
    plain = _THAI_SILENCED.sub("", word).translate(_THAI_TONES).replace("รร", "ัน")
    ordered = _THAI_LEADING.sub(r"\2\1", plain)
    spelled = [each for system in (0, 1) for each in _with_consonants(_thai_word(ordered, system))]
    return sorted(dict.fromkeys(spelled), key=lambda each: each.startswith(CONSONANTS_ONLY))


def _thai_word(word: str, system: int) -> str:
    written: list[str] = []
    closing = False
    for at, letter in enumerate(word):
        if letter in THAI_VOWELS:
            written += THAI_VOWELS[letter]
            closing = True
            continue
        following, next_but_one = word[at + 1 : at + 2], word[at + 2 : at + 3]
        spellings = THAI.get(letter, (anyascii(letter),))
        glide = letter == "ย" and closing and following not in THAI_VOWELS
        written.append("i" if glide else spellings[min(system, len(spellings) - 1)])
        begins = following in THAI and following and not closing and not _THAI_CLUSTER.match(letter + following)
        if begins:
            written.append("a" if next_but_one in THAI_VOWELS else "o")
        closing = bool(begins) and next_but_one not in THAI_VOWELS
    return "".join(written)


def lao(word: str) -> list[str]:
    """Spell a word letter by letter, and its consonants alone."""
    return _with_consonants(by_letters(word, LAO)[0])


def other(word: str) -> list[str]:
    """Spell a word of an alphabet that has no table here, and its consonants alone."""
    return _with_consonants(anyascii(word).lower())


def _with_consonants(spelled: str) -> list[str]:
    return [spelled, CONSONANTS_ONLY + sound(spelled)] if len(spelled) > 1 else [spelled]
