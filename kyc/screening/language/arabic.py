"""Names in Arabic letters, as Arabs, Persians, Pashtuns and Pakistanis write them."""

from __future__ import annotations

from kyc.screening.language.alphabets import ARABIC, ARABIC_ENDINGS, ARABIC_NAMES
from kyc.screening.language.letters import consonants

# One letter for what Arabic, Persian, Pashto and Urdu keyboards write differently.
_LETTERS = str.maketrans("یىئېۍےكہھۀەأإآٱؤ", "ييييييکههههاااا\u0648")
_ARTICLE, _SERVANT, _GOD, _FAITH, _SON = "ال", "عبد", "الله", "الدين", "بن"
_FATHERS = ("ابو", "ابي")
_SHORTEST = 2  # letters beside a word that is written onto another

_KNOWN = {name.translate(_LETTERS): spellings for name, spellings in ARABIC_NAMES.items()}
_ENDINGS = [(ending.translate(_LETTERS), spellings) for ending, spellings in ARABIC_ENDINGS.items()]


def folded_arabic(word: str) -> str:
    """Write in one form the letters of which Arabic keyboards have several; the sign of a final vowel as an h."""
    return word.translate(_LETTERS).replace("ة", "ه")


def arabic_words(word: str) -> list[list[str]]:
    """Spell a word, or the words that are written onto one another in it.

    >>> arabic_words("عبدالحليم")
    [['abd', 'abdul', '~abd'], ['halim', '~hlim']]
    """
    return [_spelled(part) for part in _parts(word.translate(_LETTERS))]


def _parts(letters: str) -> list[str]:
    """Take apart Abdulhalim, Saifullah, Saduddin, Abubakr and Binladin."""
    rest = letters.removeprefix(_SERVANT)
    if rest != letters and rest.startswith(_ARTICLE) and len(rest) >= len(_ARTICLE) + _SHORTEST:
        return [_SERVANT, rest]
    for ending in (_GOD, _FAITH):
        if letters.endswith(ending) and len(letters) >= len(ending) + _SHORTEST:
            return [letters.removesuffix(ending), ending]
    for father in _FATHERS:
        if letters.startswith(father) and len(letters) >= len(father) + _SHORTEST:
            return [father, letters.removeprefix(father)]
    son = letters.removeprefix(_SON)
    return [_SON, son] if son != letters and len(son) > _SHORTEST and son in _KNOWN else [letters]


def _spelled(letters: str) -> list[str]:
    """Vowelled spellings of well-known names first, then the bare consonants, without the article."""
    bare = letters.removeprefix(_ARTICLE)
    known = _KNOWN.get(letters) or _KNOWN.get(bare) or _derived(bare)
    if len(bare) <= _SHORTEST and bare != letters:  # haqq, or a word that only looks as if it had an article
        return [*known, *consonants(bare, ARABIC), *consonants(letters, ARABIC)]
    return [*known, *consonants(bare, ARABIC)]


def _derived(letters: str) -> list[str]:
    """Spell a name made of a well-known one: Ahmad-i, Ishaq-zai, Akhund-zada."""
    for ending, spellings in _ENDINGS:
        if letters.endswith(ending) and (name := _KNOWN.get(letters.removesuffix(ending))):
            return [each + end for end in spellings for each in name]
    return []
