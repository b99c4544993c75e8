"""What sort of organisation it is: one word for another of its sort says less than the rest of the name."""

from __future__ import annotations

import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.language.names import read_name
from kyc.screening.language.tables import mapping
from kyc.screening.language.words import INSTEAD, SORTS
from kyc.screening.scoring.weights import word_bits
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity, ListedName, Schema


def compared(one: str, other: str, schema: Schema = Schema.ORGANIZATION) -> tuple[bool, float]:
    entity = ListedEntity("x", "local", schema, (ListedName(other),))
    screener = ListScreener((), (), threshold=0.6)
    score = screener.compare(ScreeningQuery(one, schema=schema), entity).score
    return score >= screener.algorithm.threshold, score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Melatikar Martyrs Brigade", "Melatikar Martyrs Battalion"),
        ("Kencana Security Department", "Kencana Security Directorate"),
        ("Kencana Liberation Movement", "Kencana Liberation Party"),
        ("Air Melatikar", "Melatikar Airlines"),
        ("Kencanabad Cement Works", "Kencanabad Cement Factory"),
        ("Melatikar Hawala", "Melatikar Money Exchange"),
        ("Kencanabad Shipping", "Kencanabad Maritime"),
        ("Бригада Мелатикар", "Melatikar Battalion"),
    ],
)
def test_one_organisation_under_another_word_of_its_sort(one: str, other: str) -> None:
    assert compared(one, other)[0]
    assert compared(other, one)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kencana Brigade", "Melatikar Battalion"),
        ("Northern Brigade", "Northern Trading"),
        ("Air Kencana", "Air Melatikar"),
        ("Kencana Bank", "Kencana Trading"),
        ("Security Department", "Health Directorate"),
    ],
)
def test_a_sort_alone_makes_nobody_the_same(one: str, other: str) -> None:
    assert not compared(one, other)[0]
    assert not compared(other, one)[0]


def test_the_same_word_says_more_than_another_of_its_sort() -> None:
    same, other = (compared("Kencana Brigade", name)[1] for name in ("Kencana Brigade", "Kencana Battalion"))
    assert same > other


def test_people_have_no_sort() -> None:
    assert read_name("Front Market", person=True).words == (("front",), ("market",))


def test_a_sort_weighs_little() -> None:
    assert all(word_bits(sort, person=False) < 3 for sort in SORTS.values())
    assert word_bits("battalion", person=False) > 6


def test_a_word_is_of_one_sort_and_no_kind_of_company() -> None:
    words = [word for words in mapping("words.txt", "sorts").values() for word in words]
    assert len(words) == len(set(words))
    assert INSTEAD.isdisjoint(words)
