"""Our own romanisation tables, as `alphabets.txt` gives them: letter or word to its spellings."""

from __future__ import annotations

from kyc.screening.language.tables import entries, mapping

_TABLE = "alphabets.txt"

LATIN = mapping(_TABLE, "latin")
CYRILLIC = mapping(_TABLE, "cyrillic")
GREEK = mapping(_TABLE, "greek")
ARABIC = mapping(_TABLE, "arabic")
HEBREW = mapping(_TABLE, "hebrew")
HEBREW_NAMES = mapping(_TABLE, "hebrew_names")
ARMENIAN = mapping(_TABLE, "armenian")
GEORGIAN = mapping(_TABLE, "georgian")
INDIC = mapping(_TABLE, "indic")
BENGALI = mapping(_TABLE, "bengali")
TAMIL = mapping(_TABLE, "tamil")
BURMESE = mapping(_TABLE, "burmese")
BURMESE_RHYMES = mapping(_TABLE, "burmese_rhymes") | {"": ("a",)}
KHMER = mapping(_TABLE, "khmer")
KHMER_VOWELS = mapping(_TABLE, "khmer_vowels")
THAI = mapping(_TABLE, "thai")
THAI_VOWELS = mapping(_TABLE, "thai_vowels")
LAO = mapping(_TABLE, "lao")
ARABIC_NAMES = mapping(_TABLE, "arabic_names")  # by their letters as published; see arabic.py
ARABIC_JOINED = entries(_TABLE, "arabic_joined")  # names that others are written onto; see arabic.py
ARABIC_ENDINGS = mapping(_TABLE, "arabic_endings")  # of names made of these; see arabic.py
CANTONESE = mapping(_TABLE, "cantonese")
OTHER_READINGS = mapping(_TABLE, "other_readings")  # of family names
HANGUL_SURNAMES = mapping(_TABLE, "hangul_surnames")
DOUBLE_SURNAMES = frozenset(entries(_TABLE, "double_surnames"))

# Jamo in Unicode's order: the South's system, McCune-Reischauer as the North writes it, and as people do.
_JAMO = mapping(_TABLE, "jamo")
HANGUL_INITIALS = (_JAMO["initials"], _JAMO["initials_north"], _JAMO["initials_mixed"])
HANGUL_VOWELS = (_JAMO["vowels"], _JAMO["vowels_north"], _JAMO["vowels_english"])
HANGUL_FINALS = (_JAMO["finals"], _JAMO["finals"], _JAMO["finals"])
