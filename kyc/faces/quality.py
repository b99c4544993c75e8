"""Whether a face is seen clearly enough to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Names follow ISO/IEC 29794-5 where they measure the same; conformance to OFIQ is not claimed.
EYES = "inter_eye_distance"  # px in the picture as handed in
CONFIDENCE = "detection_confidence"  # YuNet's score, 0 to 1
NORM = "sface_norm"  # length of SFace's raw embedding


@dataclass(frozen=True, slots=True)
class Gate:
    """The least that one side of a comparison must reach."""

    eyes: float
    confidence: float
    norm: float

    def is_passed(self, quality: Mapping[str, float]) -> bool:
        """Whether every measure that was taken reaches its bound."""
        bounds = {EYES: self.eyes, CONFIDENCE: self.confidence, NORM: self.norm}
        return all(value >= bounds[name] for name, value in quality.items())


# Eye distances: research on 204 simulated cards and press photographs; below them all engines lose accuracy.
# Confidence and norm: below what 99 % of sound pictures reach (docs/faces.md), where the score is mostly chance.
CARD = Gate(eyes=30.0, confidence=0.65, norm=8.0)
SELFIE = Gate(eyes=60.0, confidence=0.75, norm=9.0)
