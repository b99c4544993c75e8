"""Which questions nobody could answer: a company's name with so much left out that others fit as well."""

from __future__ import annotations

from collections import defaultdict

from bench.screening.material import Material, words_of
from watchlists.model import Schema


class Words:
    """The words of all listed names, and who has them."""

    def __init__(self, material: Material) -> None:
        self._identities: dict[str, set[str]] = defaultdict(set)
        for identity, entities in material.members.items():
            for word in {word for entity in entities for name in entity.names for word in words_of(name.text)}:
                self._identities[word].add(identity)

    def fit_others(self, name: str, identity: str, schema: Schema) -> bool:
        """Whether every word of a company's name stands in another identity's names; never said of people.

        A person has a birth date to be told apart by.
        """
        return schema is not Schema.PERSON and bool(self._having_all(name) - {identity})

    def fit_somebody(self, name: str) -> bool:
        """Whether every word of a name stands in the names of one listed identity: it may as well be meant."""
        return len(words_of(name)) > 1 and bool(self._having_all(name))

    def _having_all(self, name: str) -> set[str]:
        having = [self._identities.get(word, set()) for word in words_of(name)]
        return set.intersection(*having) if having else set()
