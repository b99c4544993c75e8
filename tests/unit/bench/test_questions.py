"""Questions from an invented list: right answers, context, halves."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from bench.screening.material import HALVES, Material, half_of, identities, natural, words_of
from bench.screening.people import pools, unrelated
from bench.screening.queries import NAMESAKE, Question, questions
from bench.screening.sizes import padded
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, ListedName, NameKind, Schema

GIVEN = pools()["IDN"]["given"]
FAMILY = pools()["RUS"]["family"]
YEAR = 1960
POLITICIANS = tuple(f"Aroha {name}" for name in FAMILY)


def person(at: int, source: str = "us_ofac_sdn") -> ListedEntity:
    given, middle, family = GIVEN[at], GIVEN[-at - 1], FAMILY[at]
    return ListedEntity(
        id=f"{source}-{at}",
        source=source,
        schema=Schema.PERSON,
        names=(
            ListedName(f"{family}, {given} {middle}", family=family),
            ListedName(f"{middle} X", NameKind.WEAK_ALIAS),
        ),
        birth_dates=(DateSpan(PartialDate(YEAR)),),
        nationalities=("IDN",),
    )


def company(at: int) -> ListedEntity:
    return ListedEntity(f"firm-{at}", "us_ofac_sdn", Schema.ORGANIZATION, (ListedName(f"{FAMILY[at]} Mining Works"),))


@pytest.fixture(scope="module")
def material() -> Material:
    entities = (*map(person, range(60)), *map(company, range(60, 100)))
    members = {entity.id: (entity,) for entity in entities}
    native = {person(3).id: (ListedName("Иван", script="Cyrl"),)}
    return Material(entities, {key: key for key in members}, members, {}, native, POLITICIANS)


@pytest.fixture(scope="module")
def asked(material: Material) -> list[Question]:
    return questions(material, "dev", 100)


def test_questions_are_the_same_again(material: Material, asked: list[Question]) -> None:
    assert [each.query for each in questions(material, "dev", 100)] == [each.query for each in asked]


def test_halves_share_no_listed_identity(material: Material, asked: list[Question]) -> None:
    others = questions(material, "unseen", 100)
    assert not {each.identity for each in asked if each.right} & {each.identity for each in others if each.right}
    assert {half_of(each.identity) for each in asked if each.right} == {"dev"}


def test_a_listed_person_comes_with_a_date_and_country_that_fit(asked: list[Question]) -> None:
    people = [each for each in asked if each.right and each.query.schema is Schema.PERSON and each.kind != NAMESAKE]
    assert people
    assert {each.query.birth_date.year for each in people if each.query.birth_date} == {YEAR}
    assert {each.query.countries for each in people} == {("IDN",)}


def test_a_namesake_was_born_years_away(asked: list[Question]) -> None:
    namesakes = [each.query.birth_date for each in asked if each.kind == NAMESAKE]
    assert namesakes
    assert all(date and abs(date.year - YEAR) >= 6 for date in namesakes)


def test_a_disguise_asks_for_what_its_twin_asks_for(asked: list[Question]) -> None:
    by_id = {each.id: each for each in asked}
    twins = [(each, by_id[each.twin]) for each in asked if each.twin]
    assert twins
    assert all(one.right == other.right and one.query.name != other.query.name for one, other in twins)
    assert all(one.query.birth_date == other.query.birth_date for one, other in twins)


def test_unrelated_people_are_on_no_list(material: Material, asked: list[Question]) -> None:
    listed = {words_of(name.text) for entity in material.entities for name in entity.names}
    strangers = [each for each in asked if not each.right]
    assert strangers
    assert not {words_of(each.query.name) for each in strangers} & listed


def test_ids_are_unique(asked: list[Question]) -> None:
    assert max(Counter(each.id for each in asked).values()) == 1


def test_name_only_leaves_nothing_but_the_name(asked: list[Question]) -> None:
    query = asked[0].name_only.query
    assert (query.name, query.birth_date, query.countries) == (asked[0].query.name, None, ())


def test_customers_come_each_once() -> None:
    made = list(islice(unrelated([("Amo Besu", "IDN"), ("Ciro Dako", "IDN")], ["Ula Vik"], frozenset(), "s"), 300))
    assert len({words_of(each.name) for each in made}) == 300
    assert {"invented person", "invented company", "politician", "recombined"} >= {each.sort for each in made}


def test_one_person_on_two_lists_is_one_identity() -> None:
    other = person(1, "un_sc")
    found = identities([person(0), person(1), other])
    assert found[other.id] == found[person(1).id] != found[person(0).id]


def test_namesakes_of_another_age_on_two_lists_are_two() -> None:
    young = ListedEntity("un-1", "un_sc", Schema.PERSON, person(1).names, (DateSpan(PartialDate(1990)),))
    found = identities([person(1), young])
    assert found[young.id] != found[person(1).id]


def test_a_tagged_family_name_goes_to_the_end() -> None:
    assert natural(ListedName("Besu, Amo", family="Besu")) == "Amo Besu"
    assert natural(ListedName("Works, Mining", family=None)) == "Works, Mining"


def test_padding_reaches_the_size_and_keeps_what_is_real(material: Material) -> None:
    more = padded(material.entities, 1000)
    assert more[: len(material.entities)] == list(material.entities)
    assert abs(sum(len(entity.names) for entity in more) - 1000) <= 1
    assert padded(material.entities, 0) == list(material.entities)


def test_both_halves_are_about_equal() -> None:
    counts = Counter(half_of(f"sdn-{number}") for number in range(2000))
    assert set(counts) == set(HALVES)
    assert abs(counts["dev"] - 1000) < 100
