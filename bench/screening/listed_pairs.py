"""Labelled pairs out of the published lists: what means one by a hard fact, which the pair then hides, and near misses.

Two entries mean one when two lists give them the same document number, or two years of one list the same id. Two of
one list that mean different ones are the nearest misses: its publisher has told relatives, sister ships and companies
of one group apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bench.screening.material import half_of, natural, words_of
from bench.screening.pairs import Pair
from kyc.model.screening import ScreeningQuery
from kyc.screening.scoring.evidence import normalised_numbers
from watchlists.model import ListedEntity, ListedName, NameKind, Schema
from watchlists.reading import read_list

_EDITIONS = {  # the list's key, its date, and the files
    ("us_ofac_sdn", "2018"): ("ofac/sdn_2018-11.csv", "ofac/alt_2018-11.csv", "ofac/add_2018-11.csv"),
    ("us_ofac_sdn", "2026"): ("ofac/sdn_2023-01-21.csv", "ofac/alt_2026-06.csv", "ofac/add_2026-06.csv"),
    ("us_ofac_cons", "2025"): (
        "ofac/cons_prim_2025-12.csv",
        "ofac/cons_alt_2025-12.csv",
        "ofac/cons_add_2025-12.csv",
        "ofac/cons_comments_2025-12.csv",
    ),
    ("un_sc", "2026"): ("un/un_consolidated_2026-02-27.xml",),
    ("us_trade_csl", "2020"): ("us_csl/csl_watchman_hist.csv",),
}
_SHORTEST_NUMBER = 6  # characters; a shorter one two people may have by chance
_REACHABLE = 60  # ratio of the sorted words, below which no likeness could tell that two names are one's
_NEAREST = 3  # of other entries, one of which is the near miss
Key = tuple[tuple[str, str], str]  # an edition, and an entry's id in it
ONE_NAME, ALL_NAMES, IN_CONTEXT = "one name", "all names", "names, dates, countries"


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of one edition of a list."""

    edition: tuple[str, str]
    entity: ListedEntity

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.edition, self.entity.id

    @property
    def names(self) -> tuple[ListedName, ...]:
        """Its names in Latin letters that the publisher stands behind."""
        return (
            tuple(name for name in self.entity.names if not name.script and name.kind is not NameKind.WEAK_ALIAS)
            or (self.entity.names[:1])
        )

    @property
    def texts(self) -> frozenset[tuple[str, ...]]:
        """How its names read."""
        return frozenset(words_of(name.text) for name in self.entity.names)


def load_editions(folder: Path) -> list[Listed]:
    """Read every edition of a folder as `../shared/lists` has them; editions that are not there are left out."""
    found = []
    for (key, year), files in _EDITIONS.items():
        paths = [folder / name for name in files]
        if all(path.is_file() for path in paths):
            found += [Listed((key, year), entity) for entity in read_list(key, paths).entities]
    return found


def identities(listed: Sequence[Listed]) -> list[tuple[Listed, ...]]:
    """Put together the entries that mean one; groups with two of one edition are left out, as unsure."""
    groups = _Groups(len(listed))
    first: dict[str, int] = {}
    for at, each in enumerate(listed):
        for fact in (each.entity.id, *_numbers(each.entity)):
            groups.join(first.setdefault(fact, at), at)
    members: dict[int, list[Listed]] = defaultdict(list)
    for at, each in enumerate(listed):
        members[groups.root(at)].append(each)
    return [tuple(group) for group in members.values() if len({each.edition for each in group}) == len(group)]


class _Groups:
    """Union and find."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def root(self, at: int) -> int:
        while self._above[at] != at:
            self._above[at] = at = self._above[self._above[at]]
        return at

    def join(self, one: int, other: int) -> None:
        self._above[self.root(other)] = self.root(one)


def _numbers(entity: ListedEntity) -> Iterable[str]:
    numbers = normalised_numbers(document.number for document in entity.documents)
    return (number for number in numbers if len(number) >= _SHORTEST_NUMBER and any(map(str.isdigit, number)))


def listed_pairs(listed: Sequence[Listed], half: str, count: int, seed: str = "1") -> list[Pair]:
    """Make up to `count` true pairs of a half's identities and as many near misses, each in three ways."""
    groups = identities(listed)
    identity_of = {each.key: at for at, group in enumerate(groups) for each in group}
    mine = [group for group in groups if half_of(min(each.entity.id for each in group)) == half and len(group) > 1]
    mine.sort(key=lambda group: sha256(f"{seed} {group[0].entity.id}".encode()).digest())
    near = _Neighbours(listed, identity_of)
    pairs: list[Pair] = []
    for group in mine:
        rng = Random(f"{seed} {group[0].entity.id}")
        asked, other = rng.sample(group, 2)
        if true := _true(asked, other, rng):
            pairs += true
            pairs += near.miss(asked, rng)
        if sum(pair.label for pair in pairs) >= 3 * count:
            break
    return pairs


def _true(asked: Listed, other: Listed, rng: Random) -> list[Pair]:
    """The same one under a name that the other entry lacks, or is made to lack, and whose others could lead to it."""
    names = list(asked.names)
    rng.shuffle(names)
    names.sort(key=lambda name: words_of(name.text) in other.texts)
    for name in names:
        left = tuple(each for each in other.entity.names if words_of(each.text) != words_of(name.text))
        if left and len(words_of(name.text)) > 1:
            without = replace(other, entity=replace(other.entity, names=left))
            best = max(without.names, key=lambda listed: _ratio(name.text, listed.text))
            if _ratio(name.text, best.text) >= _REACHABLE:
                return list(_in_three_ways(asked.entity, name, without.entity, best, label=True))
    return []


class _Neighbours:
    """Finds the entries of an edition whose names come nearest to a name and that mean somebody else."""

    def __init__(self, listed: Sequence[Listed], identity_of: Mapping[Key, int]) -> None:
        self._identity_of = identity_of
        self._named: dict[tuple[object, str], list[tuple[str, ListedName, Listed]]] = defaultdict(list)
        for each in listed:
            for name in each.names:
                row = " ".join(words_of(name.text)), name, each
                self._named[each.edition, _sort(each.entity.schema)].append(row)

    def miss(self, asked: Listed, rng: Random) -> list[Pair]:
        """A name of an entry beside one of the nearest others of its own list; none where nothing comes near."""
        named = self._named[asked.edition, _sort(asked.entity.schema)]
        name = rng.choice(asked.names)
        words = words_of(name.text)
        texts = [text for text, *_ in named]
        ratios = cdist([" ".join(words)], texts, scorer=fuzz.ratio, score_cutoff=_REACHABLE, dtype=np.uint8)[0]
        found: dict[str, tuple[ListedName, Listed]] = {}
        for at in np.argsort(-ratios.astype(np.int16), kind="stable")[: 20 * _NEAREST].tolist():
            _, theirs, other = named[at]
            if ratios[at] and self._is_another(asked, other) and words not in other.texts:
                found.setdefault(other.entity.id, (theirs, other))
        if not found:
            return []
        theirs, other = rng.choice(list(found.values())[:_NEAREST])
        return list(_in_three_ways(asked.entity, name, other.entity, theirs, label=False))

    def _is_another(self, one: Listed, other: Listed) -> bool:
        identities = self._identity_of.get(one.key), self._identity_of.get(other.key)
        return None not in identities and identities[0] != identities[1]


def _sort(schema: Schema) -> str:
    if schema in (Schema.PERSON, Schema.VESSEL, Schema.AIRPLANE):
        return schema.value
    return "organisation"


def _in_three_ways(
    asked: ListedEntity, name: ListedName, other: ListedEntity, theirs: ListedName, *, label: bool
) -> Iterator[Pair]:
    """A pair with one name a side; with all names of the other; with dates and countries, too. Numbers are hidden."""
    sort = _sort(asked.schema).lower()
    bare = ScreeningQuery(natural(name), schema=asked.schema)
    born = next((span.start for span in asked.birth_dates if not span.circa and not span.end), None)
    countries = tuple(dict.fromkeys((*asked.nationalities, *asked.countries)))[:2]
    told = replace(bare, birth_date=born, countries=countries, gender=asked.gender)
    # One list says of a firm that it may be anything, another that it is a firm: the pair asks about the names.
    other = replace(other, schema=asked.schema, documents=(), names=_natural(other.names))
    nameless = replace(other, birth_dates=(), nationalities=(), countries=(), gender=None)
    single = replace(nameless, names=_natural((replace(theirs, kind=NameKind.PRIMARY),)))
    yield Pair(bare, single, label, f"{ONE_NAME}: {sort}")
    yield Pair(bare, nameless, label, f"{ALL_NAMES}: {sort}")
    yield Pair(told, other, label, f"{IN_CONTEXT}: {sort}")


def _natural(names: Iterable[ListedName]) -> tuple[ListedName, ...]:
    return tuple(replace(name, text=natural(name)) for name in names)


def _ratio(one: str, other: str) -> float:
    return fuzz.ratio(" ".join(words_of(one)), " ".join(words_of(other)))
