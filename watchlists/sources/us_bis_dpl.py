"""Denied Persons List of the US Bureau of Industry and Security, tab-separated.

The list has no ids and a row per address: a party's id is a digest of its name and the day of the order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from watchlists.countries import alpha3s
from watchlists.csvfile import head_rows, records
from watchlists.model import ListedEntity, ListedName, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally
from watchlists.worddates import partial

PREFIX = "dpl-"
TITLE = "US Denied Persons List"
PUBLISHER = "US Department of Commerce, Bureau of Industry and Security"
TOPICS = ("export.control",)
ADDRESSES = {"list": "https://www.bis.doc.gov/dpl/dpl.txt"}
REQUIRED = (frozenset({"list"}),)
CANARIES = ()

_KEY = "us_bis_dpl"
_NEEDED = ("Name", "Street_Address", "City", "Country", "Effective_Date")
_PLACE = ("Street_Address", "City", "State", "Postal_Code", "Country")
_DIGITS = 12  # of the digest: 48 bits, for a list of a thousand


def recognise(head: bytes) -> str | None:
    """Know the list by its header."""
    return "list" if any(set(row) >= set(_NEEDED) for row in head_rows(head, delimiter="\t")[:1]) else None


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream a record per row; those of one party are merged by their id."""
    for row in records(files["list"], delimiter="\t", required=_NEEDED):
        tally.records += 1
        tally.columns.update(row.keys())
        if row["Name"]:
            yield _entity(row)
        else:
            tally.skipped["without a name"] += 1


def _entity(row: Mapping[str, str]) -> ListedEntity:
    ordered = partial(row["Effective_Date"], month_first=True)
    address = ", ".join(filter(None, (row.get(part, "") for part in _PLACE)))
    name = " ".join(row["Name"].split())
    return ListedEntity(
        id=PREFIX + sha256(f"{name.upper()}|{ordered or row['Effective_Date']}".encode()).hexdigest()[:_DIGITS],
        source=_KEY,
        schema=Schema.LEGAL_ENTITY,
        names=(ListedName(name, script=foreign_script(name)),),
        countries=alpha3s((row["Country"],)),
        addresses=(address,) if address else (),
        topics=TOPICS,
        remarks="; ".join(filter(None, (row.get("Action", ""), row.get("FR_Citation", "")))) or None,
        listed_on=str(ordered) if ordered else None,
    )
