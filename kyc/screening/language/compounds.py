"""Arabic names of two words that are written as one, two or three: Abdul Rahman, Habibullah, Nur ad-Din."""

from __future__ import annotations

import re

from kyc.screening.language.scripts import CONSONANTS_ONLY, Readings, Spellings

_SERVANT_OF_GOD = re.compile(r"abd(?:[aeiou]?ll?[ao]h?|ll?h)")
_SERVANT = re.compile(
    r"abd(?:[aeiou]l(?=\w{3})|l(?=[b-df-hj-np-tv-z]{3})|[aeou]([rsnztd])(?=\1\w\w)|[aeou](?=[b-df-hj-np-tv-z]\w{3})|(?=[b-df-hj-np-tv-z]\w{3}))(\w+)"
)
_OF_GOD = re.compile(r"(\w{3,}?)(?:o?ull+[ao]h?|(?<!o)ul[ao]h?|[aeo]l+ah|llh)")  # and not Khaoula
_OF_THE_FAITH = re.compile(r"(\w{3,}?)(?:[uoea]d?|id)(?:din|deen|dine)")
_OF_THE_MERCIFUL = re.compile(r"(\w{3,}?)(?:[aeiou]?r)?[iu]?(rahman|rehman|rahim|rahmon)")
_OF_THE = re.compile(
    r"(\w{3,}?)[aeou]l(haqq?|islam|aziz|karim|hasan|hassan|husain|hussain|abid[ie]e?n|anwar|amin|huda|hakim|hadi|alam)"
)
# Names of God that end like family names made of a servant's name (Abdullahi, Abdulov).
_IN_I = re.compile("ali|aali|ghani|gani|hadi|haadi|baqi|baki|bari|wali|vali|hai|hayi|nabi|shafi|kafi|muti|rabbi")
_FAMILY_ENDINGS = ("ev", "ov", "eva", "ova", "oglu", "zade", "zadeh", "zai", "zoda", "i", "in")
# Abolfazl, Abulkhair, Abubakar; no family of the Caucasus (Abuladze, Abubakarov).
_FATHER_OF = re.compile(r"ab(?:ou?e?l|ou|u(?:l(?=[^ao]))?)(?!la)((?=[b-df-hj-np-tv-z]h?[aeiou])\w{4,})")
_CAUCASIAN = ("dze", "shvili", "ov", "ev", "ova", "eva", "oglu", "yan", "ian")
_WRITTEN = (
    (re.compile(r"~abda?l?lh"), ("abd", "allah")),
    (re.compile(r"~abdal(\w{2,})"), ("abd", None)),
    (re.compile(r"~abw(\w{2,})"), ("abu", None)),
)


def taken_apart(spellings: Spellings) -> Readings:
    """Split a word into the two that it joins; a word that joins none stays as it is.

    >>> taken_apart(("abdurrahman",)), taken_apart(("saifullah",)), taken_apart(("santoso",))
    ((('abd',), ('rahman',)), (('saif',), ('allah',)), (('santoso',),))
    """
    likeliest = _parts(spellings[0])
    if likeliest is None:  # which says what the word is: Khawla, that is also spelt like a compound
        return (spellings,)
    parts = [likeliest, *filter(None, map(_parts, spellings[1:]))]
    first, second = (tuple(dict.fromkeys(column)) for column in zip(*parts, strict=True))
    return first, second


def _parts(word: str) -> tuple[str, str] | None:
    if word.startswith(CONSONANTS_ONLY):
        return _written_parts(word)
    if _SERVANT_OF_GOD.fullmatch(word):
        return "abd", "allah"
    if word.startswith("abd"):
        found = _SERVANT.fullmatch(word)
        return (
            ("abd", found[2]) if found and (_IN_I.fullmatch(found[2]) or not word.endswith(_FAMILY_ENDINGS)) else None
        )
    if (found := _FATHER_OF.fullmatch(word)) and not word.endswith(_CAUCASIAN):
        return "abu", found[1]
    if found := _OF_GOD.fullmatch(word):
        return found[1], "allah"
    if found := _OF_THE_FAITH.fullmatch(word):
        return found[1], "din"
    found = _OF_THE_MERCIFUL.fullmatch(word) or _OF_THE.fullmatch(word)
    return (found[1], found[2]) if found else None


def _written_parts(word: str) -> tuple[str, str] | None:
    for pattern, (first, second) in _WRITTEN:
        if found := pattern.fullmatch(word):
            return first, second or CONSONANTS_ONLY + found[1]
    return None
