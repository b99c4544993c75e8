"""Looking at the most promising first loses nobody, and threads do not disturb one another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from kyc.model.screening import Hit, ScreeningQuery
from kyc.screening.screener import ListScreener
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, ListedName, NameKind, Schema

GIVEN = (
    "Suradji",
    "Soeradji",
    "Muhammad",
    "Mohamad",
    "Abdul",
    "Wirya",
    "Kusumah",
    "S",
    "Ghulam",
    "Gulam",
    "Sarwar",
    "Ali",
)
FAMILY = ("Noorzehi", "Norzehi", "Rahman", "Wiryakusumah", "Zainuddin", "Hasan", "Hassan Noor", "Tan")


def listed(number: int, given: str, family: str) -> ListedEntity:
    return ListedEntity(
        f"local-{number:03}",
        "local",
        Schema.PERSON,
        (ListedName(f"{given} {family}"), ListedName(f"{family} Muhammad {given}", NameKind.WEAK_ALIAS)),
        birth_dates=(DateSpan(PartialDate(1950 + number % 30, 3, 7)),) if number % 3 else (),
        nationalities=("IDN", "AFG")[: number % 3],
        gender=(None, "male", "female")[number % 3],
    )


ENTITIES = tuple(listed(number, *names) for number, names in enumerate(product(GIVEN, FAMILY)))
QUERIES = [
    ScreeningQuery(name, birth_date=born, countries=countries)
    for name in (
        "Muhammad Hasan",
        "Suraji Noorzehi",
        "S. Wiryakusuma",
        "Ali Tan",
        "Wirya Kusumah",
        "Gulam Sarwar Rahman",
    )
    for born, countries in ((None, ()), (PartialDate(1961, 3, 7), ("IDN",)))
]


def bits(hits: tuple[Hit, ...]) -> list[tuple[str, float, str | None]]:
    return [(hit.entity_id, hit.bits, hit.name) for hit in hits]


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_the_best_few_are_the_first_of_all(limit: int) -> None:
    everything = ListScreener(ENTITIES, (), limit=10_000)
    few = ListScreener.over(everything.listing, (), limit=limit)
    for query in QUERIES:
        assert bits(few.screen(query).hits) == bits(everything.screen(query).hits[:limit])


def test_each_hit_has_the_bits_of_its_pair() -> None:
    screener = ListScreener(ENTITIES, (), limit=10_000)
    entities = {entity.id: entity for entity in ENTITIES}
    for query in QUERIES:
        for hit in screener.screen(query).hits:
            assert screener.compare(query, entities[hit.entity_id]).bits == hit.bits


def test_threads_get_the_answers_that_one_gets() -> None:
    alone, shared = ListScreener(ENTITIES, ()), ListScreener(ENTITIES, ())
    expected = [bits(alone.screen(query).hits) for query in QUERIES]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda query: bits(shared.screen(query).hits), QUERIES * 20))
    assert found == expected * 20
