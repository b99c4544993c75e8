"""Larger lists: the real one, and made-up entries put together from its words until there are enough names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from bench.screening.people import birth_date, pools
from watchlists.dates import DateSpan
from watchlists.model import ListedEntity, ListedName, NameKind, Schema

SIZES = {"30k": 0, "300k": 300_000, "3m": 3_000_000}
_LETTERS = "aeioubdghklmnrstvyz"
_CHANGED = 0.25  # share of words with other letters: vocabularies grow with their lists


def padded(entities: Sequence[ListedEntity], names: int, seed: str = "1") -> list[ListedEntity]:
    """Add made-up entries, two names each and their kinds as in the real list, until there are `names` names."""
    rng = Random(f"padded {seed}")
    missing = names - sum(len(entity.names) for entity in entities)
    people = _words(entity for entity in entities if entity.schema is Schema.PERSON)
    people += [
        (given, family)
        for pool in pools().values()
        for given, family in zip(pool["given"], pool["family"], strict=False)
    ]
    firms = _words(entity for entity in entities if entity.schema is not Schema.PERSON)
    return [*entities, *(_made_up(at, people, firms, rng) for at in range(max(0, missing) // 2))]


def _words(entities: Iterable[ListedEntity]) -> list[tuple[str, ...]]:
    return [tuple(name.text.replace(",", "").split()) for entity in entities for name in entity.names]


def _made_up(at: int, people: Sequence[tuple[str, ...]], firms: Sequence[tuple[str, ...]], rng: Random) -> ListedEntity:
    person = rng.random() < 0.6
    words = tuple(_mixed(people if person else firms, rng))
    other = tuple(_varied(word, rng) if rng.random() < 0.5 else word for word in words)
    return ListedEntity(
        id=f"made-up-{at}",
        source="local",
        schema=Schema.PERSON if person else Schema.ORGANIZATION,
        names=(ListedName(" ".join(words)), ListedName(" ".join(other), NameKind.ALIAS)),
        birth_dates=(DateSpan(birth_date(rng)),) if person else (),
        nationalities=(rng.choice(_COUNTRIES),),
    )


def _mixed(names: Sequence[tuple[str, ...]], rng: Random) -> Iterator[str]:
    """The first words of one name and the last of another, some with other letters."""
    one, other = rng.choice(names), rng.choice(names)
    for word in (*one[: (len(one) + 1) // 2], *other[len(other) // 2 :]):
        yield _varied(word, rng) if rng.random() < _CHANGED else word


def _varied(word: str, rng: Random) -> str:
    """A word with one letter exchanged or added, as families of names differ."""
    if len(word) < 3:
        return word
    at = rng.randrange(1, len(word))
    return word[:at] + rng.choice(_LETTERS) + word[at + rng.randint(0, 1) :]


_COUNTRIES = sorted(pools())
