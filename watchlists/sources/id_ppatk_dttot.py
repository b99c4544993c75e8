"""Indonesia's list of suspected terrorists and terrorist organisations (DTTOT), as PPATK publishes it: XLSX or CSV.

Names stand in one cell, parted by the word `alias`; identity numbers stand in the description.
The site gives every edition an address of its own, so there is none to update from: import the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from watchlists.countries import alpha3, alpha3s
from watchlists.csvfile import head_rows, rows
from watchlists.dates import DateSpan, PartialDate
from watchlists.errors import ListError
from watchlists.formats.sheet import is_workbook, sheet_rows
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally
from watchlists.worddates import span

PREFIX = "dttot-"
TITLE = "Indonesian list of suspected terrorists (DTTOT)"
PUBLISHER = "PPATK, with the Indonesian National Police (Densus 88)"
TOPICS = ("sanction", "crime.terror")
ADDRESSES: Mapping[str, str] = {}
REQUIRED = (frozenset({"csv"}), frozenset({"xlsx"}))
CANARIES = ()

_COLUMNS = {
    "nama": "name",
    "deskripsi": "remarks",
    "informasi": "remarks",
    "informasi lain": "remarks",
    "terduga": "type",
    "kode densus": "id",
    "referensi": "id",
    "tpt lahir": "birth_place",
    "tempat lahir": "birth_place",
    "tgl lahir": "birth_date",
    "tanggal lahir": "birth_date",
    "tangal lahir": "birth_date",
    "wn": "country",
    "kewarganegaraan": "country",
    "alamat": "address",
    "pekerjaan": "position",
}
_NEEDED = {"name", "id", "type"}
_SCHEMAS = {"orang": Schema.PERSON, "korporasi": Schema.ORGANIZATION}
_ALIAS = re.compile(r"\s*[,;]?\s*\b(?:alias|a\.?k\.?a\.?)\b[:.]?\s*", re.IGNORECASE)
# The publisher parts several dates by a word, a mark, a slash after a year or nothing but a space.
_DATES = re.compile(
    r"\s*(?:\batau\b|\bdan\b|;|,|\n)\s*|(?<=[a-z/ .-]\d{4})\s*/\s*(?=\d)|(?<=/\d{4})\s+(?=\d{1,2}/)", re.IGNORECASE
)
_BETWEEN = re.compile(r"\bantara\s+(.+?)\s*(?:\bdan\b|\bsampai\b|-)\s*(.+)", re.IGNORECASE)
_YEARS = re.compile(r"(?:00/00/)?(\d{4})\s*-\s*(\d{4})")
_COUNTRIES = re.compile(r"\s*(?:[,;/\n]|\bdan\b|\batau\b)\s*", re.IGNORECASE)
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
_PASSPORT = re.compile(r"\bpas(?:po|spo)rt?\w*\s*(?:no(?:mor)?\.?|:)*\s*:?\s*([A-Z]{1,2}\s?\d{6,8})\b", re.IGNORECASE)
_EPOCH = date(1899, 12, 30)  # of the day numbers in which spreadsheets keep dates
_DAYS = range(7_000, 60_000)  # numbers that are such dates: the years 1919 to 2064
_DELIMITERS = (",", ";", "\t")


def recognise(head: bytes) -> str | None:
    """Know a workbook by its first bytes, a CSV by its header."""
    if is_workbook(head):
        return "xlsx"
    return "csv" if _delimiter(head) else None


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream the rows; one without a code or a name is counted as skipped."""
    path = files.get("xlsx") or files["csv"]
    stream = sheet_rows(path) if "xlsx" in files else _csv_rows(path)
    header = [_COLUMNS.get(" ".join(cell.lower().split()), "") for cell in next(stream, [])]
    if not set(header) >= _NEEDED:
        raise ListError("LIST.SCHEMA", f"{path.name} lacks the columns nama, terduga and kode densus")
    for number, row in enumerate(stream, start=2):
        if "csv" in files and len(row) != len(header):
            raise ListError(
                "LIST.TRUNCATED", f"{path.name}, row {number}: {len(row)} columns, not {len(header)}; cut off?"
            )
        if not any(row):
            continue
        record = {name: "" if value == "-" else value for name, value in zip(header, _padded(row, header), strict=True)}
        tally.records += 1
        tally.columns.update(name for name in header if name)
        if record["id"] and record["name"]:
            yield _entity(record)
        else:
            tally.skipped["without code or name"] += 1


def _delimiter(head: bytes) -> str | None:
    for delimiter in _DELIMITERS:
        for row in head_rows(head, delimiter=delimiter)[:1]:
            if {_COLUMNS.get(" ".join(cell.lower().split()), "") for cell in row} >= _NEEDED:
                return delimiter
    return None


def _csv_rows(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:
        delimiter = _delimiter(file.read(64 * 1024)) or ","
    return ([cell.strip() for cell in row] for row in rows(path, delimiter=delimiter))


def _padded(row: Sequence[str], header: Sequence[str]) -> list[str]:
    """A row as long as the header: sheets leave out what is empty at the end."""
    return [*row, *[""] * len(header)][: len(header)]


def _entity(row: Mapping[str, str]) -> ListedEntity:
    schema = _SCHEMAS.get(row["type"].lower(), Schema.LEGAL_ENTITY)
    remarks = row.get("remarks", "")
    names = [name.strip(" .,;\n") for name in _ALIAS.split(row["name"])]
    kinds = [NameKind.PRIMARY, *[NameKind.ALIAS] * (len(names) - 1)]
    numbers = [ListedDocument("national_id", number, "IDN") for number in _NIK.findall(remarks)]
    numbers += [ListedDocument("passport", number.replace(" ", "").upper()) for number in _PASSPORT.findall(remarks)]
    country = row.get("country", "")
    countries = alpha3s([country] if alpha3(country) else _COUNTRIES.split(country))
    return ListedEntity(
        id=PREFIX + " ".join(row["id"].split()),
        source="id_ppatk_dttot",
        schema=schema,
        names=tuple(
            dict.fromkeys(
                ListedName(name, kind, foreign_script(name)) for name, kind in zip(names, kinds, strict=True) if name
            )
        ),
        birth_dates=tuple(dict.fromkeys(_birth_dates(row.get("birth_date", "")))),
        birth_places=(row["birth_place"],) if row.get("birth_place") else (),
        nationalities=countries if schema is Schema.PERSON else (),
        countries=() if schema is Schema.PERSON else countries,
        documents=tuple(dict.fromkeys(numbers)),
        addresses=(" ".join(row["address"].split()),) if row.get("address") else (),
        positions=(row["position"],) if row.get("position") else (),
        topics=TOPICS,
        remarks=_noted(remarks, row.get("birth_date", "")),
    )


def _birth_dates(text: str) -> Iterator[DateSpan]:
    """The dates of a cell: `01/04/1983 atau 2 Mei 1984`, `00/00/1955-1958`, or a spreadsheet's day number."""
    for part in _DATES.split(_BETWEEN.sub(r"\1 to \2", text)):
        number = part.removesuffix(".0")
        if number.isdecimal() and int(number) in _DAYS:
            yield DateSpan(PartialDate.of(_EPOCH + timedelta(days=int(number))))
        elif found := span(_YEARS.sub(r"\1 to \2", part)):
            yield found


def _noted(remarks: str, born: str) -> str | None:
    """The remarks, with the whole cell of a birth date that says nothing that can be read."""
    unread = born.strip() and not any(_birth_dates(born))
    return "; ".join(filter(None, (remarks, f"born: {' '.join(born.split())}" if unread else ""))) or None
