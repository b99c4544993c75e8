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

from kyc.screening.language.alphabets.arabic import arabic_words
from kyc.screening.language.alphabets.east_asian import han, hangul, kana
from kyc.screening.language.alphabets.indic import SCRIPTS as INDIAN
from kyc.screening.language.alphabets.indic import indic
from kyc.screening.language.alphabets.letters import CONSONANTS_ONLY as CONSONANTS_ONLY
from kyc.screening.language.alphabets.letters import CUT_OFF as CUT_OFF
from kyc.screening.language.alphabets.letters import by_letters, consonants
from kyc.screening.language.alphabets.southeast_asian import burmese, khmer, lao, other, thai
from kyc.screening.language.alphabets.systems import ARMENIAN, CYRILLIC, GEORGIAN, GREEK, HEBREW, HEBREW_NAMES, LATIN
from kyc.screening.language.normalise import lookalike, script_of, unmask

Spellings = tuple[str, ...]
Readings = tuple[Spellings, ...]

MAX_SPELLINGS = 8  # of one word; more would cost time and find nothing
MAX_LETTERS = 40  # of one word
_SHORTEST_CUT = 2  # letters that are left of a word that was cut off; one alone is an initial

_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=65536)
def readings(word: str, *, person: bool = True) -> Readings:
    """Romanise one word; several words where the alphabet writes them together, none without a letter or digit.

    Args:
        word: cleaned.
        person: whether it may be the whole name of a person, as East Asians write theirs.

    >>> readings("Müller")
    (('muller', 'mueller'),)
    >>> readings("习近平")[1][0]
    'jinping'
    """
    word = word[:MAX_LETTERS]
    word = word if word.isascii() else unmask(word)
    if word.isascii():
        tidy = _tidy(word)
        return ((tidy,),) if tidy else ()
    script = next(filter(None, map(script_of, word)), "")
    if words := _words(word, script, person=person):
        return tuple(reading for spelled in words for reading in _as_readings(spelled))
    spelled = indic(word, script) if script in INDIAN else _BY_SCRIPT.get(script, other)(word)
    looks = lookalike(word)
    return _as_readings([*spelled, looks] if looks else spelled)


def cut_off(word: Spellings) -> Spellings:
    """Let a word of a name that fills its field be the beginning of a longer one: which of them, only order would say.

    >>> cut_off(("guill",)), cut_off(("g",))
    (('guill', '^guill'), ('g',))
    """
    return (*word, CUT_OFF + word[0]) if len(word[0]) >= _SHORTEST_CUT and word[0].isalpha() else word


def _words(word: str, script: str, *, person: bool) -> list[list[str]]:
    """Read alphabets that may write several words as one."""
    if script == "CJK":
        return han(word, person=person)
    if script == "HANGUL":
        return hangul(word, person=person)
    if script in ("HIRAGANA", "KATAKANA"):
        return kana(word)
    if script == "MYANMAR":
        return burmese(word)
    return arabic_words(word) if script == "ARABIC" else []


def _as_readings(spellings: Iterable[str]) -> Readings:
    unique = dict.fromkeys(filter(None, map(_tidy, spellings)))
    return (tuple(islice(unique, MAX_SPELLINGS)),) if unique else ()


def _tidy(spelling: str) -> str:
    lower = spelling.lower()
    if lower.isascii() and lower.isalnum():
        return lower
    mark = CONSONANTS_ONLY if lower.startswith(CONSONANTS_ONLY) else ""
    letters = _NOT_ASCII_WORD.sub("", lower)
    return mark + letters if letters else ""


def _latin(word: str) -> list[str]:
    return by_letters(word, LATIN)


_VOWELS = {"ου": "u", "αι": "e", "ει": "i", "οι": "i"}
_DIGRAPHS = {**_VOWELS, "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng", "τζ": "tz"}


def _greek(word: str) -> list[str]:
    """Modern sounds first; then with its pairs of consonants as they are written; then letter by letter."""
    plain = _without_accents(word)
    modern, spoken = _replaced(plain, _DIGRAPHS), _replaced(plain, _VOWELS)
    modern = re.sub(r"([αε])υ(?=[βγδζλμνραεηιουω])", r"\1v", modern).replace("αυ", "af").replace("ευ", "ef")
    return [*by_letters(modern, GREEK), by_letters(spoken, GREEK)[0], *by_letters(plain, GREEK)]


def _replaced(word: str, pairs: dict[str, str]) -> str:
    for pair, letter in pairs.items():
        word = word.replace(pair, letter)
    return word


def _without_accents(word: str) -> str:
    return "".join(char for char in normalize("NFD", word.lower()) if category(char) != "Mn")


def _cyrillic(word: str) -> list[str]:
    spelled = by_letters(word, CYRILLIC)
    first = spelled[0]
    if first.endswith(("iy", "yy")):
        spelled.append(first[:-2] + "y")
    return spelled


def _hebrew(word: str) -> list[str]:
    return [*HEBREW_NAMES.get(word, ()), *consonants(word, HEBREW)]


def _armenian(word: str) -> list[str]:
    """Two letters are one vowel; another has a consonant before it at a word's start: Voskan."""
    spelled = by_letters(word.lower().replace("ու", "u"), ARMENIAN)
    return [f"v{spelled[0]}", *spelled] if spelled[0].startswith("o") and word[0] in "Ոո" else spelled


def _georgian(word: str) -> list[str]:
    return by_letters(word, GEORGIAN)


_BY_SCRIPT = {
    "LATIN": _latin,
    "GREEK": _greek,
    "CYRILLIC": _cyrillic,
    "HEBREW": _hebrew,
    "ARMENIAN": _armenian,
    "GEORGIAN": _georgian,
    "KHMER": khmer,
    "THAI": thai,
    "LAO": lao,
}
