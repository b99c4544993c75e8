"""What common words of organisations' names mean, where lists translate rather than romanise: 國際海運, الجماعة."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from kyc.screening.language.alphabets.arabic import folded_arabic
from kyc.screening.language.normalise import script_of
from kyc.screening.language.tables import mapping

_TABLE = "foreign_words.txt"
_ARABIC_PREFIXES = ("", "ال", "لل", "وال", "بال", "و", "ل", "ب")


# Endings of Slavic nouns and adjectives, by which one word differs between two names.
_ENDING = re.compile(
    "(?<=[^\\W\\d_]{4})(?:[оеы]го|[оеы]му|[ыи]ми|[аоеы]я|[яюеи]я|[оеыи]е|[ыиіоеє]й|[ыи]х|[ыиое]м|[еоі]ю|и[иі]|ием|[ая]ми|[ая]х|[оеі]в|[аяоеыиіуюьйє])$"
)
_LAST_SYLLABLES = {"CJK": "组組会會部党黨军軍局厅廳", "HANGUL": "성부국당군"}  # that are words where they end a name
_OF_PLACES = "市省县縣区區"
_WRITTEN_ONTO = ("وال", "بال", "لل")  # and the; with the; for the


def _stem(word: str) -> str:
    """A Slavic word without its ending.

    >>> _stem("национального") == _stem("национальная"), _stem("газ")
    (True, 'газ')
    """
    return _ENDING.sub("", word)


def _meanings(section: str, key: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meaning, words in mapping(_TABLE, section).items():
        for word in dict.fromkeys(map(key, words)):
            found[word] = (*found.get(word, ()), meaning)
    return found


_KEYS: dict[str, tuple[str, Callable[[str], str]]] = {
    "ARABIC": ("arabic", folded_arabic),
    "CYRILLIC": ("cyrillic", _stem),
    "CJK": ("han", str),
    "HANGUL": ("hangul", str),
}


@cache
def _known(script: str) -> dict[str, tuple[str, ...]]:
    return _meanings(*_KEYS[script])


@cache
def _parting(script: str) -> re.Pattern[str]:
    """Words of two characters and more wherever they stand, and a few of one at the end."""
    words = sorted((word for word in _known(script) if len(word) > 1), key=len, reverse=True)
    return re.compile(f"((?:{'|'.join(map(re.escape, words))})[{_OF_PLACES}]?|[{_LAST_SYLLABLES[script]}]$)")


def parts_of(word: str) -> list[str]:
    """Part a word at those whose meaning is known, where an alphabet puts no space between words.

    >>> parts_of("沈忠國際海運有限公司"), parts_of("단천상업은행")
    (['沈忠', '國際', '海運', '有限公司'], ['단천', '상업', '은행'])
    """
    if word.isascii():
        return [word]
    script = script_of(word[0])
    if script in _LAST_SYLLABLES:
        return [part for part in _parting(script).split(word) if part]
    if script == "ARABIC" and not meanings_of(word):
        onto = next((prefix for prefix in _WRITTEN_ONTO if word.startswith(prefix) and len(word) > 5), None)
        return [word.removeprefix(onto)] if onto else [word]
    return [word]


def meanings_of(word: str) -> tuple[str, ...]:
    """Say in English what a word of an organisation's name means; nothing for one that is not known.

    >>> meanings_of("الجماعة"), meanings_of("банка"), meanings_of("上海市"), meanings_of("Bank")
    (('group',), ('bank',), ('shanghai',), ())
    """
    if word.isascii():
        return ()
    script = script_of(word[0])
    if script not in _KEYS:
        return ()
    known, lower = _known(script), word.lower()
    if script == "CYRILLIC":
        return known.get(_stem(lower), ())
    if script != "ARABIC":
        return known.get(word, ()) or known.get(word.rstrip(_OF_PLACES), ())
    folded = folded_arabic(lower)
    bare = (folded.removeprefix(prefix) for prefix in _ARABIC_PREFIXES if folded.startswith(prefix))
    return next((known[each] for each in bare if each in known), ())
