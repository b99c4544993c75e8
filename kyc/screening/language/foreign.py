"""What common words of organisations' names mean, where lists translate rather than romanise: 國際海運, الجماعة."""

from __future__ import annotations

import re

from kyc.screening.language.arabic import folded_arabic
from kyc.screening.language.normalise import script_of
from kyc.screening.language.tables import mapping

_TABLE = "foreign_words.txt"
_ARABIC_PREFIXES = ("", "ال", "لل", "وال", "بال", "و", "ل", "ب")


def _meanings(section: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meaning, words in mapping(_TABLE, section).items():
        for word in map(folded_arabic, words):
            found[word] = (*found.get(word, ()), meaning)
    return found


_MEANINGS = {"ARABIC": _meanings("arabic"), "CYRILLIC": _meanings("cyrillic"), "CJK": _meanings("han")}
_HAN = re.compile("|".join(sorted(map(re.escape, _MEANINGS["CJK"]), key=len, reverse=True)))


def parts_of(word: str) -> list[str]:
    """Part a word at those whose meaning is known, where an alphabet puts no space between words.

    >>> parts_of("沈忠國際海運有限公司")
    ['沈忠', '國際', '海運', '有限公司']
    """
    if word.isascii() or script_of(word[0]) != "CJK":
        return [word]
    return [part for part in re.split(f"({_HAN.pattern})", word) if part]


def meanings_of(word: str) -> tuple[str, ...]:
    """Say in English what a word of an organisation's name means; nothing for one that is not known.

    >>> meanings_of("الجماعة"), meanings_of("банк"), meanings_of("Bank")
    (('group',), ('bank',), ())
    """
    if word.isascii():
        return ()
    script = script_of(word[0])
    known = _MEANINGS.get(script)
    if known is None:
        return ()
    folded = folded_arabic(word.lower())
    if script != "ARABIC":
        return known.get(folded, ())
    bare = (folded.removeprefix(prefix) for prefix in _ARABIC_PREFIXES if folded.startswith(prefix))
    return next((known[each] for each in bare if each in known), ())
