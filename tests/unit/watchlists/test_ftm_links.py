"""What FollowTheMoney keeps beside an entity reaches the entity, from flat and from nested streams alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from watchlists.model import ListedDocument, ListedEntity
from watchlists.reading import read_list

PERSON = {
    "name": ["Laras Rekawati"],
    "passportNumber": ["X7777777"],
    "taxNumber": ["09.254.294.3-407.000"],
    "topics": ["sanction"],
    "addressEntity": ["addr-1"],
}
LINKED: list[dict[str, Any]] = [
    {
        "id": "addr-1",
        "schema": "Address",
        "properties": {"street": ["Jl. Rekaan 1"], "city": ["Solo"], "country": ["id"]},
    },
    {"id": "pass-1", "schema": "Passport", "properties": {"holder": ["p"], "number": ["X7777777"], "country": ["id"]}},
    {"id": "id-1", "schema": "Identification", "properties": {"holder": ["p"], "number": ["3372014101800001"]}},
    {"id": "tax-1", "schema": "Identification", "properties": {"holder": ["p"], "number": ["09.254.294.3-407.000"]}},
    {
        "id": "sanction-1",
        "schema": "Sanction",
        "properties": {"entity": ["p"], "program": ["Invented Programme"], "listingDate": ["2021-02-03"]},
    },
    {"id": "sanction-2", "schema": "Sanction", "properties": {"entity": ["p"], "startDate": ["2019-05"]}},
    {"id": "post-1", "schema": "Position", "properties": {"name": ["Mayor of an invented town"]}},
    {"id": "held-1", "schema": "Occupancy", "properties": {"holder": ["p"], "post": ["post-1"]}},
    {"id": "wallet-1", "schema": "CryptoWallet", "properties": {"holder": ["p"], "publicKey": ["bc1qinvented"]}},
]


def read(folder: Path, *records: dict[str, Any]) -> ListedEntity:
    path = folder / "list.json"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (entity,) = read_list("ftm", [path]).entities
    return entity


def flat(folder: Path, *, reverse: bool = False) -> ListedEntity:
    records = [{"id": "p", "schema": "Person", "properties": PERSON}, *LINKED]
    return read(folder, *(reversed(records) if reverse else records))


def nested(folder: Path) -> ListedEntity:
    """As in `targets.nested.json`: who is pointed back at is left out there."""
    address, passport, identity, tax, first, second, post, held, wallet = (
        {**each, "properties": {name: v for name, v in each["properties"].items() if name not in ("holder", "entity")}}
        for each in LINKED
    )
    held["properties"]["post"] = [post]
    inside = {
        "addressEntity": [address],
        "identification": [passport, identity, tax],
        "sanctions": [first, second],
        "positionOccupancies": [held],
        "cryptoWallets": [wallet],
        "familyPerson": [
            {
                "id": "family-1",
                "schema": "Family",
                "properties": {"relative": [{"id": "q", "schema": "Person", "properties": {"name": ["Her Brother"]}}]},
            }
        ],
    }
    return read(folder, {"id": "p", "schema": "Person", "properties": PERSON | inside})


def test_addresses_documents_sanctions_offices_and_wallets_reach_their_entity(tmp_path: Path) -> None:
    found = flat(tmp_path)
    assert (found.addresses, found.countries) == (("Jl. Rekaan 1, Solo, id",), ("IDN",))
    assert found.documents == (
        ListedDocument("passport", "X7777777", "IDN"),  # its country stands with the passport alone
        ListedDocument("tax_id", "09.254.294.3-407.000"),  # its kind with the entity alone
        ListedDocument("national_id", "3372014101800001"),
        ListedDocument("wallet", "bc1qinvented"),
    )
    assert (found.programmes, found.listed_on) == (("Invented Programme",), "2019-05")
    assert found.positions == ("Mayor of an invented town",)


def test_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    assert flat(tmp_path, reverse=True).addresses == flat(tmp_path).addresses
    assert set(flat(tmp_path, reverse=True).documents) == set(flat(tmp_path).documents)


def test_a_nested_stream_says_what_a_flat_one_says(tmp_path: Path) -> None:
    assert nested(tmp_path) == flat(tmp_path)


@pytest.mark.parametrize(
    ("properties", "schema", "expected"),
    [
        ({"type": ["Diplomatic passport"], "number": ["D1"]}, "Identification", ("passport", "D1")),
        ({"type": ["Cedula"], "number": ["C1"]}, "Identification", ("national_id", "C1")),
        ({"passportNumber": ["P1"]}, "Passport", ("passport", "P1")),
        ({"personalNumber": ["3372014101800001"]}, "Passport", ("national_id", "3372014101800001")),
    ],
)
def test_kinds_of_documents(
    tmp_path: Path, properties: dict[str, list[str]], schema: str, expected: tuple[str, str]
) -> None:
    document = {"id": "d", "schema": schema, "properties": properties | {"holder": ["p"]}}
    person = {"id": "p", "schema": "Person", "properties": {"name": ["Laras Rekawati"]}}
    (found,) = read(tmp_path, person, document).documents
    assert (found.kind, found.number) == expected


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "s", "schema": "Sanction", "properties": {}},  # of nobody
        {"id": "s", "schema": "Passport", "properties": {"holder": ["nobody"], "number": ["1"]}},
        {"id": "s", "schema": "Occupancy", "properties": {"holder": ["q"], "post": ["gone"]}},
        {"id": "s", "schema": "Passport", "properties": {"holder": [None, 3, {}], "number": 7}},
    ],
)
def test_a_link_that_leads_nowhere_does_no_harm(tmp_path: Path, broken: dict[str, Any]) -> None:
    person = {"id": "p", "schema": "Person", "properties": {"name": ["Laras Rekawati"], "addressEntity": ["gone"]}}
    found = read(tmp_path, person, broken)
    assert (found.documents, found.addresses, found.programmes, found.topics) == ((), (), (), ("poi",))


def test_a_name_in_parts_alone_is_a_name(tmp_path: Path) -> None:
    person = {"id": "p", "schema": "Person", "properties": {"firstName": ["Laras"], "lastName": ["Rekawati"]}}
    found = read(tmp_path, person)
    assert [(name.text, name.family, name.given) for name in found.names] == [("Laras Rekawati", "Rekawati", "Laras")]


def test_an_abbreviation_is_a_weak_name(tmp_path: Path) -> None:
    firm = {"id": "f", "schema": "Company", "properties": {"name": ["PT Rekaan Makmur"], "abbreviation": ["PTRM"]}}
    assert [(name.text, name.kind.value) for name in read(tmp_path, firm).names] == [
        ("PT Rekaan Makmur", "primary"),
        ("PTRM", "weak_alias"),
    ]
