"""Finding listed entities by the words they hold: a search box, not a screening."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from anyascii import anyascii

from watchlists.model import ListedEntity

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that all have to be there, and words that must not; one ending in `*` stands for its beginnings."""

    present: tuple[str, ...]
    absent: tuple[str, ...] = ()


class WordIndex:
    """The words of entities, in Latin letters without accents; entities are told by their place in `entities`."""

    def __init__(self, entities: Sequence[ListedEntity]) -> None:
        self._in_text: dict[str, set[int]] = defaultdict(set)
        self._names = [[frozenset(words_of(name.text)) for name in entity.names] for entity in entities]
        for at, entity in enumerate(entities):
            for text in _texts(entity):
                for word in words_of(text):
                    self._in_text[word].add(at)
        self._sorted = sorted(self._in_text)

    def find(self, alternatives: Iterable[Wanted]) -> list[int]:
        """The entities that hold what any of the alternatives wants, those first whose names say it most plainly."""
        best: dict[int, float] = {}
        for wanted in alternatives:
            for at in self._holding(wanted):
                best[at] = max(best.get(at, 0.0), self._plainness(at, wanted))
        return sorted(best, key=lambda at: (-best[at], at))

    def _holding(self, wanted: Wanted) -> set[int]:
        found = [self._with(word) for word in wanted.present]
        held = set.intersection(*found) if found else set(range(len(self._names)))
        return held.difference(*(self._with(word) for word in wanted.absent))

    def _with(self, word: str) -> set[int]:
        if not word.endswith("*"):
            return self._in_text.get(word, set())
        stem = word[:-1]
        first = bisect_left(self._sorted, stem)
        longer = takewhile(lambda known: known.startswith(stem), islice(self._sorted, first, None))
        return set().union(*(self._in_text[known] for known in longer))

    def _plainness(self, at: int, wanted: Wanted) -> float:
        """How much of its best name was asked for, and of what was asked is in it; 0 when the words stand elsewhere."""
        said = ((sum(_is_in(word, name) for word in wanted.present), len(name)) for name in self._names[at])
        return max((both / (len(wanted.present) + size - both) for both, size in said if both), default=0.0)


def _is_in(word: str, name: frozenset[str]) -> bool:
    return word in name or (word.endswith("*") and any(known.startswith(word[:-1]) for known in name))


def words_of(text: str) -> list[str]:
    """Split a text into words, in Latin letters and lower case.

    >>> words_of("Ибрагим Ñandú-2")
    ['ibragim', 'nandu', '2']
    """
    plain = text if text.isascii() else anyascii(text)
    return _WORD.findall(plain.lower())


def _texts(entity: ListedEntity) -> Iterator[str]:
    yield entity.id
    yield from (name.text for name in entity.names)
    yield from (document.number for document in entity.documents)
    yield from map(str, entity.birth_dates)
    for texts in (entity.birth_places, entity.addresses, entity.programmes, entity.positions):
        yield from texts
    if entity.remarks:
        yield entity.remarks
