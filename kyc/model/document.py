"""What was read from a card or passport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kyc.model.geometry import Quad


@dataclass(frozen=True, slots=True, repr=False)
class TextLine:
    """A line of text that an OCR engine saw. `confidence` runs 0 to 1."""

    text: str
    quad: Quad
    confidence: float

    def __repr__(self) -> str:
        return f"TextLine(…, confidence={self.confidence:.2f})"


class FieldStatus(StrEnum):
    """How far a field's value may be relied on."""

    VERIFIED = "verified"  # a check digit or an agreeing independent source speaks for it
    READ = "read"  # nothing speaks against it
    DOUBTFUL = "doubtful"  # the value is kept, and not to be relied on
    MISSING = "missing"

    @property
    def is_accepted(self) -> bool:
        """Whether checks may use the value."""
        return self in (FieldStatus.VERIFIED, FieldStatus.READ)


@dataclass(frozen=True, slots=True, repr=False)
class FieldReading:
    """One field of a document. `value` is canonical, `raw` exactly what the engine saw.

    `confidence` runs 0 to 1; `source` names the engine or the MRZ; `quad` is in source-image pixels.
    """

    value: str | None
    raw: str | None
    confidence: float
    source: str | None
    status: FieldStatus
    quad: Quad | None = None

    def __repr__(self) -> str:
        return f"FieldReading(…, {self.status})"

    @property
    def accepted(self) -> str | None:
        """The value if it may be used, else None."""
        return self.value if self.status.is_accepted else None


MISSING = FieldReading(None, None, 0.0, None, FieldStatus.MISSING)


class DigitStatus(StrEnum):
    """What a check digit says of the field it protects."""

    VERIFIED = "verified"
    REFUTED = "refuted"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, repr=False)
class MrzReading:
    """A machine-readable zone: `format` is TD1, TD2, TD3, MRV-A or MRV-B (ICAO Doc 9303)."""

    format: str
    lines: tuple[str, ...]
    digits: Mapping[str, DigitStatus]

    def __repr__(self) -> str:
        return f"MrzReading({self.format}, …)"


@dataclass(frozen=True, slots=True)
class ImageQuality:
    """Measured quality of one image. `issues` are IMG reason codes; None where not measured.

    `sharpness` is the variance of the Laplacian at the card's canonical width; `glare`, `dark` and
    `saturation` are shares or means in 0 to 1; sizes are pixels.
    """

    width: int
    height: int
    sharpness: float | None = None
    glare: float | None = None
    brightness: float | None = None
    contrast: float | None = None
    saturation: float | None = None
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class DocumentReading:
    """Everything read from one document image.

    `document_type` is the plug-in's key, None when no type recognised it. `quad` is the card and
    `portrait` its photograph, both in source-image pixels. `issues` are reason codes.
    """

    document_type: str | None
    quality: ImageQuality
    fields: Mapping[str, FieldReading] = field(default_factory=dict)
    mrz: MrzReading | None = None
    quad: Quad | None = None
    portrait: Quad | None = None
    issues: tuple[str, ...] = ()
    engine: str | None = None

    def __repr__(self) -> str:
        return f"DocumentReading({self.document_type}, {len(self.fields)} fields)"

    def field_of(self, key: str) -> FieldReading:
        """The reading of a field; a missing one when it was not read."""
        return self.fields.get(key, MISSING)
