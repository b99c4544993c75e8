"""Any stream of FollowTheMoney entities, one JSON object a line: the way in for OpenSanctions' hundreds of lists.

Entities keep their ids. What cannot be a customer (relations, securities) is left out, and counted where it has a
name; addresses, identity documents, sanctions, wallets and offices go to whom they belong, and an office makes a PEP.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from watchlists.countries import alpha3s
from watchlists.csvfile import lines
from watchlists.errors import ListError
from watchlists.formats.ftm_links import Links, Plain, Properties, flattened
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally
from watchlists.worddates import noted, span

PREFIX = ""
TITLE = "FollowTheMoney entities"
PUBLISHER = "Whoever made the file"
TOPICS = ("poi",)  # person of interest, of an entity that states nothing and holds no position
ADDRESSES: Mapping[str, str] = {}
REQUIRED = (frozenset({"list"}),)
CANARIES = ()

_KEY = "ftm"
_SCHEMAS = {schema.value: schema for schema in Schema} | {"PublicBody": Schema.ORGANIZATION}
_NAMES = {
    "name": NameKind.PRIMARY,
    "alias": NameKind.ALIAS,
    "previousName": NameKind.FORMER,
    "weakAlias": NameKind.WEAK_ALIAS,
    "abbreviation": NameKind.WEAK_ALIAS,
}
_DOCUMENTS = {
    "passportNumber": "passport",
    "idNumber": "national_id",
    "socialSecurityNumber": "ssn",
    "taxNumber": "tax_id",
    "innCode": "tax_id",
    "vatCode": "tax_id",
    "registrationNumber": "registration",
    "ogrnCode": "registration",
    "uscCode": "registration",
    "okpoCode": "registration",
    "uniqueEntityId": "registration",
    "npiCode": "registration",
    "licenseNumber": "registration",
    "leiCode": "lei",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "callSign": "call_sign",
    "serialNumber": "serial_number",
    "dunsCode": "duns",
    "swiftBic": "bic",
    "isinCode": "isin",
}
_COUNTRIES = ("country", "jurisdiction", "mainCountry", "flag")


def recognise(head: bytes) -> str | None:
    """Know a stream by its first line, or by the start of one too long for the head."""
    first = head.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].strip()
    return "list" if first.startswith(b"{") and b'"schema"' in first and b'"properties"' in first else None


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream the entities; a line that is no JSON is an error.

    Skipped are those without a name, and those with a name of a kind that nobody can be: a kind that is new to this
    program may be meant, so whoever imports the list is told how many there are.
    """
    entities, links = _gathered(files["list"], tally)
    for record in entities:
        _, _, properties = record
        tally.records += 1
        tally.columns.update(name for name in properties if ":" not in name)
        if names := _names(properties):
            yield _entity(record, names, links)
        else:
            tally.skipped["without a name"] += 1


def _gathered(path: Path, tally: Tally) -> tuple[list[Plain], Links]:
    """Who there is, and what stands beside them."""
    entities, links = list[Plain](), Links()
    for record in (each for line in _records(path) for each in flattened(line)):
        _, schema, properties = record
        if schema in _SCHEMAS:
            entities.append(record)
        elif not links.take(record) and "name" in properties:
            tally.skipped["of another kind"] += 1
    return entities, links


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines(path), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ListError("LIST.TRUNCATED", f"{path.name}, line {number}: not JSON; cut off?") from error
        if not isinstance(record, dict) or not isinstance(record.get("properties"), dict) or not record.get("id"):
            raise ListError("LIST.MALFORMED", f"{path.name}, line {number}: not a FollowTheMoney entity")
        yield record


def _names(properties: Properties) -> tuple[ListedName, ...]:
    """The names, the first with its parts tagged; the parts alone where no name is whole."""
    family, given = (next(iter(properties.get(part, ())), None) for part in ("lastName", "firstName"))
    names = [
        ListedName(text, kind, foreign_script(text))
        for field, kind in _NAMES.items()
        for text in properties.get(field, ())
    ]
    parts = " ".join(filter(None, (given, family)))
    if parts and not names:
        names = [ListedName(parts, script=foreign_script(parts))]
    if family and given:
        names[0] = ListedName(names[0].text, names[0].kind, names[0].script, None, family, given)
    return tuple(dict.fromkeys(names))


def _entity(record: Plain, names: tuple[ListedName, ...], links: Links) -> ListedEntity:
    entity_id, schema, properties = record

    def said(*fields: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for field in fields for value in properties.get(field, ())))

    positions = (*said("position"), *links.positions(entity_id))
    default = ("role.pep",) if positions or links.in_office(entity_id) else TOPICS
    gender = next(iter(said("gender")), "").lower()
    return ListedEntity(
        id=entity_id,
        source=_KEY,
        schema=_SCHEMAS[schema],
        names=names,
        birth_dates=tuple(dict.fromkeys(filter(None, map(span, said("birthDate"))))),
        birth_places=said("birthPlace"),
        nationalities=alpha3s(said("nationality", "citizenship")),
        countries=alpha3s((*said(*_COUNTRIES), *links.countries(properties))),
        gender=gender if gender in ("male", "female") else None,
        documents=tuple(_documents(properties, links.documents(entity_id))),
        addresses=tuple(dict.fromkeys((*said("address"), *links.addresses(properties)))),
        programmes=tuple(dict.fromkeys((*said("program", "programId"), *links.programmes(entity_id)))),
        positions=tuple(dict.fromkeys(positions)),
        topics=said("topics") or default,
        remarks=noted("; ".join(said("notes", "description", "summary")), said("birthDate")),
        listed_on=links.listed_on(entity_id),
        url=next(iter(said("sourceUrl")), None),
    )


def _documents(properties: Properties, held: tuple[ListedDocument, ...]) -> Iterator[ListedDocument]:
    """Each number once: of what kind it is, the entity's own properties say best, and its country those held."""
    countries = {document.number: document.country for document in held}
    own = {number: kind for field, kind in _DOCUMENTS.items() for number in properties.get(field, ())}
    yield from (ListedDocument(kind, number, countries.get(number)) for number, kind in own.items())
    yield from (document for document in held if document.number not in own)
