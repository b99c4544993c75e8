"""One writing for every name: what the eye takes for the same letter becomes the same letter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

MAX_CHARACTERS = 1000  # of one name; the longest listed one has about 350

# Letters of other alphabets that look like Latin ones, upper and lower case apart since they differ (Η is H, η is n).
_LOOKALIKES = str.maketrans(
    "АВЕЅКМНОРСТХУІЈԌԚԜ"  # Cyrillic capitals
    "аеѕкмнорстхуіјԁһԛԝвгіӏпи"  # Cyrillic small letters
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ"  # Greek capitals
    "αεηικνορτυχωϲ"  # Greek small letters
    "օսոհցՏԼ"  # Armenian
    "ıɑɡɩℓ",  # Latin beyond the keyboard
    "ABESKMHOPCTXYIJGQWaeskmhopctxyijdhqwbrilnuABEZHIKMNOPTYXCaenikvoptuxwcounhgSLiagil",
)
_TO_CYRILLIC = str.maketrans("ABEKMHOPCTXYIJSaekmopctxyijs", "АВЕКМНОРСТХУІЈЅаекморстхуіјѕ")
_AGAIN = "々"  # of the character before it
_APOSTROPHES = "'’‘ʼʻʿʾ`´′ˈ＇״׳"


class _Cleaner(dict[int, str | None]):
    """Translation of single characters, found out on first sight: marks vanish, symbols become spaces."""

    def __missing__(self, code: int) -> str | None:
        kept = _kept(chr(code))
        self[code] = kept
        return kept


def _kept(char: str) -> str | None:
    if char in _APOSTROPHES:
        return None
    if char == _AGAIN:
        return char
    category = unicodedata.category(char)
    if category == "Mn" and (0x0900 <= ord(char) <= 0x109F or 0x1780 <= ord(char) <= 0x17FF):
        return char  # from India to Indochina marks are vowels
    if category in ("Cf", "Mn", "Me", "Lm", "Sk") or char == "ـ":  # zero-width, marks, tatweel
        return None
    if category == "Cc" and not char.isspace():  # what no printer prints parts no word
        return None
    if category[0] in "LN" or category == "Mc" or char in ".&":
        return char
    return " "


_CLEANER = _Cleaner()


def clean(text: str) -> str:
    """Fold compatibility forms, drop what cannot be seen, put a space for every symbol; case and script stay.

    >>> clean("O\u200b’Brien‐ＳＭＩＴＨ 😀")
    'OBrien SMITH  '
    """
    folded = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])
    if folded.isascii():
        return folded.translate(_CLEANER)
    # Accents are dropped only from Latin, Greek and Cyrillic, by the romanisation.
    return unicodedata.normalize("NFC", folded).translate(_CLEANER)


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """Name the script of a letter: `LATIN`, `CYRILLIC`, `ARABIC`, `CJK`, …; `` for a digit or an unnamed one.

    >>> script_of("ж"), script_of("7")
    ('CYRILLIC', '')
    """
    if not char.isalpha():
        return ""
    return unicodedata.name(char, "").partition(" ")[0]


def unmask(word: str) -> str:
    """Turn a word that mixes alphabets into the one it pretends to be.

    >>> unmask("Pаvеl")  # with Cyrillic а and е
    'Pavel'
    """
    scripts = {script_of(char) for char in word} - {""}
    if "LATIN" not in scripts or len(scripts) == 1:
        return word
    latin = word.translate(_LOOKALIKES)
    if all(script_of(char) in ("", "LATIN") for char in latin):
        return latin
    return word.translate(_TO_CYRILLIC) if "CYRILLIC" in scripts else latin


def lookalike(word: str) -> str | None:
    """Read a word wholly in another alphabet by its looks, when every letter of it looks Latin.

    >>> lookalike("ВОХА"), lookalike("Жук")
    ('BOXA', None)
    """
    if word.isascii():
        return None
    latin = word.translate(_LOOKALIKES)
    return latin if latin != word and latin.isascii() else None
