"""The real lists beside the checkout: who is listed, who is one person on two lists, and what is held out.

An *identity* is everybody's entries that mean one person or company. Identities fall into two halves by a digest of
their id: `dev` may be looked at while the screener is built, `unseen` is only ever counted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from watchlists.model import ListedEntity, ListedName, NameKind, Schema
from watchlists.reading import read_list

HALVES = ("dev", "unseen")
_SAME_DAY = 75  # token_sort ratio of two names born on one day, above which two lists mean one person
_SAME_NAME = 90  # the same where the birth dates say less
_REACHABLE = 60  # token_sort ratio to some other name, below which nobody could tell that an alias belongs to it
_LIST_FILES = {
    "us_ofac_sdn": ("ofac/sdn_2023-01-21.csv", "ofac/alt_2024-01.csv", "ofac/add_2024-01.csv"),
    "un_sc": ("un/un_consolidated_2026-02-27.xml",),
}
_PEP_FILES = {"ftm": ("ftm/sa_wiki_peps.entities.ftm.json",)}


@dataclass(frozen=True, slots=True)
class Material:
    """What is indexed, and what was taken out of it to be asked for.

    `identity_of` maps entity ids to identities, `members` identities to entities as indexed; `aliases` and `natives`
    are the held out names by identity, `politicians` the captions of an unrelated list.
    """

    entities: tuple[ListedEntity, ...]
    identity_of: Mapping[str, str]
    members: Mapping[str, tuple[ListedEntity, ...]]
    aliases: Mapping[str, ListedName]
    natives: Mapping[str, tuple[ListedName, ...]]
    politicians: tuple[str, ...]


def list_paths(folder: Path) -> dict[str, list[Path]]:
    """The files of each list that is screened against, by the list's key."""
    return {key: [folder / name for name in names] for key, names in _LIST_FILES.items()}


def load(folder: Path) -> Material:
    """Read the lists of a folder as `../shared/lists` has them."""
    listed = [entity for key, paths in list_paths(folder).items() for entity in read_list(key, paths).entities]
    politicians = read_list("ftm", [folder / name for name in _PEP_FILES["ftm"]]).entities
    identity_of = identities(listed)
    natives = _natives(listed, identity_of)
    latin = [_without(entity, frozenset(name.text for name in entity.names if name.script)) for entity in listed]
    aliases = _held_aliases(_by_identity(latin, identity_of))
    indexed = [_without(entity, _writings(aliases.get(identity_of[entity.id]), entity)) for entity in latin]
    return Material(
        entities=tuple(indexed),
        identity_of=identity_of,
        members=_by_identity(indexed, identity_of),
        aliases=aliases,
        natives=natives,
        politicians=tuple(entity.caption for entity in politicians if not entity.names[0].script),
    )


def half_of(identity: str) -> str:
    """The half an identity falls into, for ever.

    >>> half_of("sdn-36") == half_of("sdn-36")
    True
    """
    return HALVES[sha256(identity.encode()).digest()[0] & 1]


def words_of(name: str) -> tuple[str, ...]:
    """A name's words in plain lower case, sorted: the same for two writings that differ in order or accents.

    >>> words_of("GARCÍA, José") == words_of("Jose Garcia")
    True
    """
    return tuple(sorted(re.findall(r"[a-z0-9]+", anyascii(name).lower())))


def natural(name: ListedName) -> str:
    """A name in the order people say it: OFAC's `FAMILY, Given` turned round.

    >>> natural(ListedName("CASTRO GARZON, Ricardo", family="CASTRO GARZON"))
    'Ricardo CASTRO GARZON'
    """
    family, comma, given = name.text.partition(", ")
    return f"{given} {family}" if comma and name.family else name.text


def identities(entities: Sequence[ListedEntity]) -> dict[str, str]:
    """Map each entity to its identity: itself, or the entry of another list that means the same.

    Two entries of two lists mean one when a whole name of three words is all but the same and no birth year speaks
    against it, when a shorter one is and a birth year speaks for it, or when they share a birth date and a similar
    name.
    """
    found: dict[str, str] = {}
    lists: dict[str, list[ListedEntity]] = defaultdict(list)
    for entity in entities:
        lists[entity.source].append(entity)
    earlier: list[ListedEntity] = []
    for members in lists.values():
        twins = dict(_twins(members, earlier)) if earlier else {}
        found |= {entity.id: found[twins[entity.id]] if entity.id in twins else entity.id for entity in members}
        earlier += members
    return found


def _twins(entities: Sequence[ListedEntity], earlier: Sequence[ListedEntity]) -> Iterator[tuple[str, str]]:
    """Pair entities with the entry of an earlier list that means the same."""
    theirs = [(text, other) for other in earlier for text in _texts(other)]
    texts = [text for text, _ in theirs]
    for entity in entities:
        for text in _texts(entity):
            scores = cdist([text], texts, scorer=fuzz.ratio, score_cutoff=_SAME_DAY, dtype=np.uint8)[0]
            for at in np.flatnonzero(scores):
                other = theirs[at][1]
                if _is_one(entity, other, float(scores[at]), len(text.split())):
                    yield entity.id, other.id


def _texts(entity: ListedEntity) -> list[str]:
    """The different names of an entity, in an order that is always the same."""
    names = (" ".join(words_of(name.text)) for name in entity.names if name.kind is not NameKind.WEAK_ALIAS)
    return [text for text in dict.fromkeys(names) if text]


def _is_one(one: ListedEntity, other: ListedEntity, ratio: float, words: int) -> bool:
    if (one.schema is Schema.PERSON) is not (other.schema is Schema.PERSON):
        return False
    days = [{span.start for span in entity.birth_dates if span.start.exact} for entity in (one, other)]
    if days[0] & days[1]:
        return True
    years = [{span.start.year for span in entity.birth_dates} for entity in (one, other)]
    near = any(abs(a - b) <= 1 for a in years[0] for b in years[1])
    person = one.schema is Schema.PERSON
    return ratio >= _SAME_NAME and (near or (not all(years) and (words > 2 or (ratio == 100 and not person))))


def _by_identity(
    entities: Iterable[ListedEntity], identity_of: Mapping[str, str]
) -> dict[str, tuple[ListedEntity, ...]]:
    found: dict[str, list[ListedEntity]] = defaultdict(list)
    for entity in entities:
        found[identity_of[entity.id]].append(entity)
    return {identity: tuple(members) for identity, members in found.items()}


def _natives(entities: Iterable[ListedEntity], identity_of: Mapping[str, str]) -> dict[str, tuple[ListedName, ...]]:
    """The names in other scripts that the publisher itself gives, by identity."""
    found: dict[str, list[ListedName]] = defaultdict(list)
    for entity in entities:
        found[identity_of[entity.id]] += [name for name in entity.names if name.script and name.text.strip()]
    return {identity: tuple(names) for identity, names in found.items() if names}


def _held_aliases(members: Mapping[str, Sequence[ListedEntity]]) -> dict[str, ListedName]:
    """Take one alias of every fourth identity that has one which another of its names could lead to."""
    held = {}
    for identity, entities in members.items():
        if sha256(f"alias {identity}".encode()).digest()[0] % 4:
            continue
        names = [name for entity in entities for name in entity.names]
        found = next((name for name in names if name.kind is NameKind.ALIAS and _is_reachable(name, names)), None)
        if found:
            held[identity] = found
    return held


def _is_reachable(alias: ListedName, names: Sequence[ListedName]) -> bool:
    """Whether an alias of two words or more differs from all other names and still resembles one."""
    mine = words_of(alias.text)
    others = {words_of(name.text) for name in names if name.kind is not NameKind.WEAK_ALIAS} - {mine}
    return len(mine) > 1 and any(fuzz.ratio(" ".join(mine), " ".join(other)) >= _REACHABLE for other in others)


def _writings(held: ListedName | None, entity: ListedEntity) -> frozenset[str]:
    """The names of an entity that read like a held out one."""
    return frozenset(name.text for name in entity.names if held and words_of(name.text) == words_of(held.text))


def _without(entity: ListedEntity, texts: frozenset[str]) -> ListedEntity:
    """An entity less some names; it keeps its first when nothing else is left."""
    kept = tuple(name for name in entity.names if name.text not in texts)
    return replace(entity, names=kept or entity.names[:1]) if texts else entity
