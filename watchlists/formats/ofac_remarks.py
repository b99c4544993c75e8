"""OFAC's remarks column: birth dates, places, nationalities, documents and weak names, in one line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from watchlists.countries import alpha3, alpha3s
from watchlists.dates import DateSpan
from watchlists.model import ListedDocument, ListedName, NameKind
from watchlists.scripts import foreign_script
from watchlists.worddates import span

# OFAC's label to our kind of document; the first that fits the start of a clause counts.
_LABELS = {
    r"(?:U\.S\.A\. |Diplomatic |Stateless Person |British National Overseas )?Passport": "passport",
    r"Travel Document Number|Refugee ID Card|Seafarer's Identification Document|VisaNumberID": "travel_document",
    r"(?:\w+ )?National (?:Foreign )?ID(?: Card| Number| No\.?)?|(?:\w+ )?Personal ID(?: Card| No\.?)?|"
    r"Cedula(?: de \w+)? No\.?|C\.?U\.?R\.?P\.?|D\.N\.I\.|I\.F\.E\.|Numero de Identidad|LE Number|"
    r"(?:\w+ )?Identification Number(?! IMO)|Citizen's Card Number|Residency Number|Kenyan ID No\.|"
    r"Stateless Person ID Card|Birth Certificate Number|Electoral Registry No\.|"
    r"Cartilla de Servicio Militar Nacional|C\.U\.I\.(?:P\.)?|Credencial electoral": "national_id",
    r"SSN": "ssn",
    r"Driver's License No\.": "driving_licence",
    r"Tax ID No\.|NIT #|RUC #|RIF #|R\.?F\.?C\.?|V\.A\.T\. Number|(?:Italian )?Fiscal Code:?|US FEIN|RTN|C\.U\.I\.T\.|"
    r"C\.I\.F\.|Numero Unico de Identificacao Tributaria \(NUIT\)": "tax_id",
    r"(?:Vessel Registration Identification|Identification Number|Company Number) IMO": "imo",
    r"MMSI": "mmsi",
    r"(?:Previous )?Aircraft Tail Number": "tail_number",
    r"Aircraft Manufacturer's Serial Number \(MSN\)": "serial_number",
    r"Registration (?:Number|ID)|(?:UK )?Company Number|(?:Commercial|Public|Economic) Regist(?:ry|ration|er) Number|"
    r"C\.R\. No\.|Folio Mercantil No\.|Matricula Mercantil No\.?|Trade License No\.|License|Enterprise Number|"
    r"Business (?:Registration )?(?:Number|Document #)|Chamber of Commerce Number|Registered Charity No\.|"
    r"Uni(?:fi|t)ed Social Credit Code(?: Certificate)? \(USCCC?\)|Central Registration System Number|"
    r"Istanbul Chamber of Comm\. No\.|Dubai Chamber of Commerce Membership No\.|"
    r"Certificate of Incorporation Number|Government Gazette Number|Branch Unit Number": "registration",
    r"Legal Entity Number": "lei",
    r"D-U-N-S Number": "duns",
    r"SWIFT/BIC": "bic",
    r"ISIN": "isin",
    r"Digital Currency Address - \w+": "wallet",
}
_DOCUMENT = re.compile("|".join(f"(?P<k{at}>{label})(?= )" for at, label in enumerate(_LABELS)))
_KINDS = tuple(_LABELS.values())
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")  # ISO 9362
_NUMBER = re.compile(
    r"(?P<number>.+?)(?: \((?P<country>[^()]+)\))?(?P<note>(?:,? (?:issued|expires|expired) .+)?)", re.DOTALL
)
_NAME = re.compile(r"(?P<kind>[afn])\.k\.a\.,? [\"'“‘](?P<name>.+?)[\"'”’]*", re.DOTALL)
_FACT = re.compile(r"(?P<what>DOB|POB|nationality|citizen|Gender) (?P<value>.+)", re.DOTALL)
_KIND = {"a": NameKind.WEAK_ALIAS, "f": NameKind.FORMER, "n": NameKind.WEAK_ALIAS}


@dataclass(frozen=True, slots=True)
class Remarks:
    """What OFAC's remarks say that screening can compare."""

    names: tuple[ListedName, ...] = ()
    birth_dates: tuple[DateSpan, ...] = ()
    birth_places: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    gender: str | None = None
    documents: tuple[ListedDocument, ...] = ()


def parse_remarks(text: str) -> Remarks:
    """Take the facts out of a remarks text; what is no such fact (`Linked To`, programmes' notices) is left.

    >>> found = parse_remarks("DOB circa 1951; POB Solo, Indonesia; nationality Indonesia; a.k.a. 'SI BUNGSU'.")
    >>> str(found.birth_dates[0]), found.birth_places, found.nationalities, found.names[0].text
    ('circa 1951', ('Solo, Indonesia',), ('IDN',), 'SI BUNGSU')
    """
    clauses = tuple(_clauses(text))
    facts = [fact.groupdict() for clause in clauses if (fact := _FACT.fullmatch(clause))]

    def said(*what: str) -> list[str]:
        return [fact["value"].strip() for fact in facts if fact["what"] in what]

    return Remarks(
        names=tuple(dict.fromkeys(_names(clauses))),
        birth_dates=tuple(dict.fromkeys(found for value in said("DOB") if (found := span(value)))),
        birth_places=tuple(dict.fromkeys(said("POB"))),
        nationalities=alpha3s(said("nationality", "citizen")),
        gender=next((value.lower() for value in said("Gender") if value.lower() in ("male", "female")), None),
        documents=tuple(dict.fromkeys(filter(None, map(_document, clauses)))),
    )


def _clauses(text: str) -> Iterator[str]:
    """The parts between semicolons, full stop at the end and `alt.` at the start taken off."""
    for clause in text.strip().removesuffix(".").split(";"):
        if stripped := clause.strip().removeprefix("alt. "):
            yield stripped


def _names(clauses: tuple[str, ...]) -> Iterator[ListedName]:
    for clause in clauses:
        if found := _NAME.fullmatch(clause):
            name = found["name"].strip()
            yield ListedName(name, _KIND[found["kind"]], foreign_script(name))


def document_kind(label: str) -> str | None:
    """Our kind of document for OFAC's label, None when it is no identity document or number.

    >>> document_kind("National ID No."), document_kind("Website")
    ('national_id', None)
    """
    found = _DOCUMENT.match(f"{label} ")
    return _kind_of(found) if found else None


def _kind_of(label: re.Match[str]) -> str:
    return next(_KINDS[int(group[1:])] for group, value in label.groupdict().items() if value)


def _document(clause: str) -> ListedDocument | None:
    label = _DOCUMENT.match(clause)
    if not label:
        return None
    found = _NUMBER.fullmatch(clause[label.end() :].strip())
    number, kind = found["number"].strip() if found else "", _kind_of(label)
    # Of all numbers only a bank's may be letters alone; another label without a digit is a sentence that begins so.
    is_number = any(character.isdigit() for character in number) or (kind == "bic" and _BIC.fullmatch(number))
    if not found or not is_number:
        return None
    return ListedDocument(kind, number, alpha3(found["country"]), found["note"].strip(" ,") or None)
