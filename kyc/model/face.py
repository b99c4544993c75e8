"""Two faces and how alike they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kyc.model.geometry import Box, Point


@dataclass(frozen=True, slots=True)
class Face:
    """A detected face. `landmarks`: right eye, left eye, nose, right and left mouth corner."""

    box: Box
    landmarks: tuple[Point, ...]
    confidence: float

    @property
    def eye_distance(self) -> float:
        """Pixels between the eyes."""
        (ax, ay), (bx, by) = self.landmarks[0], self.landmarks[1]
        return float(((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5)


@dataclass(frozen=True, slots=True)
class FaceImage:
    """One side of a comparison: the face that was used, how many there were, what is wrong with it."""

    face: Face | None
    found: int
    quality: Mapping[str, float] = field(default_factory=dict)
    issues: tuple[str, ...] = ()  # FACE reason codes


@dataclass(frozen=True, slots=True)
class FacePair:
    """Card portrait against selfie.

    `score` is fused, higher is more alike, unrounded, may be negative; None when it could not be judged.
    `scores`: `sface` a cosine, `dlib` a negated distance. `fmr` is the share of unrelated pairs scoring at
    least this, from `calibration`; `fmr_extrapolated` when beyond its data.
    """

    card: FaceImage
    selfie: FaceImage
    score: float | None
    fmr: float | None
    fmr_extrapolated: bool
    scores: Mapping[str, float | None] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    calibration: str | None = None
    engine: str | None = None
