"""What a score means: the share of unrelated pairs that reach it, from a versioned table of measurements."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from kyc.model.errors import EngineError

Anchor = tuple[float, float]  # score, FMR
FLOOR = 1e-6  # nothing here was measured on a million pairs, so nothing rarer is ever stated


@dataclass(frozen=True, slots=True)
class Curve:
    """FMR against score for one condition of pictures. Anchors rise in score and fall in FMR.

    `source` says which pairs it was measured on.
    """

    condition: str
    source: str
    anchors: tuple[Anchor, ...]

    def __post_init__(self) -> None:
        falls = all(low[0] < high[0] and low[1] > high[1] > 0 for low, high in pairwise(self.anchors))
        if len(self.anchors) < 2 or not falls:
            raise ValueError(f"{self.condition}: needs two anchors or more, rising in score and falling in FMR")

    def fmr(self, score: float) -> float:
        """Interpolate log FMR between anchors; outside them the nearest two go on, from FLOOR up to 1."""
        inner = self.anchors[1:-1]
        at = sum(score >= anchor for anchor, _ in inner)
        (low, low_fmr), (high, high_fmr) = self.anchors[at : at + 2]
        share = (score - low) / (high - low)
        return min(1.0, max(FLOOR, math.exp(math.log(low_fmr) + share * math.log(high_fmr / low_fmr))))

    def is_beyond(self, score: float) -> bool:
        """Whether a score is higher than any that was measured."""
        return score > self.anchors[-1][0]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The FMR of a score in the worst condition; `extrapolated` when that lies beyond its data."""

    fmr: float
    extrapolated: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """A table's version, and the curves of each scale: `sface`, `dlib` or `fused`."""

    version: str
    curves: Mapping[str, tuple[Curve, ...]]

    def estimate(self, scale: str, score: float) -> Estimate:
        """The highest FMR that any condition gives a score, so that no population is promised too much.

        Raises:
            EngineError: when nobody has calibrated the scale.
        """
        if scale not in self.curves:
            raise EngineError("SYS.ENGINE_ERROR", f"face scores of {scale!r} are not calibrated; use sface or dlib")
        worst = max(self.curves[scale], key=lambda curve: curve.fmr(score))
        return Estimate(worst.fmr(score), worst.is_beyond(score))


def parse_calibration(content: str) -> Calibration:
    """Read a table.

    Raises:
        ValueError: when a curve does not fall.
    """
    table = json.loads(content)
    curves = {
        scale: tuple(
            Curve(one["condition"], one["source"], tuple((score, fmr) for score, fmr in one["anchors"])) for one in rows
        )
        for scale, rows in table["curves"].items()
    }
    return Calibration(table["version"], curves)


@cache
def shipped_calibration() -> Calibration:
    """The table beside this module."""
    return parse_calibration((resources.files(__package__) / "calibration.json").read_text("utf-8"))
