"""Any stream of FollowTheMoney entities, one JSON object a line: the way in for OpenSanctions' hundreds of lists.

Entities keep their ids. What cannot be a customer (positions, addresses, relations, securities) is left out, and
counted where it has a name; an `Occupancy` makes its holder a PEP.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from watchlists.countries import alpha3s
from watchlists.csvfile import lines
from watchlists.errors import ListError
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally
from watchlists.worddates import span

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
    "leiCode": "lei",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "dunsCode": "duns",
    "swiftBic": "bic",
}
_Party = tuple[str, Schema, dict[str, list[str]]]  # id, kind, properties
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
    entities, held = _gathered(files["list"], tally)
    for entity_id, schema, properties in entities:
        tally.records += 1
        tally.columns.update(name for name in properties if ":" not in name)
        if names := _names(properties):
            positions = held.get(entity_id)
            yield _entity(entity_id, schema, names, properties, held=positions or [], in_office=positions is not None)
        else:
            tally.skipped["without a name"] += 1


def _gathered(path: Path, tally: Tally) -> tuple[list[_Party], Mapping[str, list[str]]]:
    """Who there is, and the titles of the offices that each holds, by id."""
    entities, titles, offices = list[_Party](), dict[str, str](), defaultdict[str, list[str]](list)
    for record in _records(path):
        properties = _properties(record)
        match record["schema"]:
            case "Occupancy":
                for holder in properties.get("holder", ()):
                    offices[holder] += properties.get("post", [])
            case "Position":
                titles[record["id"]] = next(iter(properties.get("name", ())), "")
            case kind if kind in _SCHEMAS:
                entities.append((record["id"], _SCHEMAS[kind], properties))
            case _ if "name" in properties:
                tally.skipped["of another kind"] += 1
    return entities, {who: [titles[post] for post in posts if titles.get(post)] for who, posts in offices.items()}


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
        yield {**record, "id": str(record["id"]), "schema": str(record.get("schema"))}


def _properties(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """Properties as lists of texts: some files write a single value without its list, or nested entities."""
    found = {}
    for name, values in record["properties"].items():
        several = values if isinstance(values, list) else [values]
        texts = [value["id"] if isinstance(value, dict) and "id" in value else value for value in several]
        found[name] = [text.strip() for text in texts if isinstance(text, str) and text.strip()]
    return {name: values for name, values in found.items() if values}


def _names(properties: Mapping[str, list[str]]) -> tuple[ListedName, ...]:
    family, given = (next(iter(properties.get(part, ())), None) for part in ("lastName", "firstName"))
    names = [
        ListedName(text, kind, foreign_script(text))
        for field, kind in _NAMES.items()
        for text in properties.get(field, ())
    ]
    if family and given and names:
        names[0] = ListedName(names[0].text, names[0].kind, names[0].script, None, family, given)
    return tuple(dict.fromkeys(names))


def _entity(
    entity_id: str,
    schema: Schema,
    names: tuple[ListedName, ...],
    properties: Mapping[str, list[str]],
    *,
    held: list[str],
    in_office: bool,
) -> ListedEntity:
    def said(*fields: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for field in fields for value in properties.get(field, ())))

    positions = (*said("position"), *held)
    default = ("role.pep",) if in_office or positions else TOPICS
    gender = next(iter(said("gender")), "").lower()
    return ListedEntity(
        id=entity_id,
        source=_KEY,
        schema=schema,
        names=names,
        birth_dates=tuple(dict.fromkeys(filter(None, map(span, said("birthDate"))))),
        birth_places=said("birthPlace"),
        nationalities=alpha3s(said("nationality", "citizenship")),
        countries=alpha3s(said(*_COUNTRIES)),
        gender=gender if gender in ("male", "female") else None,
        documents=tuple(ListedDocument(kind, number) for field, kind in _DOCUMENTS.items() for number in said(field)),
        addresses=said("address"),
        programmes=said("program", "programId"),
        positions=tuple(dict.fromkeys(positions)),
        topics=said("topics") or default,
        remarks="; ".join(said("notes", "description", "summary")) or None,
        url=next(iter(said("sourceUrl")), None),
    )
