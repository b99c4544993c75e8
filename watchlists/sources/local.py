"""A list of one's own, as CSV: PEPs, former customers, internal decisions.

Columns `id,schema,name,aliases(;),birth_date,countries(;),gender,id_numbers(;),topics(;),remarks`, where `(;)`
means that values are separated by semicolons; the mark may stand in the header or not. `id` and `name` are needed.
Columns are parted by commas, or by semicolons or tabs, as spreadsheets write them in Indonesia and much of Europe; a
cell that holds several values is quoted then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from watchlists.countries import alpha3
from watchlists.csvfile import head_rows, records
from watchlists.dates import DateSpan
from watchlists.errors import ListError
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import HEAD, Tally
from watchlists.worddates import span

T = TypeVar("T")

PREFIX = "local-"
TITLE = "Local list"
PUBLISHER = "You"
SHAPE = "its first row names the columns, `id` and `name` at least"
TOPICS = ("sanction",)  # of a row that names none: nobody put on a list is to pass unseen
ADDRESSES: Mapping[str, str] = {}
REQUIRED = (frozenset({"list"}),)
CANARIES = ()

_COLUMNS = ("id", "schema", "name", "aliases", "birth_date", "countries", "gender", "id_numbers", "topics", "remarks")
_HEADER = ", ".join(_COLUMNS)
_DELIMITERS = ",;\t"
_SCHEMAS = {schema.value.lower(): schema for schema in Schema}
_GENDERS = {"male": "male", "m": "male", "l": "male", "female": "female", "f": "female", "p": "female", "": None}


def recognise(head: bytes) -> str | None:
    """Know the list by its header."""
    return "list" if _delimiter(head) else None


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream the rows; a row that cannot be understood is an error that names it, for somebody can mend it."""
    seen = set[str]()
    with files["list"].open("rb") as file:
        delimiter = _delimiter(file.read(HEAD)) or ","
    for number, record in enumerate(records(files["list"], delimiter=delimiter), start=2):
        row = {_plain(name): value for name, value in record.items()}
        if unknown := row.keys() - set(_COLUMNS):
            raise ListError("LIST.SCHEMA", f"there is no column {', '.join(sorted(unknown))}; there are {_HEADER}")
        tally.records += 1
        tally.columns.update(row.keys())
        if row["id"] in seen:
            raise ListError("LIST.ROW", f"row {number}: the id has been used in a row before")
        seen.add(row["id"])
        try:
            yield _entity(row)
        except ValueError as error:
            raise ListError("LIST.ROW", f"row {number}: {error}") from error


def _delimiter(head: bytes) -> str | None:
    """What parts the columns: whatever makes a header of the first row."""
    return next((mark for mark in _DELIMITERS if {"id", "name"} <= _header(head, mark)), None)


def _header(head: bytes, delimiter: str) -> set[str]:
    return {_plain(name) for row in head_rows(head, delimiter=delimiter)[:1] for name in row}


def _entity(row: Mapping[str, str]) -> ListedEntity:
    if not row["id"] or not row["name"]:
        raise ValueError("id and name are needed")
    if not any(map(str.isalnum, row["name"])):
        raise ValueError("name holds neither a letter nor a digit: nobody would ever be found by it")
    names = [_name(row["name"]), *(_name(alias, NameKind.ALIAS) for alias in _several(row, "aliases"))]
    return ListedEntity(
        id=PREFIX + row["id"].removeprefix(PREFIX),
        source="local",
        schema=_choice(_SCHEMAS, row.get("schema") or "Person", "schema"),
        names=tuple(dict.fromkeys(names)),
        birth_dates=tuple(_birth_date(value) for value in _several(row, "birth_date")),
        nationalities=tuple(_country(value) for value in _several(row, "countries")),
        gender=_choice(_GENDERS, row.get("gender", ""), "gender"),
        documents=tuple(ListedDocument("other", number) for number in _several(row, "id_numbers")),
        topics=_several(row, "topics") or TOPICS,
        remarks=row.get("remarks") or None,
    )


def _name(text: str, kind: NameKind = NameKind.PRIMARY) -> ListedName:
    return ListedName(text, kind, foreign_script(text))


def _plain(column: str) -> str:
    return column.strip().lower().removesuffix("(;)")


def _several(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in row.get(column, "").split(";") if value.strip()))


def _birth_date(text: str) -> DateSpan:
    if found := span(text):
        return found
    raise ValueError("birth_date is written YYYY, YYYY-MM or YYYY-MM-DD")


def _country(text: str) -> str:
    if found := alpha3(text):
        return found
    raise ValueError("countries holds something that is no country's code or name")


def _choice(known: Mapping[str, T], text: str, column: str) -> T:
    if text.lower() in known:
        return known[text.lower()]
    raise ValueError(f"{column} is one of {', '.join(filter(None, known))}")
