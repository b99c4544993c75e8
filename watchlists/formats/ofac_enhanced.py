"""OFAC's Enhanced XML (`sanctionsData`): all of an entity in one place, values as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from watchlists.countries import alpha3, alpha3s
from watchlists.formats.ofac_remarks import document_kind, parse_remarks
from watchlists.formats.ofac_xml import PAGE, SCHEMAS
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally
from watchlists.worddates import noted, partial, span
from watchlists.xmlfile import elements, text, texts

_COUNTRY = ("Nationality Country", "Citizenship Country")


def read(path: Path, tally: Tally, *, key: str, prefix: str) -> Iterator[ListedEntity]:
    """Stream the entities; one without an id or a name is counted as skipped."""
    for root, record in elements(path, frozenset({"entity"})):
        if tally.published_on is None and (published := partial(text(root, "publicationInfo/dataAsOf"))):
            tally.published_on = str(published)
        tally.records += 1
        tally.columns.update({child.tag for child in record})
        names = tuple(dict.fromkeys(_names(record)))
        if record.get("id") and names:
            yield _entity(record, names, key=key, prefix=prefix)
        else:
            tally.skipped["without id or name"] += 1


def _entity(record: Element, names: tuple[ListedName, ...], *, key: str, prefix: str) -> ListedEntity:
    features = [(text(one, "type") or "", text(one, "value") or "") for one in record.iterfind("features/feature")]

    def said(*labels: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for label, value in features if label in labels and value))

    remarks = text(record, "generalInfo/remarks")
    held = map(_document, record.iterfind("identityDocuments/identityDocument"))
    numbers = (ListedDocument(kind, value) for label, value in features if value and (kind := document_kind(label)))
    countries = (*texts(record, "addresses/address/country"), *said("Vessel Flag"))
    gender = next(iter(said("Gender")), "").lower()
    return ListedEntity(
        id=prefix + record.get("id", ""),
        source=key,
        schema=SCHEMAS.get((text(record, "generalInfo/entityType") or "").lower(), Schema.LEGAL_ENTITY),
        names=tuple(dict.fromkeys((*names, *parse_remarks(remarks or "").names))),
        birth_dates=tuple(dict.fromkeys(filter(None, map(span, said("Birthdate"))))),
        birth_places=said("Place of Birth"),
        nationalities=alpha3s(said(*_COUNTRY)),
        countries=alpha3s(countries),
        gender=gender if gender in ("male", "female") else None,
        documents=tuple(dict.fromkeys((*filter(None, held), *numbers))),
        addresses=tuple(dict.fromkeys(filter(None, map(_address, record.iterfind("addresses/address"))))),
        programmes=texts(record, "sanctionsPrograms/sanctionsProgram"),
        positions=texts(record, "generalInfo/title"),
        remarks=noted(remarks, said("Birthdate")),
        url=PAGE + record.get("id", ""),
    )


def _names(record: Element) -> Iterator[ListedName]:
    """Names, the primary one first, each in all its scripts."""
    for name in sorted(record.iterfind("names/name"), key=lambda name: text(name, "isPrimary") != "true"):
        for written in name.iterfind("translations/translation"):
            given, family = text(written, "formattedFirstName"), text(written, "formattedLastName")
            both = bool(given and family)
            full = f"{family}, {given}" if both else text(written, "formattedFullName") or family
            if full:
                yield ListedName(full, _kind(name), foreign_script(full), None, *((family, given) if both else ()))


def _kind(name: Element) -> NameKind:
    if text(name, "isLowQuality") == "true":
        return NameKind.WEAK_ALIAS
    if text(name, "isPrimary") == "true":
        return NameKind.PRIMARY
    return NameKind.FORMER if text(name, "aliasType") == "F.K.A." else NameKind.ALIAS


def _address(element: Element) -> str:
    parts = texts(element, "translations/translation/addressParts/addressPart/value")
    return ", ".join(dict.fromkeys((*parts, *texts(element, "country"))))


def _document(element: Element) -> ListedDocument | None:
    kind, number = document_kind(text(element, "type") or ""), text(element, "documentNumber")
    return ListedDocument(kind, number, alpha3(text(element, "issuingCountry"))) if kind and number else None
