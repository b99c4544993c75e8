"""Keys under which differently spelt words meet: how a word sounds, its consonants, and how a scanner misreads it."""

from __future__ import annotations

import re
from functools import lru_cache

from kyc.screening.language.tables import mapping

# Spellings that romanisations and old Dutch, French and German habits use for one sound, the longest first.
_SOUNDS = {spelling: sound for sound, spellings in mapping("words.txt", "sounds").items() for spelling in spellings}
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_DOUBLED = re.compile(r"(.)\1+")
_VOWEL_CLASS = str.maketrans("eo", "iu")
_NO_VOWELS = str.maketrans("", "", "aeiou")
_NO_SEMIVOWELS = str.maketrans("", "", "aeiouw")
_SCANNED = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "n"))
_SCANNED_LETTERS = str.maketrans("01582qjil6", "oisbzgiiig")


@lru_cache(maxsize=131072)
def sound(word: str) -> str:
    """Spell a lower-case ASCII word as it sounds, vowels kept in three classes.

    >>> sound("soeharto") == sound("suharto"), sound("khaled")
    (True, 'halid')
    """
    spelled = _SOUND.sub(lambda found: _SOUNDS[found[0]], word).translate(_VOWEL_CLASS)
    spelled = _DOUBLED.sub(r"\1", spelled)
    return spelled[:-1] if len(spelled) > 3 and spelled[-1] == "h" and spelled[-2] in "aiu" else spelled


@lru_cache(maxsize=131072)
def skeleton(word: str) -> str:
    """Keep the consonants of how a word sounds; a vowel at its start stays as `a`.

    >>> skeleton("mohammed") == skeleton("muhamad"), skeleton("omar")
    (True, 'amr')
    """
    heard = sound(word)
    start = "a" if heard[:1] in ("a", "i", "u", "j") else heard[:1]
    return _DOUBLED.sub(r"\1", start + heard[1:].translate(_NO_VOWELS))


@lru_cache(maxsize=131072)
def written_consonants(word: str) -> str:
    """Keep what an alphabet without short vowels and a romanisation of it have in common.

    >>> written_consonants("~zwahri") == written_consonants("zawahiri")
    True
    """
    heard = word[1:] if word.startswith("~") else sound(word)
    start = "a" if heard[:1] in ("a", "i", "u", "j") else heard[:1]
    return _DOUBLED.sub(r"\1", start + heard[1:].translate(_NO_SEMIVOWELS))


@lru_cache(maxsize=131072)
def scanned(word: str) -> str:
    """Merge what character readers mistake for one another.

    >>> scanned("5amue1") == scanned("samuel"), scanned("rnarco") == scanned("marco")
    (True, True)
    """
    spelled = word.translate(_SCANNED_LETTERS)
    for seen, meant in _SCANNED:
        spelled = spelled.replace(seen, meant)
    return spelled
