"""OFAC's Advanced XML (`Sanctions`, after the UN's 1.0 schema): everything refers to everything by number.

Programmes stand behind the parties they belong to, so the file is read twice; 120 MB stay on disk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from watchlists.countries import alpha3, alpha3s
from watchlists.dates import DateSpan, PartialDate
from watchlists.errors import ListError
from watchlists.formats.ofac_remarks import document_kind
from watchlists.formats.ofac_xml import PAGE, SCHEMAS
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally
from watchlists.xmlfile import elements, text, texts

_TAGS = frozenset({"ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry"})
_FAMILY = ("Last Name", "Maiden Name")
_GIVEN = ("First Name", "Middle Name", "Patronymic", "Matronymic")
_COUNTRY = ("Nationality Country", "Citizenship Country")


@dataclass(slots=True)
class _Index:
    """What parties refer to, by the publisher's numbers."""

    values: dict[tuple[str, str], Element] = field(default_factory=dict)  # reference values by tag and ID
    places: dict[str, tuple[str, str | None]] = field(default_factory=dict)  # one line, and the country as written
    documents: defaultdict[str, list[ListedDocument]] = field(default_factory=lambda: defaultdict(list))
    programmes: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def value(self, tag: str, number: str | None) -> str:
        """The text of a reference value, empty when there is none."""
        return text(self.values.get((tag, number or ""))) or ""


def read(path: Path, tally: Tally, *, key: str, prefix: str) -> Iterator[ListedEntity]:
    """Stream the entities; a party without a name is counted as skipped."""
    index = _index(path, tally)
    if not index.values:
        raise ListError("LIST.SCHEMA", f"{path.name} has no ReferenceValueSets: nothing in it can be understood")
    for _root, record in elements(path, _TAGS):
        profile = record.find("Profile") if record.tag == "DistinctParty" else None
        if profile is None:
            continue
        tally.records += 1
        tally.columns.update({child.tag for child in profile})
        names = tuple(dict.fromkeys(_names(profile, index)))
        if names:
            yield _entity(record, profile, names, index, key=key, prefix=prefix)
        else:
            tally.skipped["without a name"] += 1


def _index(path: Path, tally: Tally) -> _Index:
    """Read everything but the parties. Reference values come first in the file, as the schema demands."""
    index = _Index()
    for root, record in elements(path, _TAGS):
        match record.tag:
            case "ReferenceValueSets":
                index.values = {(value.tag, value.get("ID", "")): value for some in record for value in some}
                issued = root.find("DateOfIssue")
                tally.published_on = str(_date(issued)) if issued is not None and _date(issued) else None
            case "Location":
                index.places[record.get("ID", "")] = _place(record, index)
            case "IDRegDocument":
                if document := _document(record, index):
                    index.documents[record.get("IdentityID", "")].append(document)
            case "SanctionsEntry":
                index.programmes[record.get("ProfileID", "")] += _programmes(record, index)
    return index


def _entity(
    record: Element, profile: Element, names: tuple[ListedName, ...], index: _Index, *, key: str, prefix: str
) -> ListedEntity:
    number: str = profile.get("ID") or record.get("FixedRef") or ""
    features = [
        (index.value("FeatureType", one.get("FeatureTypeID")).strip(), one) for one in profile.iterfind("Feature")
    ]

    def said(*labels: str) -> list[Element]:
        return [feature for label, feature in features if label in labels]

    places = [_where(feature, index) for feature in said("Location")]
    identities = (identity.get("ID", "") for identity in profile.iterfind("Identity"))
    gender = next((_detail(feature, index).lower() for feature in said("Gender")), "")
    numbers = (ListedDocument(kind, _detail(one, index)) for label, one in features if (kind := document_kind(label)))
    held = (document for identity in identities for document in index.documents[identity])
    return ListedEntity(
        id=f"{prefix}{number}",
        source=key,
        schema=_schema(profile, index),
        names=names,
        birth_dates=tuple(dict.fromkeys(filter(None, map(_span, said("Birthdate"))))),
        birth_places=_unique(_detail(one, index) or _where(one, index)[0] for one in said("Place of Birth")),
        nationalities=alpha3s(_where(one, index)[1] for one in said(*_COUNTRY)),
        countries=alpha3s([place[1] for place in places] + [_where(one, index)[1] for one in said("Vessel Flag")]),
        gender=gender if gender in ("male", "female") else None,
        documents=tuple(dict.fromkeys(each for each in (*held, *numbers) if each.number)),
        addresses=_unique(place[0] for place in places),
        programmes=_unique(index.programmes[number]),
        positions=_unique(_detail(one, index) for one in said("Title")),
        remarks=text(record, "Comment"),
        url=PAGE + number,
    )


def _schema(profile: Element, index: _Index) -> Schema:
    kind = index.values.get(("PartySubType", profile.get("PartySubTypeID", "")))
    words = (text(kind) or "").lower()
    broad = index.value("PartyType", kind.get("PartyTypeID") if kind is not None else None).lower()
    return SCHEMAS.get(words) or SCHEMAS.get(broad) or Schema.LEGAL_ENTITY


def _names(profile: Element, index: _Index) -> Iterator[ListedName]:
    groups = {
        group.get("ID", ""): index.value("NamePartType", group.get("NamePartTypeID"))
        for group in profile.iterfind("Identity/NamePartGroups/MasterNamePartGroup/NamePartGroup")
    }
    aliases = sorted(profile.iterfind("Identity/Alias"), key=lambda alias: alias.get("Primary") != "true")
    for alias in aliases:
        for written in alias.iterfind("DocumentedName"):
            parts = [
                (groups.get(part.get("NamePartGroupID", ""), ""), text(part) or "")
                for part in written.iterfind("DocumentedNamePart/NamePartValue")
            ]
            yield from _name(parts, _kind(alias, index))


def _name(parts: list[tuple[str, str]], kind: NameKind) -> Iterator[ListedName]:
    """`FAMILY, Given` as in OFAC's other files, or the parts as they stand."""
    family = " ".join(value for label, value in parts if label in _FAMILY)
    given = " ".join(value for label, value in parts if label in _GIVEN)
    full = f"{family}, {given}" if family and given else " ".join(value for _label, value in parts)
    if full.strip():
        tagged = (family, given) if family and given else (None, None)
        yield ListedName(full.strip(), kind, foreign_script(full), None, *tagged)


def _kind(alias: Element, index: _Index) -> NameKind:
    if alias.get("LowQuality") == "true":
        return NameKind.WEAK_ALIAS
    if alias.get("Primary") == "true":
        return NameKind.PRIMARY
    return NameKind.FORMER if index.value("AliasType", alias.get("AliasTypeID")) == "F.K.A." else NameKind.ALIAS


def _place(record: Element, index: _Index) -> tuple[str, str | None]:
    parts = texts(record, "LocationPart/LocationPartValue/Value")
    numbers = [place.get("CountryID") for place in record.iterfind("LocationCountry")]
    countries = [index.value("Country", number) or _iso(index, number) for number in numbers]
    areas = [index.values.get(("AreaCode", area.get("AreaCodeID", ""))) for area in record.iterfind("LocationAreaCode")]
    countries += [area.get("Description", "") for area in areas if area is not None]
    country = next(filter(None, countries), None)
    return ", ".join(dict.fromkeys(filter(None, (*parts, country)))), country


def _iso(index: _Index, number: str | None) -> str:
    country = index.values.get(("Country", number or ""))
    return country.get("ISO2", "") if country is not None else ""


def _where(feature: Element, index: _Index) -> tuple[str, str | None]:
    location = feature.find("FeatureVersion/VersionLocation")
    return index.places.get(location.get("LocationID", ""), ("", None)) if location is not None else ("", None)


def _detail(feature: Element, index: _Index) -> str:
    detail = feature.find("FeatureVersion/VersionDetail")
    if detail is None:
        return ""
    return index.value("DetailReference", detail.get("DetailReferenceID")) or text(detail) or ""


def _document(record: Element, index: _Index) -> ListedDocument | None:
    kind = document_kind(index.value("IDRegDocType", record.get("IDRegDocTypeID")))
    number = text(record, "IDRegistrationNo")
    country = record.get("IssuedBy-CountryID")
    named = alpha3(index.value("Country", country) or _iso(index, country))
    return ListedDocument(kind, number, named, text(record, "Comment")) if kind and number else None


def _programmes(record: Element, index: _Index) -> Iterator[str]:
    for measure in record.iterfind("SanctionsMeasure"):
        if index.value("SanctionsType", measure.get("SanctionsTypeID")) == "Program" and (
            name := text(measure, "Comment")
        ):
            yield name


def _span(feature: Element) -> DateSpan | None:
    """A birth date: the first and the last day it can be; a whole year or month is how OFAC says it knows no more."""
    period = feature.find("FeatureVersion/DatePeriod")
    if period is None:
        return None
    first, last = _date(period.find("Start/From")), _date(period.find("End/To"))
    circa = any(end.get("Approximate") == "true" for end in period)
    if first is None or last is None or first == last:
        known = first or last
        return DateSpan(known, circa=circa) if known else None
    for wider in (PartialDate(first.year, first.month), PartialDate(first.year)):
        if (first.earliest, last.latest) == (wider.earliest, wider.latest):
            return DateSpan(wider, circa=circa)
    return DateSpan(first, last, circa)


def _date(element: Element | None) -> PartialDate | None:
    try:
        parts = [int(text(element, part) or 0) if element is not None else 0 for part in ("Year", "Month", "Day")]
        return PartialDate(parts[0], parts[1] or None, parts[2] or None) if parts[0] else None
    except ValueError:
        return None


def _unique(values: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))
