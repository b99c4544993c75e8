"""Compare the portrait on a card with a selfie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from kyc.engines.protocols import Engines, FaceEmbedder, Image
from kyc.faces.calibration import Calibration, shipped_calibration
from kyc.faces.copies import is_copy
from kyc.faces.embed import embed, similarity
from kyc.faces.find import CloseUp, find_face
from kyc.faces.fusion import fuse
from kyc.faces.quality import CARD, CONFIDENCE, EYES, NORM, SELFIE, Gate
from kyc.model.face import FaceImage, FacePair
from kyc.model.geometry import Quad

_NO_SCORES: Mapping[str, float | None] = MappingProxyType({"sface": None, "dlib": None})


@dataclass(frozen=True, slots=True)
class _Likeness:
    """What one embedder made of the pair; `norms` are the raw lengths of card and selfie."""

    name: str
    score: float
    norms: tuple[float, float]


def compare_faces(
    card: Image,
    selfie: Image,
    engines: Engines,
    *,
    portrait: Quad | None = None,
    calibration: Calibration | None = None,
) -> FacePair:
    """Compare the card's portrait, at `portrait` if that is known, with the largest face of the selfie.

    Without a face on both sides the pair has no score. The calibration is the shipped one unless another is given.

    Raises:
        EngineError: when an engine is missing, fails or takes too long.
    """
    on_card = find_face(card, engines.detector, portrait=portrait)
    on_selfie = find_face(selfie, engines.detector)
    if on_card is None or on_selfie is None:
        return _without_score(on_card, on_selfie, engines)
    likenesses = [_likeness(embedder, on_card, on_selfie) for embedder in engines.embedders]
    return _judged(on_card, on_selfie, likenesses, engines, calibration or shipped_calibration())


def _likeness(embedder: FaceEmbedder, card: CloseUp, selfie: CloseUp) -> _Likeness:
    mine, theirs = embed(card, embedder, printed=True), embed(selfie, embedder)
    norms = float(np.linalg.norm(mine[0])), float(np.linalg.norm(theirs[0]))
    return _Likeness(embedder.used.name, similarity(embedder, mine, theirs), norms)


def _judged(
    card: CloseUp, selfie: CloseUp, likenesses: list[_Likeness], engines: Engines, calibration: Calibration
) -> FacePair:
    scores = {likeness.name: likeness.score for likeness in likenesses}
    fused = fuse(scores)
    estimate = calibration.estimate(fused.scale, fused.score)
    norms = next((likeness.norms for likeness in likenesses if likeness.name == "sface"), (None, None))
    sides = _side(card, norms[0], CARD), _side(selfie, norms[1], SELFIE)
    copied = ("FACE.SAME_IMAGE",) if is_copy(card, selfie) else ()
    return FacePair(
        *sides,
        score=fused.score,
        fmr=estimate.fmr,
        fmr_extrapolated=estimate.extrapolated,
        scores=MappingProxyType({**_NO_SCORES, **scores}),
        reasons=tuple(dict.fromkeys((*sides[0].issues, *sides[1].issues, *copied))),
        calibration=f"{calibration.version} {fused.scale}",
        engine=_named(engines),
    )


def _without_score(card: CloseUp | None, selfie: CloseUp | None, engines: Engines) -> FacePair:
    sides = _side(card, None, CARD), _side(selfie, None, SELFIE)
    return FacePair(
        *sides,
        score=None,
        fmr=None,
        fmr_extrapolated=False,
        scores=_NO_SCORES,
        reasons=tuple(dict.fromkeys((*sides[0].issues, *sides[1].issues))),
        engine=engines.detector.used.name,
    )


def _side(close_up: CloseUp | None, norm: float | None, gate: Gate) -> FaceImage:
    if close_up is None:
        return FaceImage(None, 0, issues=("FACE.NONE",))
    quality = _quality(close_up, norm)
    issues = [] if close_up.is_alone else ["FACE.MULTIPLE"]
    if not gate.is_passed(quality):
        issues.append("FACE.POOR")
    return FaceImage(close_up.source, close_up.found, MappingProxyType(quality), tuple(issues))


def _quality(close_up: CloseUp, norm: float | None) -> Mapping[str, float]:
    measured = {EYES: close_up.source.eye_distance, CONFIDENCE: close_up.source.confidence}
    return measured if norm is None else measured | {NORM: norm}


def _named(engines: Engines) -> str:
    """The engines with their versions and the heads of their models' digests."""
    used = [engines.detector.used, *(embedder.used for embedder in engines.embedders)]
    return ", ".join(f"{one.name} {one.version} {(one.model_sha256 or '')[:12]}".rstrip() for one in used)
