"""The card beside what was read from it, what was declared, what the registry says and what the number says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kyc.model.check import Outcome
from kyc.model.document import FieldReading, FieldStatus, MrzReading
from kyc.model.evidence import Evidence, ImageFact
from kyc.model.geometry import Quad
from kyc.model.report import Report
from kyc.model.submission import COMPARED_AS, DECLARED, DECLARED_AS, DeclaredData
from kyc.web.console.case.views.frame import Frame, frame_of
from kyc.web.console.case.views.nik import Derived, derived_of

_AGREES_FROM = 0.9  # of the registry's likeness: `clear_similarity` of kyc.checks.registry
_REGISTRY_AS = {"sex": "gender", "surname": "name", "given_names": "name"}  # document field: the registry's


class RowVerdict(StrEnum):
    """What the sources of one field make of it together."""

    DIFFERS = "differs"  # two sources contradict one another
    DOUBTFUL = "doubtful"  # read, and not to be relied on
    MISSING = "missing"
    AGREES = "agrees"  # a second source says the same
    ALONE = "alone"  # one source, nothing to hold it against


@dataclass(frozen=True, slots=True)
class Registry:
    """How far the registry's record agrees: 0 (another) to 1 (the same), None where it did not say."""

    share: float | None

    @property
    def agrees(self) -> bool | None:
        """Whether it is near enough to be the same."""
        return None if self.share is None else self.share >= _AGREES_FROM


@dataclass(frozen=True, slots=True, repr=False)
class FieldRow:
    """A line of the table; `number` is the one of its box on the picture. `compared` is the declaration's outcome."""

    key: str
    number: int | None
    declared: str | None
    compared: Outcome | None
    read: FieldReading | None
    registry: Registry | None
    derived: Derived | None
    verdict: RowVerdict

    def __repr__(self) -> str:
        return f"FieldRow({self.key}, {self.verdict})"

    @property
    def raw(self) -> str | None:
        """What the engine saw, where it is not the value itself."""
        return self.read.raw if self.read and self.read.raw and self.read.raw != self.read.value else None


@dataclass(frozen=True, slots=True)
class FieldBox:
    """A field's place on the shown picture, in its pixels."""

    key: str
    number: int
    corners: Quad
    verdict: RowVerdict

    @property
    def points(self) -> str:
        """The corners as SVG writes them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.corners)

    @property
    def pin(self) -> tuple[float, float]:
        """Where its number stands: left of the middle."""
        (x, y), _, _, (_, below) = self.corners
        return round(x, 1), round((y + below) / 2, 1)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One card. `fault` is the reason code why nothing could be read; `issues` what is wrong with what was."""

    document_type: str | None
    frame: Frame | None
    boxes: tuple[FieldBox, ...]
    rows: tuple[FieldRow, ...]
    mrz: MrzReading | None
    image: ImageFact | None
    issues: tuple[str, ...]
    fault: str | None
    registry_asked: bool

    @property
    def has_derived(self) -> bool:
        """Whether a number says something of other fields."""
        return any(row.derived for row in self.rows)


def document_view(report: Report | None, evidence: Evidence | None, today: date) -> DocumentView:
    """Lay the sources of every field beside one another; what is not kept is left out, and said to be."""
    if evidence is None:
        return DocumentView(None, None, (), (), None, None, (), None, registry_asked=False)
    reading, image = evidence.document, evidence.image("document")
    frame = frame_of(reading)
    places = {key: read.quad for key, read in reading.fields.items() if read.quad} if reading and frame else {}
    numbers = {key: number for number, key in enumerate(places, start=1)}
    rows = tuple(_rows(report, evidence, numbers, derived_of(reading, today)))
    verdicts = {row.key: row.verdict for row in rows}
    boxes = (FieldBox(key, numbers[key], frame.place(quad), verdicts[key]) for key, quad in places.items() if frame)
    return DocumentView(
        document_type=reading.document_type if reading else None,
        frame=frame,
        boxes=tuple(boxes),
        rows=rows,
        mrz=reading.mrz if reading else None,
        image=image,
        issues=_issues(evidence),
        fault=evidence.failures.get("document") or (image.fault if image else "IMG.MISSING"),
        registry_asked=evidence.registry is not None,
    )


def _issues(evidence: Evidence) -> tuple[str, ...]:
    reading, image = evidence.document, evidence.image("document")
    found = [*(reading.issues if reading else ()), *(image.quality.issues if image and image.quality else ())]
    return tuple(dict.fromkeys(found))


def _rows(
    report: Report | None, evidence: Evidence, numbers: Mapping[str, int], derived: Mapping[str, Derived]
) -> Iterator[FieldRow]:
    """A row for each field of the document, then one for each declared value that none of them stands for."""
    fields = evidence.document.fields if evidence.document else {}
    compared = _compared(report)
    for key, read in fields.items():
        name = DECLARED_AS.get(key, "")
        yield _row(
            key, numbers.get(key), _declared(evidence.declared, name), compared.get(name), read, evidence, derived
        )
    for name in DECLARED:
        declared = _declared(evidence.declared, name)
        if declared and not any(DECLARED_AS.get(key) == name for key in fields):
            yield _row(name, None, declared, compared.get(name), None, evidence, {})


def _row(
    key: str,
    number: int | None,
    declared: str | None,
    compared: Outcome | None,
    read: FieldReading | None,
    evidence: Evidence,
    derived: Mapping[str, Derived],
) -> FieldRow:
    outcome = compared if declared else None
    registry, said = _registry(evidence, key), derived.get(key)
    verdict = _verdict(read, outcome, registry, said)
    return FieldRow(key, number, declared, outcome, read, registry, said, verdict)


def _verdict(
    read: FieldReading | None, compared: Outcome | None, registry: Registry | None, derived: Derived | None
) -> RowVerdict:
    others = [registry.agrees if registry else None, derived.agrees if derived else None]
    if compared in (Outcome.CONSIDER, Outcome.FAIL) or False in others:
        return RowVerdict.DIFFERS
    if read is None:
        return RowVerdict.AGREES if compared is Outcome.CLEAR else RowVerdict.ALONE
    if read.status in (FieldStatus.MISSING, FieldStatus.DOUBTFUL):
        return RowVerdict.MISSING if read.status is FieldStatus.MISSING else RowVerdict.DOUBTFUL
    agreed = compared is Outcome.CLEAR or True in others or read.status is FieldStatus.VERIFIED
    return RowVerdict.AGREES if agreed else RowVerdict.ALONE


def _registry(evidence: Evidence, key: str) -> Registry | None:
    said = evidence.registry
    if said is None or not said.found:
        return None
    name = _REGISTRY_AS.get(key, key)
    return Registry(said.fields[name]) if name in said.fields else None


def _compared(report: Report | None) -> dict[str, Outcome]:
    """What the identity check made of each declared value."""
    results = [result for result in report.checks if result.check == "identity_match"] if report else []
    items = {item.name: item.outcome for result in results for group in result.breakdown for item in group.items}
    return items | {name: items[other] for name, other in COMPARED_AS.items() if other in items}


def _declared(declared: DeclaredData, name: str) -> str | None:
    value = getattr(declared, name) if name else None
    return str(value) if value is not None else None
