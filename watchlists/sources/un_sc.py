"""United Nations Security Council Consolidated List, XML (schema `sc-sanctions.xsd`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from watchlists.countries import alpha3, alpha3s
from watchlists.dates import DateSpan, PartialDate
from watchlists.formats.un_names import split_names
from watchlists.formats.un_numbers import number_in_note, number_of
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally
from watchlists.worddates import noted, partial, span
from watchlists.xmlfile import elements, root_tag, text, texts

PREFIX = "un-"
TITLE = "UN Security Council Consolidated List"
PUBLISHER = "United Nations Security Council"
TOPICS = ("sanction",)
ADDRESSES = {"list": "https://scsanctions.un.org/resources/xml/en/consolidated.xml"}
REQUIRED = (frozenset({"list"}),)
CANARIES = ("un-6907993", "un-6907994", "un-6908048", "un-6908441")

_KEY = "un_sc"
_RECORDS = frozenset({"INDIVIDUAL", "ENTITY"})
_QUALITY = {"low": NameKind.WEAK_ALIAS, "f.k.a.": NameKind.FORMER}  # the others are `Good`, `a.k.a.` or silent
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_PLACE = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_SILENT = {"na"}  # "not available", not Namibia
_NATIONAL = re.compile(r"identi|national number|tazkira|social security|fiscal code", re.IGNORECASE)


def recognise(head: bytes) -> str | None:
    """Know the list by its root."""
    return "list" if root_tag(head) == "CONSOLIDATED_LIST" else None


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream individuals and entities; one without a DATAID or a name is counted as skipped."""
    for root, record in elements(files["list"], _RECORDS):
        tally.published_on = tally.published_on or root.get("dateGenerated")
        tally.records += 1
        tally.columns.update({child.tag for child in record})
        number, names = text(record, "DATAID"), _names(record)
        if number is None or not names:
            tally.skipped["without id or name"] += 1
            continue
        yield _entity(record, number, names)


def _entity(record: Element, number: str, names: tuple[ListedName, ...]) -> ListedEntity:
    person = record.tag == "INDIVIDUAL"
    places = tuple(record.iterfind("INDIVIDUAL_ADDRESS")) + tuple(record.iterfind("ENTITY_ADDRESS"))
    gender = (text(record, "GENDER") or "").lower()
    return ListedEntity(
        id=f"{PREFIX}{number}",
        source=_KEY,
        schema=Schema.PERSON if person else Schema.ORGANIZATION,
        names=names,
        birth_dates=_birth_dates(record),
        birth_places=_lines(record.iterfind("INDIVIDUAL_PLACE_OF_BIRTH")),
        nationalities=alpha3s(said for said in texts(record, "NATIONALITY/VALUE") if said not in _SILENT),
        countries=alpha3s(text(place, "COUNTRY") for place in places),
        gender=gender if gender in ("male", "female") else None,
        documents=tuple(filter(None, map(_document, record.iterfind("INDIVIDUAL_DOCUMENT")))),
        addresses=_lines(places),
        programmes=texts(record, "UN_LIST_TYPE"),
        positions=texts(record, "DESIGNATION/VALUE"),
        remarks=noted(text(record, "COMMENTS1"), _unread(record)),
        listed_on=text(record, "LISTED_ON"),
        url=None,
    )


def _names(record: Element) -> tuple[ListedName, ...]:
    """The name in its parts' order, its original script, then the aliases."""
    primary = " ".join(filter(None, (text(record, tag) for tag in _NAMES)))
    names = [ListedName(primary)] if primary else []
    if original := text(record, "NAME_ORIGINAL_SCRIPT"):
        names.append(ListedName(original, script=foreign_script(original)))
    for alias in (*record.iterfind("INDIVIDUAL_ALIAS"), *record.iterfind("ENTITY_ALIAS")):
        kind = _QUALITY.get((text(alias, "QUALITY") or "").lower(), NameKind.ALIAS)
        names += split_names(text(alias, "ALIAS_NAME") or "", kind)
    return tuple(dict.fromkeys(names))


def _birth_dates(record: Element) -> tuple[DateSpan, ...]:
    stated = map(_birth_date, record.iterfind("INDIVIDUAL_DATE_OF_BIRTH"))
    aliases = (span(text(alias, "DATE_OF_BIRTH")) for alias in record.iterfind("INDIVIDUAL_ALIAS"))
    return tuple(dict.fromkeys(found for found in (*stated, *aliases) if found))


def _unread(record: Element) -> Iterator[str]:
    """The notes that stand where a date is, and tell none: `24/06/1402 (Hijri Calendar)`."""
    for element in record.iterfind("INDIVIDUAL_DATE_OF_BIRTH"):
        if _birth_date(element) is None:
            yield text(element, "NOTE") or ""


def _birth_date(element: Element) -> DateSpan | None:
    """A date by its TYPE_OF_DATE; months stand in the note now and then (`Nov. 1973`, or `Sep.` beside the year)."""
    note = text(element, "NOTE") or ""
    circa = text(element, "TYPE_OF_DATE") == "APPROXIMATELY" or note.lower().startswith("approx")
    first, last = partial(text(element, "FROM_YEAR")), partial(text(element, "TO_YEAR"))
    if first and last:
        return DateSpan(first, last, circa)
    date, year = text(element, "DATE"), text(element, "YEAR")
    found = partial(date) or partial(f"{note} {year}") or partial(year) or partial(note) or first or last
    if isinstance(found, PartialDate):
        return DateSpan(found, circa=circa)
    written = span(note)
    return replace(written, circa=circa or written.circa) if written else None


def _document(element: Element) -> ListedDocument | None:
    """A document; its number may stand among words, or in the note alone. The words are kept as part of the note."""
    written, note = text(element, "NUMBER"), text(element, "NOTE")
    number = number_of(written) if written else number_in_note(note)
    if not number:
        return None
    stated = " ".join(filter(None, (text(element, "TYPE_OF_DOCUMENT"), text(element, "TYPE_OF_DOCUMENT2"))))
    country = alpha3(text(element, "ISSUING_COUNTRY")) or alpha3(text(element, "COUNTRY_OF_ISSUE"))
    said = (written if written != number else None, note)
    return ListedDocument(_kind(stated), number, country, "; ".join(filter(None, said)) or None)


def _kind(stated: str) -> str:
    if re.search(r"passe?port|pasaporte", stated, re.IGNORECASE):
        return "passport"
    return "national_id" if _NATIONAL.search(stated) else "other"


def _lines(places: Iterator[Element] | tuple[Element, ...]) -> tuple[str, ...]:
    """Places, each in one line."""
    lines = (", ".join(filter(None, (text(place, part) for part in _PLACE))) for place in places)
    return tuple(dict.fromkeys(filter(None, lines)))
