"""Larger lists: the real one, and made-up entries put together from its words until there are enough names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from zlib import crc32

from bench.screening.people import birth_date, pools
from watchlists.dates import DateSpan
from watchlists.model import ListedEntity, ListedName, NameKind, Schema

Words = tuple[str, ...]
SIZES = {"30k": 0, "300k": 300_000, "3m": 3_000_000}
_LETTERS = "aeioubdghklmnrstvyz"
_CHANGED = 0.25  # share of words with other letters
# Vocabularies grow with a power of their lists (Heaps): 25 thousand words in these 12 thousand entities, 1.2 million
# in the 4.04 million of which yente's maintainers speak.
_GROWTH = 0.67


def padded(entities: Sequence[ListedEntity], names: int, seed: str = "1") -> list[ListedEntity]:
    """Add made-up entries, two names each and their kinds as in the real list, until there are `names` names."""
    missing = max(0, names - sum(len(entity.names) for entity in entities)) // 2
    people = _words(entity for entity in entities if entity.schema is Schema.PERSON)
    people += [
        (given, family)
        for pool in pools().values()
        for given, family in zip(pool["given"], pool["family"], strict=False)
    ]
    firms = _words(entity for entity in entities if entity.schema is not Schema.PERSON)
    spellings = round((1 + missing / max(1, len(entities))) ** _GROWTH) - 1
    made = _Mill(people, firms, max(1, spellings), Random(f"padded {seed}"))
    return [*entities, *(made.entity(at) for at in range(missing))]


def _words(entities: Iterable[ListedEntity]) -> list[Words]:
    return [tuple(name.text.replace(",", "").split()) for entity in entities for name in entity.names]


class _Mill:
    """Puts entities together. `spellings` is how many others each word may take."""

    def __init__(self, people: Sequence[Words], firms: Sequence[Words], spellings: int, rng: Random) -> None:
        self._people, self._firms, self._spellings, self._rng = people, firms, spellings, rng

    def entity(self, at: int) -> ListedEntity:
        """Make one with two names."""
        rng, person = self._rng, self._rng.random() < 0.6
        words = tuple(self._mixed(self._people if person else self._firms))
        other = tuple(self._respelled(word) if rng.random() < 0.5 else word for word in words)
        return ListedEntity(
            id=f"made-up-{at}",
            source="local",
            schema=Schema.PERSON if person else Schema.ORGANIZATION,
            names=(ListedName(" ".join(words)), ListedName(" ".join(other), NameKind.ALIAS)),
            birth_dates=(DateSpan(birth_date(rng)),) if person else (),
            nationalities=(rng.choice(_COUNTRIES),),
        )

    def _mixed(self, names: Sequence[Words]) -> Iterator[str]:
        """The first words of one name and the last of another, some in another spelling."""
        one, other = self._rng.choice(names), self._rng.choice(names)
        for word in (*one[: (len(one) + 1) // 2], *other[len(other) // 2 :]):
            yield self._respelled(word) if self._rng.random() < _CHANGED else word

    def _respelled(self, word: str) -> str:
        """A word with one letter exchanged or added: one of its few other spellings."""
        if len(word) < 3:
            return word
        fixed = crc32(f"{word}{self._rng.randrange(self._spellings)}".encode())
        at = 1 + fixed % (len(word) - 1)
        return word[:at] + _LETTERS[fixed // 64 % len(_LETTERS)] + word[at + (fixed // 4096 & 1) :]


_COUNTRIES = sorted(pools())
