"""The bench of birth places: who is one, who is not, what a share is worth, and which names a city has."""

from __future__ import annotations

from random import Random

import pytest

from bench.screening.birthplaces import Counted, counted, different, names_of_towns, placed_people, same, two_towns
from bench.screening.build_birthplaces import other_names
from bench.screening.material import Material, half_of
from bench.screening.placed_search import placed_questions
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, ListedName, Schema

BORN = (DateSpan(PartialDate(1961, 3, 7)),)


def person(id_: str, name: str, *places: str) -> ListedEntity:
    return ListedEntity(
        id_, id_[:3], Schema.PERSON, (ListedName(name),), birth_dates=BORN, birth_places=places, nationalities=("IDN",)
    )


ONE, TWIN = person("un-1", "Suradji Wiryakusumah", "Garut", "Medan"), person("sdn-1", "Suradji Wirjakusumah", "Garut")


def test_two_lists_entries_of_one_person_are_a_pair_both_ways() -> None:
    (group,) = placed_people([ONE, TWIN], half_of("un-1"), None)
    pairs = same([group])
    assert pairs["one person on two lists"] == [(ONE, TWIN), (TWIN, ONE)]
    assert pairs["… no place written alike"] == []


def test_different_people_are_told_by_country_and_word() -> None:
    others = [[ONE], [person("un-2", "Suradji Hadi", "Medan")], [person("un-3", "Budi Santoso", "Medan")]]
    assert [len(pairs) for pairs in different(others, Random(1)).values()] == [3, 3, 1]


def test_each_place_of_an_entry_counts_its_share() -> None:
    found = counted([(ONE, TWIN)])
    assert (found.compared, found.agree, found.contradict) == (1.0, 0.5, 0.5)
    assert counted([]).agree == 0


def test_shares_are_bits_beside_those_of_namesakes() -> None:
    line = Counted(10, 10.0, 0.8, 0.2).line("one", Counted(10, 10.0, 0.1, 0.8))
    assert line.endswith("| +3.0 / -2.0 |")


@pytest.mark.parametrize(
    ("place", "expected"), [("Batavia", True), ("Djakarta", False), ("JKT", False), ("jakata", False)]
)
def test_only_names_that_no_likeness_could_tell_are_kept(place: str, expected: bool) -> None:
    city = {"name": "Jakarta", "population": 8_540_121, "countrycode": "ID", "alternatenames": [place]}
    assert other_names([city]) == ({"jakarta": {place.lower()}} if expected else {})


def test_what_two_cities_are_called_stands_for_neither() -> None:
    cities = [
        {"name": name, "population": 900_000, "countrycode": "IQ", "alternatenames": ["Madina"]}
        for name in ("Baghdad", "Mosul")
    ]
    assert other_names(cities) == {}


def test_a_person_of_two_lists_is_asked_for_by_one_and_is_the_other() -> None:
    other = person("un-9", "Budi Santoso", "Solo")
    identity_of = {"un-1": "un-1", "sdn-1": "un-1", "un-9": "un-9"}
    material = Material((ONE, TWIN, other), identity_of, {"un-1": (ONE, TWIN), "un-9": (other,)}, {}, {}, ())
    right, namesake = placed_questions(material, half_of("un-1"), 0)
    assert (right.id, right.right, right.query.birth_place) == ("sdn-1", frozenset({"un-1"}), "Garut")
    assert (namesake.kind, namesake.query.name, namesake.query.birth_place) == ("namesake", right.query.name, "Solo")


def test_names_of_small_towns_are_told_by_their_letters() -> None:
    town = {"name": "Saqra", "population": 20_000, "countrycode": "SA", "alternatenames": ["شقراء", "Shaqra", "SQR"]}
    large, at_home = town | {"population": 900_000}, town | {"countrycode": "ID"}
    assert list(names_of_towns([town, large, at_home], Random(1))) == [
        ("names of one town, ARABIC letters", "شقراء", "Saqra"),
        ("names of one town, LATIN letters", "Shaqra", "Saqra"),
    ]


def test_two_towns_are_of_one_country() -> None:
    towns = [{"name": name, "countrycode": code} for name, code in (("Garut", "ID"), ("Qom", "IR"), ("Medan", "ID"))]
    ((_, *pair),) = two_towns(towns, Random(1))
    assert sorted(pair) == ["Garut", "Medan"]
