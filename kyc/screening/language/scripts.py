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
    ARABIC,
    ARABIC_NAMES,
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
from kyc.screening.language.normalise import lookalike, script_of, unmask
from kyc.screening.language.sounds import sound

Spellings = tuple[str, ...]
Readings = tuple[Spellings, ...]

CONSONANTS_ONLY = "~"
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


def _by_letters(word: str, table: dict[str, tuple[str, ...]]) -> list[str]:
    """Spell a word through a table, the likeliest spelling first; a letter not in it goes to anyascii.

    Every letter takes its first spelling together, then its second, and so on: systems are used consistently,
    so the mixtures of them would only add noise.
    """
    options = [table.get(char) or (anyascii(char),) for char in word.lower()]
    systems = max((len(option) for option in options), default=0)
    return ["".join(option[min(at, len(option) - 1)] for option in options) for at in range(systems)]


def _latin(word: str) -> list[str]:
    return _by_letters(word, LATIN)


_DIGRAPHS = {"ου": "u", "αι": "e", "ει": "i", "οι": "i", "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng", "τζ": "tz"}


def _greek(word: str) -> list[str]:
    plain = _without_accents(word)
    modern = plain
    for pair, letter in _DIGRAPHS.items():
        modern = modern.replace(pair, letter)
    modern = re.sub(r"([αε])υ(?=[βγδζλμνραεηιουω])", r"\1v", modern).replace("αυ", "af").replace("ευ", "ef")
    return [*_by_letters(modern, GREEK), *_by_letters(plain, GREEK)]


def _without_accents(word: str) -> str:
    return "".join(char for char in normalize("NFD", word.lower()) if category(char) != "Mn")


def _cyrillic(word: str) -> list[str]:
    spelled = _by_letters(word, CYRILLIC)
    first = spelled[0]
    if first.endswith(("iy", "yy")):
        spelled.append(first[:-2] + "y")
    return spelled


# One letter for what Arabic, Persian, Pashto and Urdu keyboards write differently.
_ARABIC_LETTERS = str.maketrans("یىئېۍےكہھۀەأإآٱؤ", "ييييييکههههاااا\u0648")


_KNOWN_ARABIC = {name.translate(_ARABIC_LETTERS): spellings for name, spellings in ARABIC_NAMES.items()}


def folded_arabic(word: str) -> str:
    """Write in one form the letters of which Arabic keyboards have several; the sign of a final vowel as an h."""
    return word.translate(_ARABIC_LETTERS).replace("ة", "ه")


def _arabic(word: str) -> list[str]:
    """Vowelled spellings of well-known names first, then the bare consonants, without the article."""
    letters = word.translate(_ARABIC_LETTERS)
    bare = letters.removeprefix("ال") if len(letters) > 4 else letters
    known = _KNOWN_ARABIC.get(letters) or _KNOWN_ARABIC.get(bare) or ()
    return [*known, *_consonants(bare, ARABIC)]


def _hebrew(word: str) -> list[str]:
    return _consonants(word, HEBREW)


def _consonants(word: str, table: dict[str, tuple[str, ...]]) -> list[str]:
    """Spell a word without short vowels, each letter as it sounds; an h at its end is a vowel's sign."""
    heard = {letter: tuple(map(sound, spellings)) for letter, spellings in table.items()}
    spelled = _by_letters(word, heard)
    return [CONSONANTS_ONLY + (each[:-1] if len(each) > 2 and each.endswith("h") else each) for each in spelled]


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
    "ARABIC": _arabic,
    "HEBREW": _hebrew,
}
