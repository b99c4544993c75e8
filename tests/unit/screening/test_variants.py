"""One name in many dresses: short names, other alphabets, words run together; all through a search."""

from __future__ import annotations

import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity, ListedName, Schema

PEOPLE = (
    "Muhammad Zaferullah Mihbekov",
    "Eduardo Arellanescu",
    "Aleksandr Zhiganshin",
    "RI, Song Chol",
    "Sulaiman Jasim Abu Ghaith",
    "Karim Zubaydov",
    "Sayf al-Adl",
    "OCHOA VASCONIO, Fabio",
    "Ghorb Nooh",
    "HASARI, Fatih",
    "Thunda Hlaingdar",
    "Thunda Thunda Hlaingdar",
)
COMPANIES = (
    "Shen Zhong International Shipping Ltd",
    "Emirate of Caucasus",
    "Hanifa Money Exchange Office",
    "North Wood Industry Company",
    "A.B.C.Q. Trading",
    "Zeltweg AG",
    "Brigade 7",
)
ENTITIES = [
    ListedEntity(f"local-{at}", "local", schema, (ListedName(name),))
    for schema, names in ((Schema.PERSON, PEOPLE), (Schema.COMPANY, COMPANIES))
    for at, name in enumerate(names, 100 if schema is Schema.COMPANY else 0)
]


@pytest.fixture(scope="module")
def screener() -> ListScreener:
    return ListScreener(ENTITIES, ())


def found(screener: ListScreener, name: str, schema: Schema) -> str | None:
    hits = screener.screen(ScreeningQuery(name, schema)).hits
    return hits[0].name if hits else None


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("MohammedZaferullah Mihbekov", "Muhammad Zaferullah Mihbekov"),  # capitals part the words
        ("Lalo Arellanescu", "Eduardo Arellanescu"),
        ("Sasha Zhiganshin", "Aleksandr Zhiganshin"),
        ("Lee Sung Cheol", "RI, Song Chol"),  # as the South writes it
        ("سليمان جاسم أبوغيث", "Sulaiman Jasim Abu Ghaith"),  # the father's name written onto "Abu"
        ("كريم زبيدوف", "Karim Zubaydov"),  # the Arabic kaf
        ("کریم زبيدوف", "Karim Zubaydov"),  # the Persian one
        ("Sayf elADL", "Sayf al-Adl"),
        ("FABIO 0CHOAVASCONIO", "OCHOA VASCONIO, Fabio"),  # a figure for a letter, and two words in one
        ("GHORBNOOH", "Ghorb Nooh"),  # the h at the end is heard in neither
        ("HAASRI Fatih", "HASARI, Fatih"),
        ("Thunda Hlaingdar", "Thunda Hlaingdar"),
        ("Hlaingdar Thunda Thunda", "Thunda Thunda Hlaingdar"),  # twice is not once
        ("Mhmmd Zfrllh Mhbkv", "Muhammad Zaferullah Mihbekov"),  # no vowels
        ("Slmn Jsm Abu Ghth", "Sulaiman Jasim Abu Ghaith"),
        ("Alxndr Zhgnshn", "Aleksandr Zhiganshin"),
    ],
)
def test_a_person_is_found(screener: ListScreener, asked: str, listed: str) -> None:
    assert found(screener, asked, Schema.PERSON) == listed


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("沈忠國際海運有限公司", "Shen Zhong International Shipping Ltd"),
        ("Эмират Кавказ", "Emirate of Caucasus"),
        ("مكتب حنيفة للصرافة", "Hanifa Money Exchange Office"),
        ("NORTH WOODINDUSTRY COMPANY", "North Wood Industry Company"),
        ("ABCQ Trading", "A.B.C.Q. Trading"),
        ("ZeltwegAG", "Zeltweg AG"),
        ("Brigade Seven", "Brigade 7"),
        ("Northand Wood Industry Company", "North Wood Industry Company"),  # what joins two, written onto one
        ("North Wood Indutsry Compnay", "North Wood Industry Company"),
    ],
)
def test_an_organisation_is_found(screener: ListScreener, asked: str, listed: str) -> None:
    assert found(screener, asked, Schema.COMPANY) == listed


@pytest.mark.parametrize("name", ["McDonald", "MacArthur", "McDONALD"])
def test_a_capital_after_a_short_beginning_parts_nothing(name: str) -> None:
    listed = ListedEntity("local-1", "local", Schema.PERSON, (ListedName(f"Ronaldus {name.upper()}"),))
    hit = ListScreener([listed], ()).compare(ScreeningQuery(f"Ronaldus {name}"), listed)
    same = ListScreener([listed], ()).compare(ScreeningQuery(f"Ronaldus {name.upper()}"), listed)
    assert hit.bits == same.bits
