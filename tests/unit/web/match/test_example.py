"""From a client's example to the questions it makes."""

from __future__ import annotations

from typing import Any

import pytest
from yente_client.schemas import matchable_schemata, model

from kyc.web.match.example import MAX_WORDINGS, ExampleError, read_example
from kyc.web.match.vocabulary import ASKED, LINKS, NOT_MATCHABLE
from watchlists.dates import PartialDate
from watchlists.model import Schema


@pytest.mark.parametrize(
    ("properties", "names"),
    [
        ({"name": "Sekar Rekaan"}, ["Sekar Rekaan"]),
        ({"name": ["Sekar", "Sekar"], "alias": ["S. Rekaan"]}, ["Sekar", "S. Rekaan"]),
        ({"firstName": ["Sekar"], "lastName": ["Rekaan"]}, ["Sekar Rekaan"]),
        ({"firstName": ["Sekar"], "fatherName": ["Bayu"], "lastName": ["Rekaan"]}, ["Sekar Bayu Rekaan"]),
        ({"name": ["Sekar Rekaan"], "lastName": ["Rekaan"]}, ["Sekar Rekaan"]),
        ({"weakAlias": ["Si Kecil"]}, ["Si Kecil"]),
        ({"name": ["Sekar"], "weakAlias": ["Si Kecil"]}, ["Sekar"]),
        ({"name": [None, {"id": "x"}, "Sekar", 7]}, ["Sekar", "7"]),
    ],
)
def test_full_names_come_before_parts_and_parts_before_nicknames(properties: dict[str, Any], names: list[str]) -> None:
    assert [wording.name for wording in read_example("Person", properties).wordings] == names


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("1975-04-21", "1975-04-21"),
        ("1975-4-1", "1975-04-01"),
        ("1975-04-21T00:00:00", "1975-04-21"),
        ("1975-04", "1975-04"),
        ("1975-00-00", "1975"),
        ("1975", "1975"),
        ("1975-02-30", None),
        ("0000-01-01", None),
        ("someday", None),
    ],
)
def test_a_birth_date_is_taken_as_precisely_as_it_exists(written: str, understood: str | None) -> None:
    example = read_example("Person", {"name": ["Sekar"], "birthDate": [written]})
    expected = PartialDate.parse(understood) if understood else None
    assert [wording.birth_date for wording in example.wordings] == [expected]
    assert example.understood["properties"].get("birthDate") == ([understood] if understood else None)
    assert example.not_compared == (() if understood else ("birthDate",))


def test_places_of_birth_are_one_text_and_a_firm_has_none() -> None:
    properties = {"name": ["Sekar"], "birthPlace": ["Garut", "Bandung"]}
    person, company = read_example("Person", properties), read_example("Company", properties)
    assert [wording.birth_place for wording in person.wordings] == ["Garut; Bandung"]
    assert person.not_compared == ()
    assert [wording.birth_place for wording in company.wordings] == [None]


def test_countries_of_all_properties_are_one_set() -> None:
    example = read_example("Person", {"name": "Sekar", "nationality": ["Indonesia", "zz"], "country": ["MYS", "id"]})
    assert example.wordings[0].countries == ("IDN", "MYS")
    assert example.understood["properties"]["nationality"] == ["id"]


def test_every_name_is_asked_with_every_birth_date() -> None:
    example = read_example("Person", {"name": ["Sekar", "Dewi"], "birthDate": ["1970", "1971"]})
    assert len(example.wordings) == 4


def test_who_may_be_anybody_is_asked_about_as_a_person_and_as_a_firm() -> None:
    example = read_example("LegalEntity", {"name": "Sekar", "birthDate": "1970"})
    kinds = [(wording.schema, wording.birth_date) for wording in example.wordings]
    assert kinds == [(Schema.PERSON, PartialDate(1970)), (Schema.ORGANIZATION, None)]


@pytest.mark.parametrize("properties", [{}, {"name": []}, {"name": [" 😀 ‏"]}, {"name": [{}]}, {"idNumber": ["12"]}])
def test_what_cannot_be_screened_says_so(properties: dict[str, Any]) -> None:
    example = read_example("Person", properties)
    assert example.problem
    assert not example.wordings


def test_a_number_needs_no_name() -> None:
    example = read_example("CryptoWallet", {"publicKey": ["1ContohRekaanWallet"]})
    assert [(wording.name, wording.id_numbers) for wording in example.wordings] == [("", ("1ContohRekaanWallet",))]


def test_a_kind_of_thing_that_no_list_names_is_not_screened_by_name() -> None:
    assert "Address" in str(read_example("Address", {"name": ["Jalan Contoh"]}).problem)


def test_more_wordings_than_the_limit_are_refused_rather_than_cut() -> None:
    names = [f"Contoh {number}" for number in range(MAX_WORDINGS + 1)]
    assert not read_example("Thing", {"name": names[1:]}).problem
    assert read_example("Thing", {"name": names}).problem
    parts = {"firstName": names, "lastName": names}
    assert read_example("Person", parts).problem


def test_values_without_end_are_refused_rather_than_cut() -> None:
    numbers = [f"90901{number}" for number in range(1_001)]
    assert not read_example("Person", {"name": "Sekar", "idNumber": numbers[1:]}).problem
    assert read_example("Person", {"name": "Sekar", "idNumber": numbers}).problem


def test_a_number_that_is_none_is_no_value() -> None:
    assert read_example("Person", {"name": ["Sekar", float("nan")]}).understood["properties"] == {"name": ["Sekar"]}


def test_a_wallet_with_a_name_is_looked_for_by_its_number() -> None:
    example = read_example("CryptoWallet", {"name": ["Contoh"], "publicKey": ["1ContohRekaan"]})
    assert [(wording.name, wording.id_numbers) for wording in example.wordings] == [("", ("1ContohRekaan",))]


@pytest.mark.parametrize(("schema", "says"), [("Document", "Non-matchable"), ("Prson", "Unknown")])
def test_schemata_are_refused_as_yente_does(schema: str, says: str) -> None:
    with pytest.raises(ExampleError, match=says):
        read_example(schema, {"name": "Sekar"})


def test_we_know_the_schemata_of_followthemoney() -> None:
    assert set(matchable_schemata()) | {"Thing"} == set(ASKED)
    assert set(model["schemata"]) <= set(ASKED) | NOT_MATCHABLE


def test_we_know_the_properties_that_link_entities() -> None:
    held = {ancestor for schema in Schema for ancestor in model["schemata"][schema.value]["schemata"]}
    links = {
        name
        for schema in held
        for name, prop in model["schemata"][schema]["properties"].items()
        if prop.get("type") == "entity"
    }
    assert links == LINKS


def test_a_query_is_no_secret_teller() -> None:
    assert "Sekar" not in repr(read_example("Person", {"name": "Sekar"}))


@pytest.mark.parametrize(
    ("properties", "beside", "not_compared"),
    [
        ({"birthdate": ["1975"]}, (), ("birthdate",)),
        ({"dob": "1975", "birthDate": "1975"}, (), ("dob",)),
        ({"birthDate": {"value": "1975"}}, (), ("birthDate",)),
        ({"birthDate": [["1975"]]}, (), ("birthDate",)),
        ({"birthDate": [None, ""], "hairColor": None, "notes": []}, (), ()),
        (
            {},
            ("birthDate", "caption", "datasets"),
            ("birthDate",),
        ),  # what an entity of yente's has beside is no evidence
        ({"birthDate": "someday"}, ("birthDate",), ("birthDate",)),
    ],
)
def test_evidence_that_nobody_reads_is_named(
    properties: dict[str, Any], beside: tuple[str, ...], not_compared: tuple[str, ...]
) -> None:
    example = read_example("Person", {"name": ["Sekar Rekaan"]} | properties, beside=beside)
    assert example.not_compared == not_compared
