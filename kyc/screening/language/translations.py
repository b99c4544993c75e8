"""What organisations' words in other languages mean that are written in Latin letters: Zavod, Ejército, Sanat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from kyc.screening.language.foreign.stems import romanised_slavic
from kyc.screening.language.tables import entries

SHORTEST_STEM = 5  # letters of a Slavic word without its ending


def translations_of(word: str) -> tuple[str, ...]:
    """Say in English what a word may mean, a Slavic one in every form of it; nothing for one that is not known.

    >>> translations_of("zavod"), translations_of("metallurgicheskogo")[0], translations_of("kencana")
    (('factory', 'plant', 'works'), 'metallurgical', ())
    """
    if found := _table("latin").get(word):
        return found
    stem = romanised_slavic(word)
    return _table("slavic").get(stem, ()) if len(stem) >= SHORTEST_STEM else ()


@cache
def _table(name: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in entries(f"glossaries/{name}.txt", "words"):
        english, _, words = entry.partition("=")
        for word in words.split("|"):
            found[word].update(dict.fromkeys(english.split("/")))
    return {word: tuple(meanings) for word, meanings in found.items()}
