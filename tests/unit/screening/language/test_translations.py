"""Organisations' words in other languages, written in Latin letters."""

from __future__ import annotations

from collections import Counter

import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.language.names import read_name
from kyc.screening.language.tables import entries
from kyc.screening.language.translations import translations_of
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity, ListedName, Schema


def _flagged(one: str, other: str) -> bool:
    entity = ListedEntity("x", "local", Schema.COMPANY, (ListedName(other),))
    screener = ListScreener((), (), threshold=0.6)
    return screener.compare(ScreeningQuery(one, schema=Schema.COMPANY), entity).score >= screener.algorithm.threshold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zavod Kencanit", "Kencanit Plant"),
        ("Kencanit Factory", "Fabrika Kencanit"),
        ("Ejercito de Liberacion de Kencana", "Kencana Liberation Army"),
        ("Sherkat-e Sanaye Foolad Melatijan", "Melatijan Steel Industries Co."),
        ("Banque Kencanaise de Developpement", "Development Bank Kencanaise"),
        ("Kencanov Ugolnye Tekhnologii OOO", "Kencanov Coal Technologies LLC"),
        ("Melatirev Sanayi ve Ticaret A.S.", "Melatirev Industry and Trade"),
        ("Khadamat Melatijan", "Melatijan Services"),
        ("Kencanskiy Metallurgicheskiy Kombinat", "Kencansk Metallurgical Combine"),
        ("Kencansk Shipbuilding Plant", "Kencansk Sudostroitelnyi Zavod"),
        ("Respublikanskaye Pradpryemstva Melatirev", "Melatirev Republican Enterprise"),
    ],
)
def test_a_word_and_its_translation_are_one(one: str, other: str) -> None:
    assert _flagged(one, other)
    assert _flagged(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zavod Kencanit", "Melatirev Plant"),
        ("Ejercito de Liberacion de Kencana", "Kencana Fishing Development"),
        ("Banco Melatirev", "Melatirev Hotel"),
        ("Kencansk Sudostroitelnyi Zavod", "Melatirev Shipbuilding Plant"),
    ],
)
def test_a_translated_word_alone_makes_nobody_one(one: str, other: str) -> None:
    assert not _flagged(one, other)


@pytest.mark.parametrize(
    ("form", "same"),
    [
        ("C.A.", "S.A."),
        ("PAT", "PJSC"),
        ("ehf.", "Ltd"),
        ("S. de R.L.", "LLC"),
        ("Shirkat", "Co."),
        ("QPSC", "JSC"),
        ("Kontsern", "Group"),
        ("KGUP", "FSUE"),
    ],
)
def test_kinds_of_company_of_other_countries_are_read_as_one(form: str, same: str) -> None:
    one, other = (read_name(f"Kencana {each}", person=False).words for each in (form, same))
    assert set(other) <= set(one)


@pytest.mark.parametrize("name", ["Shariah", "Sharia", "Shariat"])
def test_the_law_is_no_company(name: str) -> None:
    """Shari'ah is a letter away from an Arabic word for company."""
    assert ("co",) not in read_name(f"Kencana {name}", person=False).words


def test_people_bear_words_untranslated() -> None:
    assert ("zavod",) in read_name("Zavod Kencana", person=True).words


def test_every_word_stands_once_in_a_line_of_the_table_and_is_written_as_names_are_read() -> None:
    for entry in entries("glossaries/latin.txt", "words"):
        english, _, words = entry.partition("=")
        counted = Counter([*english.split("/"), *words.split("|")])
        assert max(counted.values()) == 1, english
        assert all(word.isascii() and word.isalpha() and word.islower() for word in counted), english


def test_a_word_of_several_languages_has_all_its_meanings() -> None:
    assert {"culture", "cultural"} <= set(translations_of("farhang"))
    assert translations_of("kencana") == ()
