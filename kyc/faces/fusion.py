"""One score from several embedders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kyc.model.errors import EngineError

# Of dlib's negated distance beside SFace's cosine; every weight from 0.5 to 1 does about equally well (research).
DLIB_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Fused:
    """A score and the scale on which it is calibrated: `fused`, or the name of the only embedder."""

    scale: str
    score: float


def fuse(scores: Mapping[str, float]) -> Fused:
    """Weigh SFace's cosine and dlib's negated distance; a single score keeps its own scale.

    >>> fuse({"sface": 0.75, "dlib": -0.5})
    Fused(scale='fused', score=0.5)

    Raises:
        EngineError: when there is no score, or two that nobody has calibrated together.
    """
    if scores.keys() == {"sface", "dlib"}:
        return Fused("fused", scores["sface"] + DLIB_WEIGHT * scores["dlib"])
    if len(scores) == 1:
        return Fused(*next(iter(scores.items())))
    names = ", ".join(sorted(scores)) or "none"
    raise EngineError("SYS.ENGINE_ERROR", f"face embedders {names} cannot be fused; set KYC_EMBEDDERS=sface,dlib")
