"""Our own romanisation tables, as `alphabets.txt` gives them: letter or word to its spellings."""

from __future__ import annotations

from kyc.screening.language.tables import entries, mapping

_TABLE = "alphabets.txt"

LATIN = mapping(_TABLE, "latin")
CYRILLIC = mapping(_TABLE, "cyrillic")
GREEK = mapping(_TABLE, "greek")
ARABIC = mapping(_TABLE, "arabic")
HEBREW = mapping(_TABLE, "hebrew")
ARABIC_NAMES = mapping(_TABLE, "arabic_names")  # by their letters as published; see arabic.py
ARABIC_JOINED = entries(_TABLE, "arabic_joined")  # names that others are written onto; see arabic.py
ARABIC_ENDINGS = mapping(_TABLE, "arabic_endings")  # of names made of these; see arabic.py
CANTONESE = mapping(_TABLE, "cantonese")
HANGUL_SURNAMES = mapping(_TABLE, "hangul_surnames")
DOUBLE_SURNAMES = frozenset(entries(_TABLE, "double_surnames"))

# Jamo in Unicode's order, by system: the South's revised one, then McCune-Reischauer as the North writes it.
_JAMO = mapping(_TABLE, "jamo")
HANGUL_INITIALS = (_JAMO["initials"], _JAMO["initials_north"])
HANGUL_VOWELS = (_JAMO["vowels"], _JAMO["vowels_north"])
HANGUL_FINALS = (_JAMO["finals"], _JAMO["finals"])
