"""Consolidated Screening List of the US International Trade Administration: a dozen US lists in one CSV.

A party may stand on several of them: rows of one id become one entity. Values in a cell are parted by semicolons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from watchlists.countries import alpha3, alpha3s
from watchlists.csvfile import head_rows, rows, text_of
from watchlists.errors import ListError
from watchlists.formats.ofac_csv import tagged
from watchlists.formats.ofac_remarks import document_kind
from watchlists.model import ListedDocument, ListedEntity, NameKind, Schema
from watchlists.source import Tally
from watchlists.worddates import noted, span

PREFIX = "csl-"
TITLE = "US Consolidated Screening List"
PUBLISHER = "US Department of Commerce, International Trade Administration"
TOPICS = ("sanction",)
ADDRESSES = {"list": "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv"}
REQUIRED = (frozenset({"list"}),)
CANARIES = ("csl-36", "csl-2674", "csl-9639", "csl-17014")

_KEY = "us_trade_csl"
_NEEDED = {"_id", "source", "name", "type", "addresses", "alt_names", "ids"}
_SCHEMAS = {
    "Individual": Schema.PERSON,
    "Entity": Schema.ORGANIZATION,
    "Vessel": Schema.VESSEL,
    "Aircraft": Schema.AIRPLANE,
}
# Lists that control exports; being on them is no sanction on the party's money.
_TRADE = ("(EL)", "(DPL)", "(UVL)", "(MEU)", "(DTC)")
_CUT_SHORT = 6  # columns of a row that is cut off which tell its id, list and name whole


def recognise(head: bytes) -> str | None:
    """Know the list by its header."""
    return "list" if any(set(row) >= _NEEDED for row in head_rows(head)[:1]) else None


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream the rows. A file that breaks off is used as far as it goes: its last row is counted as cut off."""
    stream = rows(files["list"], strict=False)
    header = next(stream)
    for number, row in enumerate(stream, start=2):
        if row == header:
            continue  # old mirrors have it twice
        if tally.skipped["cut off"] or len(row) > len(header):
            raise ListError("LIST.TRUNCATED", f"{files['list'].name}, row {number - 1}: not {len(header)} columns")
        tally.records += 1
        tally.columns.update(header)
        if len(row) < len(header):
            tally.skipped["cut off"] += 1
        record = dict(zip(header, (*map(str.strip, row), *[""] * len(header)), strict=False))
        if len(row) >= _CUT_SHORT and record["_id"] and record["name"]:
            yield _entity(record)
        elif len(row) == len(header):
            tally.skipped["without id or name"] += 1
    if tally.skipped["cut off"] or not text_of(files["list"]).endswith("\n"):
        tally.doubts.append("the file breaks off in its last row: there may be more")


def _entity(row: Mapping[str, str]) -> ListedEntity:
    facts = [tuple(map(str.strip, each.split(","))) for each in _several(row, "ids")]
    schema = _SCHEMAS.get(row["type"], Schema.LEGAL_ENTITY)
    addresses = _several(row, "addresses")
    # Each address ends in its country's alpha-2 code.
    countries = (row["vessel_flag"], *(address.rpartition(",")[2].strip() for address in addresses))
    names = [tagged(row["name"], NameKind.PRIMARY, schema)]
    names += [tagged(name, NameKind.ALIAS, schema) for name in _several(row, "alt_names")]
    return ListedEntity(
        id=PREFIX + row["_id"],
        source=_KEY,
        schema=schema,
        names=tuple(dict.fromkeys(names)),
        birth_dates=tuple(dict.fromkeys(filter(None, map(span, _several(row, "dates_of_birth"))))),
        birth_places=_several(row, "places_of_birth"),
        nationalities=alpha3s((*_several(row, "nationalities"), *_several(row, "citizenships"))),
        countries=alpha3s(countries),
        gender=next((fact[1].lower() for fact in facts if fact[0] == "Gender" and len(fact) > 1), None),
        documents=tuple(dict.fromkeys(filter(None, map(_document, facts)))),
        addresses=addresses,
        programmes=(row["source"], *_several(row, "programs")),
        positions=(row["title"],) if row["title"] else (),
        topics=("export.control",) if any(mark in row["source"] for mark in _TRADE) else TOPICS,
        remarks=noted(row["remarks"], _several(row, "dates_of_birth")),
        listed_on=row["start_date"] or None,
        url=row["source_information_url"] or None,
    )


def _document(fact: tuple[str, ...]) -> ListedDocument | None:
    """A document from `kind, number, country`."""
    kind = document_kind(fact[0])
    return ListedDocument(kind, fact[1], alpha3(fact[2]) if len(fact) > 2 else None) if kind and len(fact) > 1 else None


def _several(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in row.get(column, "").split(";") if value.strip()))
