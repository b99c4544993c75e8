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
        if schema is Schema.PERSON:
            return False
        having = [self._identities.get(word, set()) for word in words_of(name)]
        return bool(having) and bool(set.intersection(*having) - {identity})
