"""A check answers one question of the report, and shows what the answer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kyc.model.geometry import Quad
from kyc.model.screening import Screening

Value = str | float | int | bool | None


class Outcome(StrEnum):
    """The answer of a check."""

    CLEAR = "clear"  # nothing speaks against the applicant
    CONSIDER = "consider"  # something does; a person should look
    FAIL = "fail"  # the check's question is answered with no
    UNABLE = "unable"  # could not be judged, which is not the same as clear


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What a threshold means: the error rate it was measured to have, and where."""

    fmr: float | None
    source: str


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """A pointer into a stored image: `blob` is its role, `box` in source-image pixels."""

    kind: str  # field, portrait, face, image
    blob: str
    sha256: str | None = None
    box: Quad | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One measurement of a check."""

    name: str
    outcome: Outcome
    value: Value = None
    threshold: Mapping[str, float] = field(default_factory=dict)
    operating_point: OperatingPoint | None = None
    reasons: tuple[str, ...] = ()
    evidence: tuple[EvidenceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Items that belong together, such as the fields of one comparison."""

    name: str
    outcome: Outcome
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class EngineUsed:
    """The engine behind a result."""

    name: str
    version: str
    model_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Answer of one check. `score` runs 0 (worst) to 1 (best); None exactly when unable.

    `reasons` are codes of the catalogue, never free text; every outcome but clear has one.
    """

    check: str
    outcome: Outcome
    score: float | None
    reasons: tuple[str, ...] = ()
    breakdown: tuple[Breakdown, ...] = ()
    engine: EngineUsed | None = None
    inputs: tuple[str, ...] = ()  # digests of the images looked at
    screening: Screening | None = None
    duration_ms: float = 0.0

    def __post_init__(self) -> None:
        if (self.score is None) != (self.outcome is Outcome.UNABLE):
            raise ValueError(f"{self.check}: exactly the unable results have no score")
        if self.outcome is not Outcome.CLEAR and not self.reasons:
            raise ValueError(f"{self.check}: an outcome that is not clear needs a reason")
