"""The two faces: how alike, what that means, and how far the pictures can carry it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kyc.model.check import CheckResult, Item, Outcome
from kyc.model.evidence import Evidence
from kyc.model.face import FaceImage, FacePair
from kyc.model.report import Report

FLOOR = 1e-6  # the rarest rate that a calibration states; the gauge ends there
_DECADES = 6.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the gauge, 0 (any two people) to 100 (nobody else): `bad`, `look` or `good`."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold of the policy on the gauge."""

    name: str
    at: float
    fmr: float


@dataclass(frozen=True, slots=True)
class Gauge:
    """Where the pair stands among the policy's thresholds, in powers of ten of the false match rate."""

    at: float
    limits: tuple[Limit, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side: whether there is a face to show, how many were seen, and what is wrong."""

    role: str
    has_face: bool
    found: int
    quality: Mapping[str, float]
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FaceView:
    """The comparison. `fmr` is the share of pairs of different people this alike; None where none was found."""

    outcome: Outcome | None
    reasons: tuple[str, ...]
    fmr: float | None
    extrapolated: bool
    gauge: Gauge | None
    card: Side
    selfie: Side
    scores: Mapping[str, float | None]
    calibration: str | None
    engine: str | None
    liveness: CheckResult | None
    liveness_limit: str | None

    @property
    def can_overlay(self) -> bool:
        """Whether both faces are there to be laid on one another."""
        return self.card.has_face and self.selfie.has_face


def face_view(report: Report | None, evidence: Evidence | None) -> FaceView:
    """Gather what is known of the two faces; what is missing is said to be."""
    pair = evidence.faces if evidence else None
    check = _check(report, "face_match")
    item = _item(check, "fmr")
    fmr = pair.fmr if pair else _number(item)
    extrapolated = pair.fmr_extrapolated if pair else False
    return FaceView(
        outcome=check.outcome if check else None,
        reasons=check.reasons if check else (pair.reasons if pair else ()),
        fmr=fmr,
        extrapolated=extrapolated,
        gauge=gauge_of(fmr, item.threshold if item else {}),
        card=_side("document", pair.card if pair else None),
        selfie=_side("selfie", pair.selfie if pair else None),
        scores={"fused": pair.score, **pair.scores} if pair else {},
        calibration=pair.calibration if pair else None,
        engine=_engine(pair, check),
        liveness=_check(report, "liveness"),
        liveness_limit=_limit(report, "liveness"),
    )


def gauge_of(fmr: float | None, thresholds: Mapping[str, float]) -> Gauge | None:
    """Place a rate and the policy's thresholds on a scale of powers of ten."""
    if fmr is None or not math.isfinite(fmr):
        return None
    told = {name: rate for name, rate in thresholds.items() if 0 < rate <= 1}
    limits = sorted((Limit(name, place(rate), rate) for name, rate in told.items()), key=lambda limit: limit.at)
    edges = [limit.at for limit in limits]
    return Gauge(place(fmr), tuple(limits), _stretches(edges))


def place(fmr: float) -> float:
    """Where a rate stands on the gauge.

    >>> place(1.0), place(1e-3), place(1e-9)
    (0.0, 50.0, 100.0)
    """
    return round(100 * min(1.0, max(0.0, -math.log10(max(fmr, FLOOR)) / _DECADES)), 2)


def _stretches(edges: list[float]) -> tuple[Stretch, ...]:
    if len(edges) != 2:
        return ()
    starts, ends = (0.0, *edges), (*edges, 100.0)
    kinds = ("bad", "look", "good")
    return tuple(Stretch(k, s, round(e - s, 2)) for k, s, e in zip(kinds, starts, ends, strict=True))


def _side(role: str, image: FaceImage | None) -> Side:
    if image is None:
        return Side(role, has_face=False, found=0, quality={}, issues=())
    return Side(role, image.face is not None, image.found, image.quality, image.issues)


def _engine(pair: FacePair | None, check: CheckResult | None) -> str | None:
    if pair and pair.engine:
        return pair.engine
    return f"{check.engine.name} {check.engine.version}" if check and check.engine else None


def _check(report: Report | None, name: str) -> CheckResult | None:
    return next((result for result in report.checks if result.check == name), None) if report else None


def _item(check: CheckResult | None, name: str) -> Item | None:
    groups = check.breakdown if check else ()
    return next((item for group in groups for item in group.items if item.name == name), None)


def _number(item: Item | None) -> float | None:
    value = item.value if item else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _limit(report: Report | None, about: str) -> str | None:
    return next((text for text in report.limits if text.startswith(about)), None) if report else None
