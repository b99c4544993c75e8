"""Consolidated list of persons under EU financial sanctions, FSF XML 1.1 (`http://eu.europa.ec/fpi/fsd/export`).

Nearly everything stands in attributes. `strong="false"` or a remark on its quality marks a weak name,
country code `00` stands for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

from watchlists.countries import alpha3, alpha3s
from watchlists.dates import DateSpan
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally
from watchlists.worddates import partial
from watchlists.xmlfile import elements, root_tag, texts

PREFIX = "eu-"
TITLE = "EU consolidated financial sanctions (FSF)"
PUBLISHER = "European Commission, DG FISMA"
TOPICS = ("sanction",)
# The token is the Commission's own, the same for everybody.
ADDRESSES = {
    "list": "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw"
}
REQUIRED = (frozenset({"list"}),)
CANARIES = ("eu-13",)

_KEY = "eu_fsf"
_KINDS = {
    "passport": "passport",
    "id": "national_id",
    "ssn": "ssn",
    "fiscalcode": "tax_id",
    "regnumber": "registration",
    "tradelic": "registration",
    "swiftbic": "bic",
    "imo": "imo",
}
_PLACE = ("street", "poBox", "zipCode", "city", "region", "place", "countryDescription")
_GENDERS = {"M": "male", "F": "female"}
_LANGUAGES = {
    "ar": "ara",
    "bg": "bul",
    "el": "ell",
    "en": "eng",
    "fa": "fas",
    "fr": "fra",
    "ko": "kor",
    "ru": "rus",
    "zh": "zho",
}


def recognise(head: bytes) -> str | None:
    """Know the list by its root and its first record."""
    return "list" if root_tag(head) == "export" and b"fpi/fsd/export" in head else None


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream the entities; one without an id or a name is counted as skipped."""
    for root, record in elements(files["list"], frozenset({"sanctionEntity"})):
        tally.published_on = tally.published_on or root.get("generationDate")
        tally.records += 1
        tally.columns.update({child.tag for child in record})
        names = tuple(dict.fromkeys(_names(record)))
        if record.get("logicalId") and names:
            yield _entity(record, names)
        else:
            tally.skipped["without id or name"] += 1


def _entity(record: Element, names: tuple[ListedName, ...]) -> ListedEntity:
    aliases, births = record.findall("nameAlias"), record.findall("birthdate")
    regulations, places = record.findall("regulation"), record.findall("address")
    return ListedEntity(
        id=PREFIX + record.get("logicalId", ""),
        source=_KEY,
        schema=_schema(record.find("subjectType")),
        names=names,
        birth_dates=tuple(dict.fromkeys(filter(None, map(_birth_date, births)))),
        birth_places=_unique(_line(birth) for birth in births),
        nationalities=alpha3s(_country(each) for each in record.iterfind("citizenship")),
        countries=alpha3s(_country(place) for place in places),
        gender=next((found for alias in aliases if (found := _GENDERS.get(alias.get("gender", "")))), None),
        documents=tuple(
            dict.fromkeys(found for each in record.iterfind("identification") for found in _documents(each))
        ),
        addresses=_unique(_line(place) for place in places),
        programmes=_unique(each.get("programme", "") for each in regulations),
        positions=_unique(alias.get("function", "") for alias in aliases),
        remarks="; ".join((*texts(record, "remark"), *_unread(births))) or None,
        listed_on=record.get("designationDate")
        or min(_unique(each.get("publicationDate", "") for each in regulations), default=None),
        url=next(iter(texts(record, "regulation/publicationUrl")), None),
    )


def _schema(kind: Element | None) -> Schema:
    if kind is None:
        return Schema.LEGAL_ENTITY
    return (
        Schema.PERSON if kind.get("classificationCode") == "P" or kind.get("code") == "person" else Schema.ORGANIZATION
    )


def _names(record: Element) -> Iterator[ListedName]:
    """The aliases, the first strong one as the primary name."""
    aliases = sorted(record.iterfind("nameAlias"), key=_is_weak)
    for place, alias in enumerate(aliases):
        family, given = (" ".join(alias.get(part, "").split()) for part in ("lastName", "firstName"))
        full = " ".join((alias.get("wholeName") or f"{given} {alias.get('middleName', '')} {family}").split())
        kind = NameKind.WEAK_ALIAS if _is_weak(alias) else NameKind.ALIAS if place else NameKind.PRIMARY
        parts = (family, given) if family and given else (None, None)
        if full:
            yield ListedName(
                full, kind, foreign_script(full), _LANGUAGES.get(alias.get("nameLanguage", "").lower()), *parts
            )


def _is_weak(alias: Element) -> bool:
    """What the UN listed carries the UN's grade as a remark (`Low quality a.k.a.`), whatever `strong` says."""
    remarks = " ".join(texts(alias, "remark")).lower()
    return alias.get("strong") == "false" or "low quality" in remarks or "lo quality" in remarks


def _birth_date(element: Element) -> DateSpan | None:
    """A day, or month and year, or a year, or a range of years; only Gregorian dates can be compared."""
    circa = element.get("circa") == "true"
    first, last = partial(element.get("yearRangeFrom")), partial(element.get("yearRangeTo"))
    if element.get("calendarType", "GREGORIAN") not in ("GREGORIAN", ""):
        return None
    if day := partial(element.get("birthdate")):
        return DateSpan(day, circa=circa)
    parts = [element.get(part) or "0" for part in ("year", "monthOfYear", "dayOfMonth")]
    if known := partial("-".join(parts)) or partial(parts[0]):
        return DateSpan(known, circa=circa)
    return DateSpan(first, last if last != first else None, circa) if first else None


def _unread(births: Iterable[Element]) -> Iterator[str]:
    """Birth dates of another calendar or without a beginning, as published: `born: islamic 1370`."""
    for birth in births:
        calendar, last = birth.get("calendarType", "").lower(), birth.get("yearRangeTo")
        written = birth.get("birthdate") or birth.get("year") or birth.get("yearRangeFrom")
        if (written or last) and _birth_date(birth) is None:
            yield f"born: {calendar} {written or f'until {last}'}".replace("gregorian ", "")


def _documents(element: Element) -> Iterator[ListedDocument]:
    """A document under its number, and under the number in Latin letters where the publisher gives both."""
    kind = _KINDS.get(element.get("identificationTypeCode", ""), "other")
    for number in dict.fromkeys((element.get("number"), element.get("latinNumber"))):
        if number:
            yield ListedDocument(kind, number, _country(element), element.get("nameOnDocument") or None)


def _country(element: Element) -> str | None:
    return alpha3(element.get("countryIso2Code")) or alpha3(element.get("countryDescription"))


def _line(element: Element) -> str:
    return ", ".join(value for part in _PLACE if (value := element.get(part, "").strip()) and value != "UNKNOWN")


def _unique(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))
