"""Spelling a word letter by letter, through a table of romanisations."""

from __future__ import annotations

from anyascii import anyascii

from kyc.screening.language.sounds import sound

_VOWEL_SIGNS = "هةהہۀە"
_END = "#"
CONSONANTS_ONLY = "~"  # before a spelling in which only consonants count
CUT_OFF = "^"  # before a spelling that may be the beginning of a longer word


def by_letters(word: str, table: dict[str, tuple[str, ...]]) -> list[str]:
    """Spell a word through a table, the likeliest spelling first; a letter not in it goes to anyascii.

    Every letter takes its first spelling together, then its second, and so on: systems are used consistently,
    so the mixtures of them would only add noise.
    """
    options = [table.get(char) or (anyascii(char),) for char in word.lower()]
    systems = max((len(option) for option in options), default=0)
    return ["".join(option[min(at, len(option) - 1)] for option in options) for at in range(systems)]


def consonants(word: str, table: dict[str, tuple[str, ...]]) -> list[str]:
    """Spell a word without short vowels, each letter as it sounds; some letters at its end are a vowel's sign."""
    heard = {letter: tuple(map(sound, spellings)) for letter, spellings in table.items()}
    silent = word[-1:] in _VOWEL_SIGNS
    spelled = [each[:-1] if silent and len(each) > 2 and each[-1] == "h" else each for each in by_letters(word, heard)]
    # Romanised, two letters that meet may read as one: the z and h of Mazhar, the d and h of Adham.
    merged = [sound(each + _END).removesuffix(_END) for each in spelled]  # an h that is left at the end is a consonant
    return [CONSONANTS_ONLY + each for each in dict.fromkeys((*spelled, *merged))]
