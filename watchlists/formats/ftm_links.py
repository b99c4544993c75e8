"""What FollowTheMoney keeps beside an entity: offices, addresses, identity documents, sanctions and wallets.

A flat stream (`entities.ftm.json`) has a line for each, in any order, and a nested one (`targets.nested.json`) writes
them into the properties of whom they belong to. Both say the same, and are read the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from watchlists.countries import alpha3
from watchlists.model import ListedDocument

Properties = Mapping[str, list[str]]
Plain = tuple[str, str, Properties]  # id, schema, properties

# The kinds that are linked to somebody, and the property that says to whom; addresses and posts are pointed at.
_BACK = {
    "Sanction": "entity",
    "Occupancy": "holder",
    "Identification": "holder",
    "Passport": "holder",
    "CryptoWallet": "holder",
}
_KINDS = frozenset({*_BACK, "Address", "Position"})
_ADDRESS = ("postOfficeBox", "street", "street2", "postalCode", "city", "region", "state")
_PASSPORT = "passport"
_NUMBERS = ("number", "passportNumber", "personalNumber", "publicKey", "cryptoAddress")


@dataclass(slots=True)
class Links:
    """What was said beside the entities of a stream; complete once all of it was taken in."""

    _titles: dict[str, str] = field(default_factory=dict)
    _addresses: dict[str, Properties] = field(default_factory=dict)
    _beside: defaultdict[str, list[tuple[str, Properties]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, record: Plain) -> bool:
        """Keep a record that is linked to others; False when it is none."""
        number, schema, properties = record
        if schema == "Position":
            self._titles[number] = next(iter(properties.get("name", ())), "")
        elif schema == "Address":
            self._addresses[number] = properties
        elif schema in _BACK:
            for whose in properties.get(_BACK[schema], ()):
                self._beside[whose].append((schema, properties))
        return schema in _KINDS

    def in_office(self, entity_id: str) -> bool:
        """Whether somebody holds or held an office, named or not."""
        return any(self._of(entity_id, "Occupancy"))

    def positions(self, entity_id: str) -> tuple[str, ...]:
        """The titles of the offices that somebody holds or held."""
        posts = (post for held in self._of(entity_id, "Occupancy") for post in held.get("post", ()))
        return _unique(self._titles.get(post, "") for post in posts)

    def addresses(self, properties: Properties) -> tuple[str, ...]:
        """The addresses that an entity's properties point at, each in one line."""
        return _unique(map(_line, self._places(properties)))

    def countries(self, properties: Properties) -> tuple[str, ...]:
        """The countries of those addresses, as written."""
        return _unique(country for place in self._places(properties) for country in place.get("country", ()))

    def programmes(self, entity_id: str) -> tuple[str, ...]:
        """The programmes under which somebody was sanctioned."""
        kinds = ("program", "programId")
        return _unique(text for one in self._of(entity_id, "Sanction") for kind in kinds for text in one.get(kind, ()))

    def listed_on(self, entity_id: str) -> str | None:
        """The first day on which somebody was sanctioned."""
        kinds = ("listingDate", "startDate")
        days = (day for one in self._of(entity_id, "Sanction") for kind in kinds for day in one.get(kind, ()))
        return min(days, default=None)

    def documents(self, entity_id: str) -> tuple[ListedDocument, ...]:
        """The identity documents and wallets that somebody holds."""
        held = (
            ListedDocument(_kind(schema, name, properties), number, _country(properties))
            for schema in ("Passport", "Identification", "CryptoWallet")
            for properties in self._of(entity_id, schema)
            for name in _NUMBERS
            for number in properties.get(name, ())
        )
        return tuple(dict.fromkeys(held))

    def _of(self, entity_id: str, schema: str) -> Iterator[Properties]:
        return (said for kind, said in self._beside.get(entity_id, ()) if kind == schema)

    def _places(self, properties: Properties) -> Iterator[Properties]:
        return (self._addresses[place] for place in properties.get("addressEntity", ()) if place in self._addresses)


def flattened(record: Mapping[str, Any]) -> Iterator[Plain]:
    """A record with texts and ids alone in its properties, after those that were written into them.

    Some files write a single value without its list. Relatives and owners written into somebody's record are not
    listed for that, and are left out.
    """
    number, found = str(record["id"]), dict[str, list[str]]()
    for name, values in record["properties"].items():
        several = values if isinstance(values, list) else [values]
        for value in several:
            if _is_linked(value):
                back = {_BACK[value["schema"]]: [number]} if value["schema"] in _BACK else {}
                yield from flattened({**value, "properties": {**value["properties"], **back}})
        texts = (value["id"] if isinstance(value, dict) and "id" in value else value for value in several)
        found[name] = [text.strip() for text in texts if isinstance(text, str) and text.strip()]
    yield number, str(record.get("schema")), {name: values for name, values in found.items() if values}


def _is_linked(value: object) -> bool:
    if not isinstance(value, dict) or "id" not in value:
        return False
    schema = value.get("schema")
    return isinstance(schema, str) and schema in _KINDS and isinstance(value.get("properties"), dict)


def _kind(schema: str, name: str, properties: Properties) -> str:
    if schema == "CryptoWallet":
        return "wallet"
    if name == "personalNumber":
        return "national_id"
    stated = " ".join(properties.get("type", ())).lower()
    return _PASSPORT if schema == "Passport" or _PASSPORT in stated else "national_id"


def _country(properties: Properties) -> str | None:
    return next(filter(None, map(alpha3, properties.get("country", ()))), None)


def _line(address: Properties) -> str:
    whole = next(iter(address.get("full", ())), "")
    parts = (text for part in (*_ADDRESS, "country") for text in address.get(part, ())[:1])
    return whole or ", ".join(parts)


def _unique(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))
