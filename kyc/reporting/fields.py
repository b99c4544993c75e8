"""The card beside what was read from it and what was declared, and who that makes the applicant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kyc.model.check import EvidenceRef, Item, Outcome
from kyc.model.document import DocumentReading, FieldReading, FieldStatus
from kyc.model.evidence import Evidence
from kyc.model.geometry import Quad
from kyc.model.report import Report
from kyc.model.submission import COMPARED_AS, DECLARED, DECLARED_AS, DeclaredData
from kyc.reporting.pictures import Image, Picture, card_picture

# title, document fields of which the first that was read stands (several names are joined), declared value
_PERSON = (
    ("Name", ("name", "given_names surname"), "name"),
    ("Born", ("birth_date",), "birth_date"),
    ("Number", ("nik", "document_number"), "document_number"),
    ("Nationality", ("nationality",), "nationality"),
)


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    """What is known of the person; `read` from the document, else only declared."""

    label: str
    value: str
    read: bool

    def __repr__(self) -> str:
        return f"Fact({self.label}, …)"


@dataclass(frozen=True, slots=True, repr=False)
class FieldRow:
    """A line of the field table; `number` is the one of its box on the picture."""

    key: str
    number: int | None
    reading: FieldReading | None
    declared: str | None
    agreement: Outcome | None  # of the identity check, where it compared this

    def __repr__(self) -> str:
        return f"FieldRow({self.key})"

    @property
    def raw(self) -> str | None:
        """What the engine saw, where it is not the value itself."""
        read = self.reading
        return read.raw if read and read.raw and read.raw != read.value else None


@dataclass(frozen=True, slots=True)
class BoxView:
    """A field's box on the card picture, in its pixels."""

    key: str
    number: int
    corners: Quad
    status: str

    @property
    def points(self) -> str:
        """The corners as SVG writes them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.corners)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The card beside what was read from it."""

    picture: Picture | None
    boxes: tuple[BoxView, ...]
    rows: tuple[FieldRow, ...]
    reading: DocumentReading | None


def person_of(evidence: Evidence | None) -> tuple[Fact, ...]:
    """Who this is about: from the document where it could be relied on, else as declared."""
    if evidence is None:
        return ()
    facts = (_fact(evidence, title, keys, name) for title, keys, name in _PERSON)
    return tuple(fact for fact in facts if fact)


def document_of(report: Report, pictures: Mapping[str, Image], evidence: Evidence | None) -> DocumentView:
    """The card picture with its boxes and the rows of the field table."""
    reading = evidence.document if evidence else None
    image = pictures.get("document")
    picture = card_picture(image, reading.quad if reading else None) if image is not None else None
    places = _places(reading) if reading else _places_in(report)
    numbers = {key: number for number, key in enumerate(places, start=1)}
    boxes = tuple(_boxes(picture, places, reading)) if picture else ()
    rows = tuple(_rows(report, evidence, numbers if boxes else {})) if evidence else ()
    return DocumentView(picture, boxes, rows, reading)


def _fact(evidence: Evidence, title: str, keys: Sequence[str], name: str) -> Fact | None:
    for key in keys:
        read = [value for part in key.split() if (value := evidence.read(part))]
        if read:
            return Fact(title, " ".join(read), read=True)
    declared = _declared(evidence.declared, name)
    return Fact(title, declared, read=False) if declared else None


def _places(reading: DocumentReading) -> dict[str, Quad]:
    return {key: read.quad for key, read in reading.fields.items() if read.quad}


def _places_in(report: Report) -> dict[str, Quad]:
    """Boxes of document fields that the checks point at, for a report without its evidence."""
    found = ((item.name, ref) for item in _items(report) for ref in item.evidence if _is_field(ref))
    return {name: ref.box for name, ref in found if ref.box}


def _items(report: Report) -> Iterator[Item]:
    return (item for result in report.checks for group in result.breakdown for item in group.items)


def _is_field(ref: EvidenceRef) -> bool:
    return ref.kind == "field" and ref.blob == "document"


def _boxes(picture: Picture, places: Mapping[str, Quad], reading: DocumentReading | None) -> Iterator[BoxView]:
    for number, (key, quad) in enumerate(places.items(), start=1):
        status = reading.field_of(key).status if reading else FieldStatus.READ
        yield BoxView(key, number, picture.place(quad), status.value)


def _rows(report: Report, evidence: Evidence, numbers: Mapping[str, int]) -> Iterator[FieldRow]:
    """A row for each field of the document, then one for each declared value that none of them stands for."""
    fields = evidence.document.fields if evidence.document else {}
    agreement = _agreement(report)
    for key, read in fields.items():
        name = DECLARED_AS.get(key, "")
        declared = _declared(evidence.declared, name)
        yield FieldRow(key, numbers.get(key), read, declared, agreement.get(name) if declared else None)
    for name in DECLARED:
        declared = _declared(evidence.declared, name)
        if declared and not any(DECLARED_AS.get(key) == name for key in fields):
            yield FieldRow(f"declared-{name}", None, None, declared, agreement.get(name))


def _agreement(report: Report) -> dict[str, Outcome]:
    """What the identity check made of each declared value."""
    groups = (group for result in report.checks if result.check == "identity_match" for group in result.breakdown)
    compared = {item.name: item.outcome for group in groups for item in group.items}
    return compared | {name: compared[other] for name, other in COMPARED_AS.items() if other in compared}


def _declared(declared: DeclaredData, name: str) -> str | None:
    value = getattr(declared, name) if name else None
    return str(value) if value is not None else None
