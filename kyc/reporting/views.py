"""What the page shows, gathered from the report and the evidence behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kyc.checks import CHECKS
from kyc.model.check import Breakdown, CheckResult, EvidenceRef, Item, Outcome, Value
from kyc.model.document import DocumentReading, FieldReading, FieldStatus
from kyc.model.evidence import Evidence
from kyc.model.face import FaceImage, FacePair
from kyc.model.geometry import Quad
from kyc.model.reasons import Reason
from kyc.model.report import Report, RiskLevel
from kyc.model.submission import DeclaredData
from kyc.reporting.bars import Bar, threshold_bar
from kyc.reporting.pictures import Image, Picture, card_picture, face_picture, portrait_picture, thumbnail
from kyc.reporting.words import label, reason

# document field: the declared value that stands for the same thing
_DECLARED_AS = {
    "name": "name",
    "birth_date": "birth_date",
    "sex": "gender",
    "nationality": "nationality",
    "nik": "document_number",
    "document_number": "document_number",
    "address": "address",
}
_COMPARED_AS = {"document_number": "number"}  # declared value: the identity check's name for it, where another
_DECLARED = ("name", "birth_date", "gender", "nationality", "document_number", "address", "phone", "email")
# title, document fields of which the first that was read stands (several names are joined), declared value
_PERSON = (
    ("Name", ("name", "given_names surname"), "name"),
    ("Born", ("birth_date",), "birth_date"),
    ("Number", ("nik", "document_number"), "document_number"),
    ("Nationality", ("nationality",), "nationality"),
)
_WEIGHT = {Outcome.FAIL: 0, Outcome.UNABLE: 1, Outcome.CONSIDER: 2, Outcome.CLEAR: 3}


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason with the checks it comes from."""

    reason: Reason
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the risk score, from `start` on."""

    level: str
    start: float
    width: float


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
    label: str
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
    label: str
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


@dataclass(frozen=True, slots=True)
class FaceView:
    """The two faces and the check that compared them."""

    portrait: Picture | None
    selfie: Picture | None
    pair: FacePair | None
    check: CheckView | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """A measurement with its bar, where it has a numeric threshold."""

    item: Item
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check under its title, with the question it answers."""

    result: CheckResult
    title: str
    question: str | None
    groups: tuple[tuple[Breakdown, tuple[ItemView, ...]], ...]

    @property
    def gauges(self) -> tuple[ItemView, ...]:
        """The measurements that stand among numeric thresholds."""
        return tuple(view for _, items in self.groups for view in items if view.bar)


def reasons_of(report: Report) -> tuple[ReasonView, ...]:
    """The report's reasons in the policy's own order, the weightiest first."""
    return tuple(ReasonView(reason(code), _where(report, code)) for code in dict.fromkeys(report.outcome.reasons))


def checks_of(report: Report) -> tuple[CheckView, ...]:
    """The checks, those that speak up first."""
    return tuple(sorted(map(_check, report.checks), key=lambda view: _WEIGHT[view.result.outcome]))


def bands_of(report: Report) -> tuple[Band, ...]:
    """The policy's bands of the risk score, from the step of the trace that told them; none where none did."""
    told = (step.inputs for step in report.trace)
    edges = next((found for inputs in told if (found := _edges(inputs))), ())
    ends = (*(start for _, start in edges[1:]), 100.0)
    return tuple(Band(level, start, end - start) for (level, start), end in zip(edges, ends, strict=False))


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


def faces_of(report: Report, pictures: Mapping[str, Image], evidence: Evidence | None) -> FaceView:
    """The portrait and the selfie at one scale."""
    pair = evidence.faces if evidence else None
    area = evidence.document.portrait if evidence and evidence.document else None
    portrait = _face(pictures.get("document"), pair.card if pair else None, area)
    selfie = _face(pictures.get("selfie"), pair.selfie if pair else None, None)
    check = next((_check(result) for result in report.checks if result.check == "face_match"), None)
    return FaceView(portrait, selfie, pair, check)


def originals_of(pictures: Mapping[str, Image]) -> tuple[tuple[str, Picture], ...]:
    """The images as they were handed in."""
    return tuple((role, thumbnail(image)) for role, image in pictures.items())


def _edges(inputs: Mapping[str, Value]) -> tuple[tuple[str, float], ...]:
    """The lower edge of each level, where inputs such as `risk.high_from` tell them."""
    found = [(level.value, inputs.get(f"risk.{level.value}_from")) for level in RiskLevel]
    edges = [(level, float(start)) for level, start in found if isinstance(start, int | float)]
    return tuple(edges) if edges and edges[0] == (RiskLevel.LOW.value, 0.0) else ()


def _fact(evidence: Evidence, title: str, keys: Sequence[str], name: str) -> Fact | None:
    for key in keys:
        read = [value for part in key.split() if (value := evidence.read(part))]
        if read:
            return Fact(title, " ".join(read), read=True)
    declared = _declared(evidence.declared, name)
    return Fact(title, declared, read=False) if declared else None


def _where(report: Report, code: str) -> tuple[str, ...]:
    return tuple(result.check for result in report.checks if code in result.reasons)


def _check(result: CheckResult) -> CheckView:
    groups = tuple((group, tuple(map(_item, group.items))) for group in result.breakdown)
    known = CHECKS.get(result.check)
    return CheckView(result, label(result.check), known.QUESTION if known else None, groups)


def _item(item: Item) -> ItemView:
    return ItemView(item, threshold_bar(item.value, item.threshold))


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
        yield BoxView(key, label(key), number, picture.place(quad), status.value)


def _rows(report: Report, evidence: Evidence, numbers: Mapping[str, int]) -> Iterator[FieldRow]:
    fields = evidence.document.fields if evidence.document else {}
    compared = {item.name: item.outcome for item in _items_of(report, "identity_match")}
    told: set[str] = set()
    for key, read in fields.items():
        name = _DECLARED_AS.get(key, "")
        declared = _declared(evidence.declared, name)
        told |= {name} if declared else set()
        yield FieldRow(
            key,
            label(key),
            numbers.get(key),
            read,
            declared,
            compared.get(_COMPARED_AS.get(name, name)) if declared else None,
        )
    for name in _DECLARED:
        declared = _declared(evidence.declared, name)
        if declared and name not in told:
            yield FieldRow(
                f"declared-{name}", label(name), None, None, declared, compared.get(_COMPARED_AS.get(name, name))
            )


def _items_of(report: Report, check: str) -> Iterator[Item]:
    return (
        item for result in report.checks if result.check == check for group in result.breakdown for item in group.items
    )


def _declared(declared: DeclaredData, name: str) -> str | None:
    value = getattr(declared, name) if name else None
    return str(value) if value is not None else None


def _face(image: Image | None, side: FaceImage | None, area: Quad | None) -> Picture | None:
    if image is None:
        return None
    if side and side.face:
        return face_picture(image, side.face)
    return portrait_picture(image, area) if area else thumbnail(image, width=330)
