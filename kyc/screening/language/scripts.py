"""From any alphabet to Latin words, in every romanisation that passports and lists use.

Each function takes one cleaned word and gives its readings: a tuple of words, each a tuple of spellings in
lower-case ASCII. Spellings from alphabets that leave out short vowels begin with `~`: only consonants count in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from unicodedata import category, normalize

from anyascii import anyascii

from kyc.screening.language.alphabets import (
    CANTONESE,
    CYRILLIC,
    DOUBLE_SURNAMES,
    GREEK,
    HANGUL_FINALS,
    HANGUL_INITIALS,
    HANGUL_SURNAMES,
    HANGUL_VOWELS,
    HEBREW,
    LATIN,
)
from kyc.screening.language.arabic import arabic_words
from kyc.screening.language.letters import CONSONANTS_ONLY as CONSONANTS_ONLY
from kyc.screening.language.letters import CUT_OFF as CUT_OFF
from kyc.screening.language.letters import by_letters, consonants
from kyc.screening.language.normalise import lookalike, script_of, unmask

Spellings = tuple[str, ...]
Readings = tuple[Spellings, ...]

MAX_SPELLINGS = 8  # of one word; more would cost time and find nothing
MAX_LETTERS = 40  # of one word

_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=65536)
def readings(word: str) -> Readings:
    """Romanise one word; several words where the alphabet writes them together, none without a letter or digit.

    >>> readings("Müller")
    (('muller', 'mueller'),)
    >>> readings("习近平")[1][0]
    'jinping'
    """
    word = unmask(word[:MAX_LETTERS])
    if word.isascii():
        return _as_readings([word])
    script = next(filter(None, map(script_of, word)), "")
    if script == "CJK":
        return _han(word)
    if script == "HANGUL":
        return _hangul(word)
    if script == "ARABIC":
        return tuple(reading for spelled in arabic_words(word) for reading in _as_readings(spelled))
    spelled = _BY_SCRIPT.get(script, _other)(word)
    looks = lookalike(word)
    return _as_readings([*spelled, looks] if looks else spelled)


def _as_readings(spellings: Iterable[str]) -> Readings:
    unique = dict.fromkeys(filter(None, map(_tidy, spellings)))
    return (tuple(islice(unique, MAX_SPELLINGS)),) if unique else ()


def _tidy(spelling: str) -> str:
    mark = CONSONANTS_ONLY if spelling.startswith(CONSONANTS_ONLY) else ""
    letters = _NOT_ASCII_WORD.sub("", spelling.lower())
    return mark + letters if letters else ""


def _latin(word: str) -> list[str]:
    return by_letters(word, LATIN)


_DIGRAPHS = {"ου": "u", "αι": "e", "ει": "i", "οι": "i", "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng", "τζ": "tz"}


def _greek(word: str) -> list[str]:
    plain = _without_accents(word)
    modern = plain
    for pair, letter in _DIGRAPHS.items():
        modern = modern.replace(pair, letter)
    modern = re.sub(r"([αε])υ(?=[βγδζλμνραεηιουω])", r"\1v", modern).replace("αυ", "af").replace("ευ", "ef")
    return [*by_letters(modern, GREEK), *by_letters(plain, GREEK)]


def _without_accents(word: str) -> str:
    return "".join(char for char in normalize("NFD", word.lower()) if category(char) != "Mn")


def _cyrillic(word: str) -> list[str]:
    spelled = by_letters(word, CYRILLIC)
    first = spelled[0]
    if first.endswith(("iy", "yy")):
        spelled.append(first[:-2] + "y")
    return spelled


def _hebrew(word: str) -> list[str]:
    return consonants(word, HEBREW)


def _han(word: str) -> Readings:
    """Family name, then the given name's syllables joined; other systems than pinyin as further spellings."""
    syllables = [anyascii(char).lower() for char in word]
    family = 2 if word[:2] in DOUBLE_SURNAMES and len(word) > 2 else 1
    parts = [syllables[:family], syllables[family:]]
    cantonese = CANTONESE.get(word[0], ())
    first = _as_readings(["".join(parts[0]), "".join(map(wade_giles, parts[0])), *(cantonese if family == 1 else ())])
    if len(word) > 4:  # an organisation: every syllable for itself would prove nothing
        return first + tuple(
            reading for at in range(family, len(word), 2) for reading in _joined(syllables[at : at + 2])
        )
    return first + _joined(parts[1])


def _joined(syllables: list[str]) -> Readings:
    return _as_readings(["".join(syllables), "".join(map(wade_giles, syllables))])


_WADE_GILES = (
    ("zhi", "chih"), ("chi", "chih"), ("shi", "shih"), ("zi", "tzu"), ("ci", "tzu"), ("si", "szu"), ("ri", "jih"),
    ("zh", "ch"), ("z", "ts"), ("c", "ts"), ("x", "hs"), ("q", "ch"), ("j", "ch"), ("b", "p"), ("d", "t"), ("g", "k"),
    ("r", "j"),
)  # fmt: skip


def wade_giles(syllable: str) -> str:
    """Respell a pinyin syllable the way Taiwan's passports do, aspiration marks left out.

    >>> wade_giles("xiong"), wade_giles("guo"), wade_giles("chen")
    ('hsiung', 'kuo', 'chen')
    """
    if syllable.startswith(("ch", "sh")) and syllable not in ("chi", "shi"):
        return syllable
    spelled = syllable.replace("ong", "ung")
    for pinyin, other in _WADE_GILES:
        whole = len(pinyin) > 1 and pinyin.endswith("i")
        if spelled == pinyin or (not whole and spelled.startswith(pinyin)):
            return other + spelled[len(pinyin) :]
    return spelled


def _hangul(word: str) -> Readings:
    """Read syllable by syllable: the South's revised system, then McCune-Reischauer as the North writes it."""
    systems = [[_syllable(char, system) for char in word] for system in (0, 1)]
    if not 2 <= len(word) <= 4:
        return _as_readings("".join(parts) for parts in systems)
    family = _as_readings([*HANGUL_SURNAMES.get(word[0], ()), *(parts[0] for parts in systems)])
    return family + _as_readings("".join(parts[1:]) for parts in systems)


def _syllable(char: str, system: int) -> str:
    code = ord(char) - 0xAC00
    if not 0 <= code < 11172:
        return anyascii(char)
    initial, vowel, final = code // 588, code % 588 // 28, code % 28
    table = (HANGUL_INITIALS, HANGUL_VOWELS, HANGUL_FINALS)
    return "".join(letters[system][at] for letters, at in zip(table, (initial, vowel, final), strict=True))


def _other(word: str) -> list[str]:
    return [anyascii(word)]


_BY_SCRIPT = {
    "LATIN": _latin,
    "GREEK": _greek,
    "CYRILLIC": _cyrillic,
    "HEBREW": _hebrew,
}
