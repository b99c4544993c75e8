"""Listed entities in FollowTheMoney's shape."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from yente_client.models import Entity
from yente_client.schemas import iter_properties

from kyc.services.lists.matching import ActiveLists, Seen
from kyc.web.match.ftm import entity_json, linked, properties_of
from watchlists.model import ListedDocument, ListedEntity, ListedName, Schema

NOON = datetime(2026, 11, 22, 12, 0, 30, 5, tzinfo=UTC)


def entity(schema: Schema = Schema.PERSON, *documents: ListedDocument) -> ListedEntity:
    return ListedEntity("sdn-1", "us_ofac_sdn", schema, (ListedName("Contoh"),), documents=documents)


def test_every_property_is_one_that_its_schema_has(lists: ActiveLists) -> None:
    kinds = ("passport", "national_id", "tax_id", "registration", "lei", "duns", "bic", "imo", "mmsi", "isin", "ssn")
    documents = [ListedDocument(kind, "123456") for kind in (*kinds, "serial_number", "tail_number", "other")]
    made = [entity(schema, *documents) for schema in Schema]
    for each in (*lists.in_order, *made):
        strange = properties_of(each).keys() - set(iter_properties(each.schema.value))
        assert not strange, each.id


def test_links_are_entities_that_their_schema_allows(lists: ActiveLists) -> None:
    for each in (*lists.in_order, entity(Schema.PERSON, ListedDocument("wallet", "1Contoh"))):
        for link in (link for links in linked(each).values() for link in links):
            assert Entity.model_validate(link).datasets == [each.source]
            assert link["properties"].keys() <= set(iter_properties(link["schema"]))


def test_a_wallet_is_an_entity_of_its_own() -> None:
    owner = entity(Schema.PERSON, ListedDocument("wallet", "1ContohRekaan"))
    assert linked(owner)["cryptoWallets"][0]["properties"]["publicKey"] == ["1ContohRekaan"]
    assert "1ContohRekaan" not in str(properties_of(owner))


def test_a_person_as_yentes_clients_read_it(lists: ActiveLists) -> None:
    record = Entity.model_validate(entity_json(lists.entities["sdn-990001"], None, NOON))
    assert record.properties["birthDate"] == ["1975-08-17"]
    assert record.properties["nationality"] == ["id"]
    assert record.properties["passportNumber"] == ["X7654321"]
    assert record.properties["idNumber"] == ["3573011708750001"]
    assert record.properties["gender"] == ["male"]
    assert record.target


def test_both_ends_of_a_span_are_told(lists: ActiveLists) -> None:
    assert properties_of(lists.entities["eu-990001"])["birthDate"] == ["1973-04-21", "1974-09", "1971", "1972"]


@pytest.mark.parametrize(
    ("seen", "first", "changed"),
    [
        (Seen(NOON, NOON), "2026-11-22T12:00:30", "2026-11-22T12:00:30"),
        (Seen(None, NOON), None, "2026-11-22T12:00:30"),
        (Seen(None, NOON, exact=False), None, None),
        (None, None, None),
    ],
)
def test_moments_that_are_not_known_are_not_told(seen: Seen | None, first: str | None, changed: str | None) -> None:
    record = entity_json(entity(), seen, None)
    assert (record["first_seen"], record["last_change"], record["last_seen"]) == (first, changed, None)


def test_somebody_of_no_risk_is_no_target() -> None:
    quiet = ListedEntity("x", "ftm", Schema.PERSON, (ListedName("Contoh"),), topics=("role.journo",))
    assert not entity_json(quiet, None, None)["target"]
