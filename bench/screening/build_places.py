"""Build the tables of countries and cities, `kyc/screening/glossaries/places/`.

    python -m bench.screening.build_places FOLDER [with Babel on the path]

Source: the Unicode CLDR (Unicode licence) as Babel 2.18 has it: what languages call countries, and the cities that time
zones are named after. What a glossary knows already is left out: empty the
folder first. Writes one table for each alphabet into FOLDER.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from unicodedata import category

from anyascii import anyascii
from babel import Locale

from bench.screening.laying_out import lines_of
from kyc.screening.language.foreign.meanings import meanings_of
from kyc.screening.language.foreign.parting import UNSPACED
from kyc.screening.language.normalise import clean

LANGUAGES = {
    "ARABIC": ("ar", "fa", "ur", "ps"),
    "ARMENIAN": ("hy",),
    "BENGALI": ("bn",),
    "CJK": ("zh", "zh_Hant", "ja"),
    "CYRILLIC": ("ru", "uk", "be", "sr", "bg", "mk", "kk", "mn", "ky", "tg"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "GEORGIAN": ("ka",),
    "GREEK": ("el",),
    "HANGUL": ("ko",),
    "HEBREW": ("he",),
    "KHMER": ("km",),
    "LAO": ("lo",),
    "MYANMAR": ("my",),
    "TAMIL": ("ta",),
    "THAI": ("th",),
}
_NOTICE = "# Unicode CLDR, (c) 1991-2026 Unicode, Inc., Unicode License, by way of Babel 2.18."
_WORD = re.compile(r"[a-z]{3,}")
_SHORTEST, _SHORTEST_UNSPACED = 3, 2  # letters of a place's name
_MOST = 2  # English words of one


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for script, languages in LANGUAGES.items():
        found: dict[str, list[str]] = defaultdict(list)
        for language in languages:
            for english, native in places(language, script):
                if not meanings_of(native) and native not in found[english]:
                    found[english].append(native)
        rows = (f"{english}={'|'.join(natives)}" for english, natives in sorted(found.items()) if natives)
        text = "\n".join(["# Places. See bench/screening/build_places.py.", _NOTICE, "[words]", *lines_of(rows)])
        (folder / f"{script.lower()}.txt").write_text(text + "\n", "utf-8")


def places(language: str, script: str) -> Iterator[tuple[str, str]]:
    """Give English names as glossaries write them, `south+africa`, beside one word of a language."""
    ours, english = Locale.parse(language), Locale("en")
    pairs = [(english.territories.get(code, ""), name) for code, name in ours.territories.items() if not code.isdigit()]
    cities = ((zone, said["city"]) for zone, said in ours.time_zones.items() if "city" in said)
    pairs += [(_city(english, zone), name) for zone, name in cities]
    least = _SHORTEST_UNSPACED if script in UNSPACED else _SHORTEST
    for latin, native in pairs:
        words, word = anyascii(latin).lower().replace("-", " ").split(), clean(native).strip()
        if 0 < len(words) <= _MOST and all(map(_WORD.fullmatch, words)) and len(word) >= least and _is_one_word(word):
            yield "+".join(words), word


def _is_one_word(word: str) -> bool:
    return not word.isascii() and all(category(char)[0] in "LM" for char in word)


def _city(english: Locale, zone: str) -> str:
    said = english.time_zones.get(zone, {})
    return said.get("city") or zone.rpartition("/")[2].replace("_", " ")


if __name__ == "__main__":
    main()
