"""Build the table of Slavic words in Latin letters, `kyc/screening/glossaries/slavic.txt`.

    python -m bench.screening.build_slavic

Source: our own glossary of words in Cyrillic letters, romanised in every system that `alphabets.txt` has, each without
its ending. What brands are made of (Sokol, Almaz) and what is an English word itself (Patriot) is left out. Prints
the table.
"""

from __future__ import annotations

import re
from collections import defaultdict

from bench.screening.build_weights import english_words
from bench.screening.laying_out import lines_of
from kyc.screening.language.alphabets.letters import by_letters
from kyc.screening.language.alphabets.systems import CYRILLIC
from kyc.screening.language.foreign.stems import romanised_slavic
from kyc.screening.language.tables import entries
from kyc.screening.language.translations import SHORTEST_STEM
from kyc.screening.language.words import PARTICLES

MOST_MEANINGS = 3  # of one word
_NOT_LATIN = re.compile("[^a-z]")
_BRANDS = frozenset(entries("glossaries/in_brands.txt", "words")) | frozenset(
    ("gas", "falcon", "diamond", "satellite", "glory", "sugar", "titanium", "ammunition", "nikolaev", "mykolaiv")
)


def main() -> None:
    """Print the table."""
    print("# Slavic words of organisations' names as they are romanised, without their endings.")
    print("# See bench/screening/build_slavic.py.")
    print("# `english=stems`: `/` between translations of one.\n[words]")
    words: dict[str, list[str]] = defaultdict(list)
    for stem, english in stems().items():
        words["/".join(english)].append(stem)
    print(*lines_of(f"{english}={'|'.join(sorted(found))}" for english, found in sorted(words.items())), sep="\n")


def stems() -> dict[str, tuple[str, ...]]:
    """Give what each stem means, the likeliest first."""
    known = english_words()
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in entries("glossaries/cyrillic.txt", "words"):
        english, _, words = entry.partition("=")
        meanings = [each for each in english.split("/") if each not in PARTICLES]
        if "+" in english or not meanings or not _BRANDS.isdisjoint(meanings):
            continue
        for stem in {stem for word in words.split("|") for stem in _romanised(word)} - known:
            found[stem].update(dict.fromkeys(meanings))
    return {stem: tuple(meanings)[:MOST_MEANINGS] for stem, meanings in sorted(found.items())}


def _romanised(word: str) -> set[str]:
    spelled = {romanised_slavic(_NOT_LATIN.sub("", each)) for each in by_letters(word, CYRILLIC)}
    return {stem for stem in spelled if len(stem) >= SHORTEST_STEM}


if __name__ == "__main__":
    main()
