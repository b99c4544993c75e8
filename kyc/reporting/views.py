"""What the page shows, gathered from the report and the evidence behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kyc.model.check import Breakdown, CheckResult, Item, Outcome, Value
from kyc.model.evidence import Evidence
from kyc.model.face import FaceImage, FacePair
from kyc.model.geometry import Quad
from kyc.model.reasons import Reason
from kyc.model.report import Report, RiskLevel
from kyc.reporting.bars import Bar, threshold_bar
from kyc.reporting.pictures import Image, Picture, face_picture, portrait_picture, thumbnail
from kyc.reporting.words import reason

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
    """A check with its measurements in their groups."""

    result: CheckResult
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


def _where(report: Report, code: str) -> tuple[str, ...]:
    return tuple(result.check for result in report.checks if code in result.reasons)


def _check(result: CheckResult) -> CheckView:
    groups = tuple((group, tuple(map(_item, group.items))) for group in result.breakdown)
    return CheckView(result, groups)


def _item(item: Item) -> ItemView:
    return ItemView(item, threshold_bar(item.value, item.threshold))


def _face(image: Image | None, side: FaceImage | None, area: Quad | None) -> Picture | None:
    if image is None:
        return None
    if side and side.face:
        return face_picture(image, side.face)
    return portrait_picture(image, area) if area else thumbnail(image, width=330)
