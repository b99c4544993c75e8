"""Fathers' names, short names, initials apart, ordinals and shortened words: two writings of one name."""

from __future__ import annotations

import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.language.names import read_name
from kyc.screening.language.words import first_of_its_line, letters_as_one, ordinals_beside, unglued, unqualified
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity, ListedName, Schema


def flagged(one: str, other: str, schema: Schema) -> bool:
    entity = ListedEntity("x", "local", schema, (ListedName(other),))
    screener = ListScreener((), (), threshold=0.6)
    return screener.compare(ScreeningQuery(one, schema=schema), entity).score >= screener.algorithm.threshold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Taras Uladzimiravich Kencanov", "Taras Vladimirovich Kencanov"),
        ("Taras Henadzievich Kencanov", "Taras Gennadyevich Kencanov"),
        ("Taras Mykolayovych Kencanov", "Taras Nikolaevich Kencanov"),
        ("Nadiya Oleksandrivna Kencanova", "Nadiya Aleksandrovna Kencanova"),
        ("Nikos Kencanidis", "Nikolaos Kencanidis"),
        ("Pere Melatiol", "Pedro Melatiol"),
        ("Farid Pour Melatikar", "Farid Pourmelatikar"),
    ],
)
def test_one_person_in_two_writings(one: str, other: str) -> None:
    assert flagged(one, other, Schema.PERSON)
    assert flagged(other, one, Schema.PERSON)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Taras Uladzimiravich Kencanov", "Taras Nikolaevich Kencanov"),
        ("Taras Mykolayovych Kencanov", "Taras Serhiyovych Kencanov"),
        ("Nadiya Oleksandrivna Kencanova", "Nadiya Ivanovna Kencanova"),
        ("Nikos Kencanidis", "Stelios Kencanidis"),
        ("Taras A. Kencanov", "Taras Mykolayovych Kencanov"),
    ],
)
def test_another_father_or_given_name_is_somebody_else(one: str, other: str) -> None:
    assert not flagged(one, other, Schema.PERSON)
    assert not flagged(other, one, Schema.PERSON)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("K M U Kencana Ltd", "KMU Kencana Limited"),
        ("K. M. U. Kencana", "KMU Kencana"),
        ("First Branch of the Kencana Court", "Branch 1 of the Kencana Court"),
        ("GRUPOMELATIKAR", "Grupo Melatikar"),
        ("CORPORATIVOMELATIKAR S.A.", "Corporativo Melatikar SA"),
        ("MELATIKARLTDA.", "Melatikar Ltda."),
        ("MELATIKARSARLU", "Melatikar SARLU"),
        ("Melatikar Belt Line Serv Ltd", "Melatikar Belt Line Service Limited"),
        ("Public Joint Stock Company Melatikar", "PJSC Melatikar"),
        ("Kencana Closed Joint-Stock Company", "Kencana JSC"),
        ("Kencana Public Transport", "Public Transport of Kencana"),
    ],
)
def test_one_organisation_in_two_writings(one: str, other: str) -> None:
    assert flagged(one, other, Schema.ORGANIZATION)
    assert flagged(other, one, Schema.ORGANIZATION)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("First Branch of the Kencana Court", "Branch 2 of the Kencana Court"),
        ("K M U Kencana Ltd", "K B R Melatirev Ltd"),
    ],
)
def test_other_numbers_and_letters_are_another_organisation(one: str, other: str) -> None:
    assert not flagged(one, other, Schema.ORGANIZATION)


@pytest.mark.parametrize(
    ("chunks", "read"),
    [
        (["K", "M", "U", "Kencana"], ["KMU", "Kencana"]),
        (["K.", "M.", "U.", "Kencana"], ["KMU", "Kencana"]),
        (["Kencana", "I", "E"], ["Kencana", "I", "E"]),  # import and export
        (["Kencana", "k", "m", "u"], ["Kencana", "k", "m", "u"]),  # small letters are words: y, e, d
        (["Kencana", "B", "Melati", "C"], ["Kencana", "B", "Melati", "C"]),
        ([], []),
    ],
)
def test_capitals_apart_are_one_word(chunks: list[str], read: list[str]) -> None:
    assert letters_as_one(chunks) == read


@pytest.mark.parametrize(
    ("chunks", "read"),
    [
        (["Open", "Joint", "Stock", "Company", "Kencana"], ["Joint", "Stock", "Company", "Kencana"]),
        (["Kencana", "PUBLIC", "CO.", "Ltd"], ["Kencana", "CO.", "Ltd"]),
        (["Public", "Open", "Company"], ["Company"]),
        (["Public", "Transport"], ["Public", "Transport"]),  # no kind of company, though known in other languages
        (["Kencana", "Public"], ["Kencana", "Public"]),
        ([], []),
    ],
)
def test_what_is_said_of_a_kind_of_company_is_left_out(chunks: list[str], read: list[str]) -> None:
    assert unqualified(chunks) == read


@pytest.mark.parametrize(
    ("chunks", "read"),
    [
        (["ARGO", "I"], ["ARGO", "1"]),
        (["Kencana", "Fund", "I", "L.L.C."], ["Kencana", "Fund", "1", "L.L.C."]),
        (["Kencana", "I", "E"], ["Kencana", "I", "E"]),  # import and export
        (["Kencana", "E", "I"], ["Kencana", "E", "I"]),
        (["I", "Kencana"], ["I", "Kencana"]),
        (["Agricola", "I", "Melati"], ["Agricola", "I", "Melati"]),  # and, in Catalan
        (["Kencana", "i"], ["Kencana", "i"]),
        (["I"], ["I"]),
        (["I", "Ltd"], ["I", "Ltd"]),
        ([], []),
    ],
)
def test_a_roman_one_ends_a_name(chunks: list[str], read: list[str]) -> None:
    assert first_of_its_line(chunks) == read


def test_the_first_ship_of_a_line_is_not_the_second() -> None:
    assert flagged("Argokencana 1", "ARGOKENCANA I", Schema.VESSEL)
    assert not flagged("Argokencana 2", "ARGOKENCANA I", Schema.VESSEL)


@pytest.mark.parametrize("word", ["groupement", "grupos", "companions", "corporations", "kencana"])
def test_a_longer_word_is_no_kind_with_another_written_onto_it(word: str) -> None:
    assert unglued((word,)) == ((word,),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nazhmiddin Kencanov", "Nazhmuddin Kencanov"),
        ("Mokhtar Boumelouche", "Mokhtar Bumelush"),
        ("Itziar Melatxea", "Itziar Melachea"),
    ],
)
def test_a_name_as_other_countries_spell_it(one: str, other: str) -> None:
    assert flagged(one, other, Schema.PERSON)
    assert flagged(other, one, Schema.PERSON)


def test_a_figure_has_its_ordinal_beside_it_and_remains_a_number() -> None:
    assert ordinals_beside(("10",)) == ("10", "tenth")
    assert ordinals_beside(("tenth",)) == ("tenth",)


def test_a_word_with_a_dot_is_the_beginning_of_a_longer_one() -> None:
    assert flagged("Melatijan Panda Electr. Co.", "Melatijan Panda Electronics Co.", Schema.ORGANIZATION)
    assert not flagged("Melatijan Panda Electr. Co.", "Melatijan Panda Fishing Co.", Schema.ORGANIZATION)


def test_a_dot_shortens_only_what_is_no_kind_of_company() -> None:
    shortened, kind = (read_name(text, person=False).words for text in ("Kencan.", "Corp."))
    assert "^kencan" in shortened[0]
    assert kind == (("corp",),)


def test_the_french_for_is_a_persians_name() -> None:
    assert ("pour",) in read_name("Farid Pour Melati", person=True).words
    assert ("pour",) not in read_name("Union Pour Melati", person=False).words
