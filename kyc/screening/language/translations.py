"""What organisations' words in other languages mean that are written in Latin letters: Zavod, Ejército, Sanat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from kyc.screening.language.tables import entries


def translations_of(word: str) -> tuple[str, ...]:
    """Say in English what a word may mean; nothing for one that is not known.

    >>> translations_of("zavod"), translations_of("kencana")
    (('factory', 'plant', 'works'), ())
    """
    return _latin().get(word, ())


@cache
def _latin() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in entries("glossaries/latin.txt", "words"):
        english, _, words = entry.partition("=")
        for word in words.split("|"):
            found[word].update(dict.fromkeys(english.split("/")))
    return {word: tuple(meanings) for word, meanings in found.items()}
