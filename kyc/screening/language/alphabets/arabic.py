"""Names in Arabic letters, as Arabs, Persians, Pashtuns and Pakistanis write them."""

from __future__ import annotations

from functools import cache

from kyc.screening.language.alphabets.letters import by_letters, consonants
from kyc.screening.language.alphabets.systems import ARABIC, ARABIC_ENDINGS, ARABIC_JOINED, ARABIC_NAMES
from kyc.screening.language.sounds import sound
from kyc.screening.language.tables import mapping

# One letter for what Arabic, Persian, Pashto and Urdu keyboards write differently.
_LETTERS = str.maketrans("یىئېۍےكہھۀەأإآٱؤ", "ييييييکههههاااا\u0648")
_ARTICLE, _SERVANT, _GOD, _FAITH, _SON = "ال", "عبد", "الله", "الدين", "بن"
_FATHERS = ("ابو", "ابي")
_SHORTEST = 2  # letters beside a word that is written onto another


def folded_arabic(word: str) -> str:
    """Write in one form the letters of which Arabic keyboards have several; the sign of a final vowel as an h."""
    return word.translate(_LETTERS).replace("ة", "ه")


_OWN = frozenset(map(folded_arabic, ARABIC_NAMES))
_MOST_KNOWN = 5  # spellings of a name, so that its bare consonants have a place beside them

_ENDINGS = [(ending.translate(_LETTERS), spellings) for ending, spellings in ARABIC_ENDINGS.items()]


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """Names whose vowels are known: our own spellings first, then those that people in Wikidata bear.

    Read when the first Arabic name comes: thousands of lines that most searches never need.
    """
    known = dict(mapping("arabic_names.txt", "names"))
    for name, spellings in ARABIC_NAMES.items():
        letters = folded_arabic(name)
        heard = set(map(sound, spellings))
        more = [spelling for spelling in known.get(letters, ()) if sound(spelling) not in heard]
        known[letters] = (*spellings, *more)[:_MOST_KNOWN]
    return known


def arabic_words(word: str) -> list[list[str]]:
    """Spell a word, or the words that are written onto one another in it.

    >>> arabic_words("عبدالحليم")
    [['abd', 'abdul', 'abed', '~abd'], ['halim', '~hlim']]
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
    if not (_spellings_of(letters) or _derived(letters)) and (both := _two_names(letters)):
        return both
    son = letters.removeprefix(_SON)
    return [_SON, son] if son != letters and len(son) > _SHORTEST and son in _OWN else [letters]


def _two_names(letters: str) -> list[str]:
    """Take apart Nurmuhammad and Muhammadrafi: a name so common that others are written onto it, and a known one."""
    for name in ARABIC_JOINED:
        if letters.startswith(name) and _is_name(rest := letters.removeprefix(name)):
            return [name, rest]
        if letters.endswith(name) and _is_name(rest := letters.removesuffix(name)):
            return [rest, name]
    return []


def _is_name(letters: str) -> bool:
    return len(letters) > _SHORTEST and bool(_spellings_of(letters))


def _spelled(letters: str) -> list[str]:
    """Vowelled spellings of well-known names first, then the bare consonants, without the article."""
    if len(letters) == 1:
        return by_letters(letters, ARABIC)
    bare = letters.removeprefix(_ARTICLE)
    known = _with_and_without(letters, bare) if bare != letters else (_spellings_of(bare) or _derived(bare))
    if len(bare) <= _SHORTEST and bare != letters:  # haqq, or a word that only looks as if it had an article
        return [*known, *consonants(bare, ARABIC), *consonants(letters, ARABIC)]
    return [*known, *consonants(bare, ARABIC)]


def _spellings_of(letters: str) -> tuple[str, ...]:
    return _known().get(letters.replace("ة", "ه"), ())


def _with_and_without(letters: str, bare: str) -> list[str]:
    """Spell what may begin with an article, as Elham and Laggoune have it, or only look so; our own names first."""
    both = [(name in _OWN, _spellings_of(name)[: _MOST_KNOWN // 2]) for name in (letters, bare)]
    ordered = [spelling for _, spellings in sorted(both, key=lambda each: not each[0]) for spelling in spellings]
    return ordered or _derived(bare)


def _derived(letters: str) -> list[str]:
    """Spell a name made of a well-known one: Ahmad-i, Ishaq-zai, Akhund-zada."""
    for ending, spellings in _ENDINGS:
        if letters.endswith(ending) and (name := _spellings_of(letters.removesuffix(ending))):
            return [each + end for end in spellings for each in name]
    return []
