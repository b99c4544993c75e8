"""Listed entities in FollowTheMoney's shape, as yente gives them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from kyc.services.lists.matching import Seen
from kyc.web.match.vocabulary import RISKS
from watchlists.countries import alpha2
from watchlists.model import ListedDocument, ListedEntity, NameKind, Schema
from watchlists.reading import about

Properties = dict[str, list[str]]

_NAMES = {
    NameKind.PRIMARY: "name",
    NameKind.ALIAS: "alias",
    NameKind.WEAK_ALIAS: "weakAlias",
    NameKind.FORMER: "previousName",
}
_NUMBERS = {
    "tax_id": "taxNumber",
    "registration": "registrationNumber",
    "lei": "leiCode",
    "duns": "dunsCode",
    "bic": "swiftBic",
}
_NUMBERS_OF = {
    Schema.PERSON: _NUMBERS | {"passport": "passportNumber", "ssn": "socialSecurityNumber"},
    Schema.LEGAL_ENTITY: _NUMBERS,
    Schema.ORGANIZATION: _NUMBERS | {"imo": "imoNumber"},
    Schema.COMPANY: _NUMBERS | {"imo": "imoNumber", "isin": "isinCode"},
    Schema.VESSEL: {"imo": "imoNumber", "mmsi": "mmsi", "call_sign": "callSign"},
    Schema.AIRPLANE: {"serial_number": "serialNumber"},
}
_VEHICLES = (Schema.VESSEL, Schema.AIRPLANE)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/()-]{0,63}")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def entity_json(entity: ListedEntity, seen: Seen | None, fetched_at: datetime | None) -> dict[str, Any]:
    """Write an entity with its own properties.

    Args:
        entity: the entity.
        seen: when it came and changed, where that is known.
        fetched_at: when its list was last known to be the newest.
    """
    return {
        "id": entity.id,
        "caption": entity.caption,
        "schema": entity.schema.value,
        "properties": properties_of(entity),
        "datasets": [entity.source],
        "referents": [],
        "target": is_target(entity),
        "first_seen": moment(seen.first if seen else None),
        "last_seen": moment(fetched_at),
        "last_change": moment(seen.last_change if seen else None),
    }


def properties_of(entity: ListedEntity) -> Properties:
    """The properties of an entity: each value once, in the list's order, only such as its schema has."""
    found: dict[str, dict[str, None]] = {}
    for name, value in _values(entity):
        if value:
            found.setdefault(name, {})[value] = None
    return {name: list(values) for name, values in found.items()}


def linked(entity: ListedEntity) -> dict[str, list[dict[str, Any]]]:
    """The entities that belong to one: why it is sanctioned, and its wallets."""
    links = {"sanctions": list(_sanctions(entity)), "cryptoWallets": list(_wallets(entity))}
    return {name: entities for name, entities in links.items() if entities}


def is_target(entity: ListedEntity) -> bool:
    """Whether a topic of the entity is a risk, in FollowTheMoney's words."""
    return not RISKS.isdisjoint(entity.topics)


@cache
def alpha2_of(code: str) -> str | None:
    """A country as FollowTheMoney writes it; remembered, for looking it up takes a while."""
    return alpha2(code)


def moment(at: datetime | None) -> str | None:
    """Write an instant as yente does: UTC, to the second, without saying so.

    >>> moment(datetime(2026, 11, 22, 12, tzinfo=UTC))
    '2026-11-22T12:00:00'
    """
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() if at else None


def _values(entity: ListedEntity) -> Iterator[tuple[str, str | None]]:
    yield from ((_NAMES[name.kind], name.text) for name in entity.names)
    yield from (_person if entity.schema is Schema.PERSON else _other)(entity)
    yield from (("country", alpha2_of(code)) for code in entity.countries)
    yield from ((_property(entity.schema, document), document.number) for document in _numbers(entity))
    yield from (("address", address) for address in entity.addresses)
    yield from (("topics", topic) for topic in entity.topics)
    yield from _programmes(entity)
    yield "notes", entity.remarks
    yield "sourceUrl", entity.url


def _person(entity: ListedEntity) -> Iterator[tuple[str, str | None]]:
    for name in entity.names:
        yield "firstName", name.given
        yield "lastName", name.family
    yield from (("birthDate", date) for date in _dates(entity))
    yield from (("birthPlace", place) for place in entity.birth_places)
    yield from (("nationality", alpha2_of(code)) for code in entity.nationalities)
    yield "gender", entity.gender
    yield from (("position", position) for position in entity.positions)


def _other(entity: ListedEntity) -> Iterator[tuple[str, str | None]]:
    """What a person has and a firm or ship has not stands where its schema has room for it."""
    yield from (("country", alpha2_of(code)) for code in entity.nationalities)
    if entity.schema in _VEHICLES:
        yield from (("buildDate", date) for date in _dates(entity))
    elif entity.schema is Schema.LEGAL_ENTITY:  # it may be a person: a birth date or a founding, nobody knows
        yield from (("notes", f"Date: {date}") for date in _dates(entity))
    else:
        yield from (("incorporationDate", date) for date in _dates(entity))
    yield from (("notes", position) for position in entity.positions)


def _dates(entity: ListedEntity) -> Iterable[str]:
    """Both ends of each span."""
    return (str(end) for span in entity.birth_dates for end in (span.start, span.end) if end)


def _numbers(entity: ListedEntity) -> Iterator[ListedDocument]:
    return (document for document in entity.documents if document.kind != "wallet")


def _property(schema: Schema, document: ListedDocument) -> str:
    default = "registrationNumber" if schema in _VEHICLES else "idNumber"
    return _NUMBERS_OF[schema].get(document.kind, default)


def _programmes(entity: ListedEntity) -> Iterator[tuple[str, str]]:
    for programme in entity.programmes:
        yield "program", programme
        if _CODE.fullmatch(programme):
            yield "programId", programme


def _sanctions(entity: ListedEntity) -> Iterator[dict[str, Any]]:
    if not any(topic.startswith(("sanction", "export.control", "debarment")) for topic in entity.topics):
        return
    listed = (entity.listed_on or "")[:10]
    values = {
        "authority": [about(entity.source).publisher],
        "program": list(entity.programmes),
        "programId": [programme for programme in entity.programmes if _CODE.fullmatch(programme)],
        "listingDate": [listed] if _DATE.fullmatch(listed) else [],
        "reason": [entity.remarks] if entity.remarks else [],
        "sourceUrl": [entity.url] if entity.url else [],
    }
    yield _link(entity, "sanction", "Sanction", next(iter(entity.programmes), "Sanction"), values)


def _wallets(entity: ListedEntity) -> Iterator[dict[str, Any]]:
    wallets = (document for document in entity.documents if document.kind == "wallet")
    for at, wallet in enumerate(wallets, start=1):
        values = {"publicKey": [wallet.number], "topics": list(entity.topics)}
        yield _link(entity, f"wallet-{at}", "CryptoWallet", wallet.number, values)


def _link(entity: ListedEntity, what: str, schema: str, caption: str, values: Properties) -> dict[str, Any]:
    return {
        "id": f"{entity.id}-{what}",
        "caption": caption,
        "schema": schema,
        "properties": {name: texts for name, texts in values.items() if texts},
        "datasets": [entity.source],
        "referents": [],
        "target": False,
        "first_seen": None,
        "last_seen": None,
        "last_change": None,
    }
