"""UK Sanctions List of the Foreign, Commonwealth and Development Office, as XML or CSV (a row per name and address).

Names stand in six parts, the sixth the family name or a whole organisation's; dates as DD/MM/YYYY, with the
letters `dd` and `mm` where day and month are not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from watchlists.countries import alpha3s
from watchlists.formats import uk_csv, uk_xml
from watchlists.formats.uk import Designation, numbers_in
from watchlists.model import ListedDocument, ListedEntity, Schema
from watchlists.source import Tally
from watchlists.worddates import noted, partial, span
from watchlists.xmlfile import root_tag

PREFIX = "gb-"
TITLE = "UK Sanctions List"
PUBLISHER = "UK Foreign, Commonwealth and Development Office"
TOPICS = ("sanction",)
ADDRESSES = {"xml": "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml"}
REQUIRED = (frozenset({"xml"}), frozenset({"csv"}))
CANARIES = ("gb-AFG0001", "gb-AFG0006")

_SCHEMAS = {"individual": Schema.PERSON, "entity": Schema.ORGANIZATION, "ship": Schema.VESSEL}


def recognise(head: bytes) -> str | None:
    """Know the XML by its root, the CSV by its header, which stands below the day of the report."""
    return "xml" if root_tag(head) == "Designations" else uk_csv.recognise(head)


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream the designations; one without an id or a name is counted as skipped."""
    stream = uk_xml.read(files["xml"], tally) if "xml" in files else uk_csv.read(files["csv"], tally)
    for found in stream:
        if found.unique_id and found.names:
            yield _entity(found)
        else:
            tally.skipped["without id or name"] += 1


def _entity(found: Designation) -> ListedEntity:
    designated = partial(found.designated)
    genders = {gender.lower() for gender in found.genders} & {"male", "female"}
    return ListedEntity(
        id=PREFIX + found.unique_id,
        source="gb_fcdo",
        schema=_SCHEMAS.get(found.kind.lower(), Schema.LEGAL_ENTITY),
        names=found.names,
        birth_dates=tuple(dict.fromkeys(filter(None, map(span, found.birth_dates)))),
        birth_places=found.birth_places,
        nationalities=alpha3s(found.nationalities),
        countries=alpha3s((*found.countries, *found.flags)),
        gender=genders.pop() if len(genders) == 1 else None,
        documents=tuple(dict.fromkeys(_documents(found))),
        addresses=found.addresses,
        programmes=(found.regime,) if found.regime else (),
        positions=found.positions,
        remarks=noted(found.remarks, found.birth_dates),
        listed_on=str(designated) if designated else None,
    )


def _documents(found: Designation) -> Iterator[ListedDocument]:
    cells = (
        ("passport", found.passports),
        ("national_id", found.identifiers),
        ("imo", found.imo_numbers),
        ("registration", found.registrations),
    )
    for kind, texts in cells:
        yield from (ListedDocument(kind, number) for text in texts for number in numbers_in(text))
