"""Entities as lines of JSON: how snapshots keep them, and what their digests are made of.

A line holds the fields that are not at their default, names and documents as arrays with the tail left out.
The same entity always gives the same line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import MISSING, fields
from functools import cache
from hashlib import sha256
from typing import Any

from watchlists.dates import DateSpan, PartialDate
from watchlists.errors import ListError
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema

_DEFAULTS = {field.name: field.default for field in fields(ListedEntity) if field.default is not MISSING}
_PLAIN = ("birth_places", "nationalities", "countries", "addresses", "programmes", "positions", "topics")


def encode(entity: ListedEntity) -> str:
    """Write an entity as one line of JSON, without a line end."""
    record = {name: getattr(entity, name) for name in ("id", "source", "schema")}
    record |= {name: value for name, default in _DEFAULTS.items() if (value := getattr(entity, name)) != default}
    record["names"] = [
        _trimmed((name.text, name.kind, name.script, name.language, name.family, name.given)) for name in entity.names
    ]
    if entity.birth_dates:
        record["birth_dates"] = [str(date) for date in entity.birth_dates]
    if entity.documents:
        record["documents"] = [
            _trimmed((document.kind, document.number, document.country, document.note)) for document in entity.documents
        ]
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(line: str) -> ListedEntity:
    """Read back what `encode` wrote.

    Raises:
        ListError: when the line is no such record.
    """
    try:
        record: dict[str, Any] = json.loads(line)
        record["schema"] = _SCHEMAS[record["schema"]]
        record["names"] = tuple(_name(*name) for name in record["names"])
        if "birth_dates" in record:
            record["birth_dates"] = tuple(_date(text) for text in record["birth_dates"])
        if "documents" in record:
            record["documents"] = tuple(ListedDocument(*document) for document in record["documents"])
        record |= {name: tuple(record[name]) for name in _PLAIN if name in record}
        return ListedEntity(**record)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ListError("LIST.DAMAGED", "a stored record cannot be read: import the list again") from error


def content_hash(entity: ListedEntity) -> str:
    """Digest of everything the list says about an entity: for the audit."""
    return sha256(encode(entity).encode()).hexdigest()


def list_hash(hashes: Iterable[str]) -> str:
    """Digest of a whole list, from its records' digests in any order."""
    return sha256("\n".join(sorted(hashes)).encode()).hexdigest()


@cache
def _date(text: str) -> DateSpan:
    circa = text.startswith("circa ")
    start, _, end = text.removeprefix("circa ").partition("/")
    return DateSpan(PartialDate.parse(start), PartialDate.parse(end) if end else None, circa)


def _name(text: str, kind: str = "primary", *rest: str | None) -> ListedName:
    return ListedName(text, _KINDS[kind], *rest)


_KINDS = {kind.value: kind for kind in NameKind}
_SCHEMAS = {schema.value: schema for schema in Schema}


def _trimmed(values: tuple[Any, ...]) -> list[Any]:
    """The values without the empty ones at the end."""
    kept = len(values)
    while kept and values[kept - 1] is None:
        kept -= 1
    return list(values[:kept])
