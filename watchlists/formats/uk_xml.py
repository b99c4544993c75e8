"""The UK Sanctions List's XML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from watchlists.formats.uk import Designation, foreign_name, name_of, ordered
from watchlists.model import ListedName
from watchlists.source import Tally
from watchlists.worddates import partial
from watchlists.xmlfile import elements, text, texts

_ADDRESS = (*(f"AddressLine{number}" for number in range(1, 7)), "AddressPostalCode", "AddressCountry")
_BIRTH = ("TownOfBirth", "CountryOfBirth")


def read(path: Path, tally: Tally) -> Iterator[Designation]:
    """Stream the designations."""
    for root, record in elements(path, frozenset({"Designation"})):
        if tally.published_on is None and (generated := partial(text(root, "DateGenerated"))):
            tally.published_on = str(generated)
        tally.records += 1
        tally.columns.update({child.tag for child in record})
        yield _designation(record)


def _designation(record: Element) -> Designation:
    remarks = (text(record, "OtherInformation"), text(record, "UKStatementofReasons"))
    return Designation(
        unique_id=text(record, "UniqueID") or "",
        kind=text(record, "IndividualEntityShip") or "",
        names=ordered([*_names(record), *_foreign(record)]),
        birth_dates=texts(record, ".//DOBs/DOB"),
        birth_places=_lines(record, ".//BirthDetails/Location", _BIRTH),
        nationalities=texts(record, ".//Nationalities/Nationality"),
        countries=texts(record, "Addresses/Address/AddressCountry"),
        flags=texts(record, ".//CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip"),
        genders=texts(record, ".//Genders/Gender"),
        passports=texts(record, ".//PassportDetails/Passport/PassportNumber"),
        identifiers=texts(record, ".//NationalIdentifierDetails/NationalIdentifier/NationalIdentifierNumber"),
        registrations=texts(record, ".//BusinessRegistrationNumbers/BusinessRegistrationNumber"),
        imo_numbers=texts(record, ".//IMONumbers/IMONumber"),
        addresses=_lines(record, "Addresses/Address", _ADDRESS),
        positions=texts(record, ".//Positions/Position"),
        regime=text(record, "RegimeName") or "",
        designated=text(record, "DateDesignated") or "",
        remarks="; ".join(filter(None, remarks)) or None,
    )


def _names(record: Element) -> Iterator[ListedName]:
    for element in record.iterfind("Names/Name"):
        parts = {number: text(element, f"Name{number}") or "" for number in range(1, 7)}
        strength = text(element, "AliasStrength") or ""
        if name := name_of(parts, kind=text(element, "NameType") or "", strength=strength):
            yield name


def _foreign(record: Element) -> Iterator[ListedName]:
    for element in record.iterfind("NonLatinNames/NonLatinName"):
        if written := text(element, "NameNonLatinScript"):
            yield foreign_name(written, text(element, "NonLatinScriptLanguage") or "")
    for written in texts(record, "NonLatinNames/NameNonLatinScript"):
        yield foreign_name(written)


def _lines(record: Element, path: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    lines = (", ".join(filter(None, (text(place, part) for part in parts))) for place in record.iterfind(path))
    return tuple(dict.fromkeys(filter(None, lines)))
