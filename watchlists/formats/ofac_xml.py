"""OFAC's plain XML (`sdnList`, sdn.xsd), the same for the SDN and the Consolidated list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from watchlists.countries import alpha3, alpha3s
from watchlists.errors import ListError
from watchlists.formats.ofac_remarks import document_kind, parse_remarks
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally
from watchlists.worddates import noted, partial, span
from watchlists.xmlfile import elements, text, texts

SCHEMAS = {
    "individual": Schema.PERSON,
    "entity": Schema.ORGANIZATION,
    "vessel": Schema.VESSEL,
    "aircraft": Schema.AIRPLANE,
}
PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="
_ADDRESS = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")


def read(path: Path, tally: Tally, *, key: str, prefix: str) -> Iterator[ListedEntity]:
    """Stream the entities; one without a uid or a name is counted as skipped."""
    stated = None
    for root, record in elements(path, frozenset({"sdnEntry"})):
        if stated is None:
            stated = text(root, "publshInformation/Record_Count") or "0"
            published = partial(text(root, "publshInformation/Publish_Date"), month_first=True)
            tally.published_on = str(published) if published else None
        tally.records += 1
        tally.columns.update({child.tag for child in record})
        number, name = text(record, "uid"), _name(record, NameKind.PRIMARY)
        if number is None or name is None:
            tally.skipped["without id or name"] += 1
            continue
        yield _entity(record, f"{prefix}{number}", name, key=key)
    if stated and stated.isdecimal() and int(stated) > tally.records:
        raise ListError("LIST.TRUNCATED", f"{path.name} says it has {stated} records, and has {tally.records}")


def _entity(record: Element, entity_id: str, name: ListedName, *, key: str) -> ListedEntity:
    remarks = parse_remarks(text(record, "remarks") or "")
    aliases = (_name(alias, _kind(alias)) for alias in record.iterfind("akaList/aka"))
    addresses = [
        ", ".join(filter(None, (text(place, part) for part in _ADDRESS)))
        for place in record.iterfind("addressList/address")
    ]
    countries = (*texts(record, "addressList/address/country"), *texts(record, "vesselInfo/vesselFlag"))
    stated = (
        *texts(record, "nationalityList/nationality/country"),
        *texts(record, "citizenshipList/citizenship/country"),
    )
    born = texts(record, "dateOfBirthList/dateOfBirthItem/dateOfBirth")
    return ListedEntity(
        id=entity_id,
        source=key,
        schema=SCHEMAS.get((text(record, "sdnType") or "").lower(), Schema.LEGAL_ENTITY),
        names=tuple(dict.fromkeys((name, *filter(None, aliases), *remarks.names))),
        birth_dates=tuple(dict.fromkeys(filter(None, map(span, born)))),
        birth_places=texts(record, "placeOfBirthList/placeOfBirthItem/placeOfBirth"),
        nationalities=alpha3s(stated),
        countries=alpha3s(countries),
        gender=next((found.lower() for found in _ids(record, "Gender") if found.lower() in ("male", "female")), None),
        documents=tuple(dict.fromkeys(filter(None, map(_document, record.iterfind("idList/id"))))),
        addresses=tuple(dict.fromkeys(filter(None, addresses))),
        programmes=texts(record, "programList/program"),
        positions=texts(record, "title"),
        remarks=noted(text(record, "remarks"), born),
        url=PAGE + entity_id.rpartition("-")[2],
    )


def _name(record: Element, kind: NameKind) -> ListedName | None:
    """`FAMILY, Given` as in the CSV files, parts tagged where both are there."""
    family, given = text(record, "lastName"), text(record, "firstName")
    full = ", ".join(filter(None, (family, given)))
    both = bool(family and given)
    script = foreign_script(full)
    return ListedName(full, kind, script, None, family if both else None, given if both else None) if full else None


def _kind(alias: Element) -> NameKind:
    if (text(alias, "category") or "").lower() == "weak":
        return NameKind.WEAK_ALIAS
    return NameKind.FORMER if (text(alias, "type") or "").lower() == "f.k.a." else NameKind.ALIAS


def _ids(record: Element, kind: str) -> Iterator[str]:
    return (text(each, "idNumber") or "" for each in record.iterfind("idList/id") if text(each, "idType") == kind)


def _document(element: Element) -> ListedDocument | None:
    kind, number = document_kind(text(element, "idType") or ""), text(element, "idNumber")
    if not kind or not number:
        return None
    dates = {"issued": text(element, "issueDate"), "expires": text(element, "expirationDate")}
    note = " ".join(f"{what} {when}" for what, when in dates.items() if when)
    return ListedDocument(kind, number, alpha3(text(element, "idCountry")), note or None)
