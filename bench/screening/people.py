"""People and companies that nobody lists: the customers a screening should leave alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from bench.screening.material import words_of
from watchlists.dates import PartialDate
from watchlists.model import Schema

POOLS = Path(__file__).with_name("pools.json")
_ARAB = ("SAU", "EGY", "SYR", "IRQ")
_FAMILY_FIRST = ("CHN", "KOR")


@dataclass(frozen=True, slots=True, repr=False)
class Customer:
    """Somebody unrelated. `sort` says where the name comes from."""

    sort: str
    name: str
    country: str
    schema: Schema
    birth_date: PartialDate | None

    def __repr__(self) -> str:
        return f"Customer({self.sort})"


@cache
def pools() -> dict[str, Any]:
    """Name parts by country: `given`, `family`, `companies`, and `middle` where the country has it."""
    loaded: dict[str, Any] = json.loads(POOLS.read_text(encoding="utf-8"))
    return loaded


def invented(rng: Random) -> Customer:
    """A person with a common name of some country, a company one time in five."""
    country = rng.choice(sorted(pools()))
    companies = pools()[country]["companies"]
    if companies and rng.random() < 0.25:
        return Customer("invented company", _company(companies, rng), country, Schema.ORGANIZATION, None)
    return Customer("invented person", _person(country, rng), country, Schema.PERSON, birth_date(rng))


def politician(names: Sequence[str], rng: Random) -> Customer:
    """Somebody of a list of politicians that is not screened against."""
    return Customer("politician", rng.choice(names), "SAU", Schema.PERSON, birth_date(rng))


def recombined(names: Sequence[tuple[str, str]], rng: Random) -> Customer:
    """The words of two listed people of one country put together: the hardest of the unrelated.

    `names` are pairs of a listed name and a country; where no two of them go together, somebody is invented.
    """
    for _ in range(100):
        one, country = rng.choice(names)
        other, their_country = rng.choice(names)
        first, second = one.split(), other.split()
        if country == their_country and one != other and len(first) > 1 and len(second) > 1:
            name = " ".join((*first[: max(1, len(first) // 2)], *second[-max(1, len(second) // 2) :]))
            return Customer("recombined", name, country, Schema.PERSON, birth_date(rng))
    return invented(rng)


def unrelated(
    listed: Sequence[tuple[str, str]], politicians: Sequence[str], known: frozenset[tuple[str, ...]], seed: str
) -> Iterator[Customer]:
    """Go on for ever with customers whose words, in any order, are no listed name's, each once."""
    rng, seen = Random(seed), set(known)
    while True:
        customer = _somebody(listed, politicians, rng)
        words = words_of(customer.name)
        if words and words not in seen:
            seen.add(words)
            yield customer


def _somebody(listed: Sequence[tuple[str, str]], politicians: Sequence[str], rng: Random) -> Customer:
    way = rng.random()
    if way < 0.15:
        return recombined(listed, rng)
    return politician(politicians, rng) if way < 0.25 else invented(rng)


def birth_date(rng: Random) -> PartialDate:
    """A day of an adult's birth, in full as a card has it."""
    return PartialDate(rng.randint(1942, 2005), rng.randint(1, 12), rng.randint(1, 28))


def _person(country: str, rng: Random) -> str:
    parts = pools()[country]
    given, family = rng.choice(parts["given"]), rng.choice(parts["family"])
    if country == "IDN":
        return _indonesian(given, family, rng)
    if country in _ARAB:
        return _arab(given, family, parts, rng)
    if country in _FAMILY_FIRST and rng.random() < 0.6:
        return f"{family} {given}"
    middle = parts.get("middle") or (parts["given"] if country in ("USA", "GBR", "IND") else parts["family"])
    return f"{given} {rng.choice(middle)} {family}" if rng.random() < 0.5 else f"{given} {family}"


def _indonesian(given: str, family: str, rng: Random) -> str:
    """One name in ten stands alone."""
    if rng.random() < 0.1:
        return given
    second = f" {rng.choice(pools()['IDN']['given'])}" if rng.random() < 0.4 else ""
    before = f"{rng.choice(('Muhammad', 'Siti', 'Ahmad', 'Sri', 'Nur'))} " if rng.random() < 0.25 else ""
    return f"{before}{given}{second} {family}"


def _arab(given: str, family: str, parts: dict[str, Any], rng: Random) -> str:
    father = f" {rng.choice(('bin ', '', ''))}{rng.choice(parts['given'])}" if rng.random() < 0.6 else ""
    return f"{given}{father} {rng.choice(('al-', 'Al ', '', ''))}{family}"


def _company(companies: Sequence[str], rng: Random) -> str:
    """A made-up company with a word of another one, so that there are more than the pool holds."""
    one, other = rng.choice(companies), rng.choice(companies)
    return one if rng.random() < 0.3 else f"{other.replace(',', '').split()[0]} {one}"
