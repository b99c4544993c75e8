"""Which script a text is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

# First word of a character's Unicode name to ISO 15924.
_SCRIPTS = {
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "ETHIOPIC": "Ethi",
    "SINHALA": "Sinh",
    "TAMIL": "Taml",
    "THAANA": "Thaa",
}


def script_of(text: str) -> str | None:
    """The ISO 15924 code of the script most letters of a text belong to; None without letters of a known one.

    >>> script_of("Усама"), script_of("أسامة"), script_of("金铁三"), script_of("123")
    ('Cyrl', 'Arab', 'Hani', None)
    """
    found = Counter(script for character in text if (script := _script(character)))
    return found.most_common(1)[0][0] if found else None


def foreign_script(text: str) -> str | None:
    """The script of a text, None when it is Latin or has no letters: what a list need not say of most names."""
    script = script_of(text)
    return script if script != "Latn" else None


@cache
def _script(character: str) -> str | None:
    if not character.isalpha():
        return None
    return _SCRIPTS.get(unicodedata.name(character, "").split(" ")[0])
