"""Four straight sides for a region of an image, drawn along the edges that are really there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.imaging.decode import Image

Points = NDArray[np.float64]
Line = tuple[Points, Points]  # a point on it and its direction, unit length

_SAMPLES = 48  # places along a side where the edge is looked for
_ENDS = 0.08  # of a side, left out at both ends: cards have round corners
_REACH = 0.02  # of the quad's mean side: how far from the first guess the edge may lie
_EDGE = 8.0  # grey levels a pixel: a weaker slope is noise
_ON_LINE = 1.5  # pixels from the fitted line that still count as on it


@dataclass(frozen=True, slots=True, eq=False)
class Gradient:
    """How steeply brightness or colour changes, grey levels a pixel, the steepest channel of Lab."""

    steepness: NDArray[np.float32]

    @classmethod
    def of(cls, image: Image) -> Gradient:
        """Measure an RGB image."""
        lab = cv2.cvtColor(cv2.GaussianBlur(image, (0, 0), 1.0), cv2.COLOR_RGB2LAB).astype(np.float32)
        across, down = cv2.Scharr(lab, cv2.CV_32F, 1, 0), cv2.Scharr(lab, cv2.CV_32F, 0, 1)
        return cls(np.asarray(np.hypot(across, down).max(axis=2) / 32, dtype=np.float32))

    def at(self, places: Points) -> NDArray[np.float32]:
        """Its values at places (…, 2) given as x, y; 0 outside the image."""
        x, y = (np.asarray(places[..., axis], dtype=np.float32) for axis in (0, 1))
        return np.asarray(cv2.remap(self.steepness, x, y, cv2.INTER_LINEAR), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """A quad of straight sides. `corners` (4, 2) run clockwise; `support` is the share of each side with an edge."""

    corners: Points
    support: tuple[float, float, float, float]


def fit_sides(contour: NDArray[np.int32], gradient: Gradient) -> Sides | None:
    """Draw four sides around a contour (n, 2), each along the edge nearest to it; None when it has no four."""
    rough = _four_corners(contour)
    if rough is None:
        return None
    corners = corners_of(rough)
    lines, support = zip(*(_along_edge(corners[at], corners[(at + 1) % 4], gradient) for at in range(4)), strict=True)
    fitted = [_crossing(lines[at - 1], lines[at]) for at in range(4)]
    if any(corner is None for corner in fitted):
        return None
    drawn = np.array(fitted)
    moved = float(np.abs(drawn - corners).max())
    if not cv2.isContourConvex(drawn.astype(np.float32)) or moved > 0.15 * _mean_side(corners):
        return None
    return Sides(drawn, support)


def corners_of(corners: Points) -> Points:
    """Order four corners clockwise, beginning with the one nearest to the image's top-left."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    clockwise = corners[np.argsort(angles)]
    return np.asarray(np.roll(clockwise, -int(np.argmin(clockwise.sum(axis=1))), axis=0), dtype=np.float64)


def _four_corners(contour: NDArray[np.int32]) -> Points | None:
    """Simplify the convex hull until four corners are left."""
    hull = cv2.convexHull(contour)
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08):
        corners = cv2.approxPolyDP(hull, share * length, True).reshape(-1, 2)
        if len(corners) == 4:
            return np.asarray(corners, dtype=np.float64)
        if len(corners) < 4:
            break
    return None


def _along_edge(start: Points, end: Points, gradient: Gradient) -> tuple[Line, float]:
    """Fit a line to the steepest places near a side; say which share of the side has an edge on that line."""
    along = end - start
    normal = np.array([-along[1], along[0]]) / max(1e-9, float(np.linalg.norm(along)))
    reach = max(4.0, _REACH * float(np.linalg.norm(along)))
    shares, offsets = np.linspace(_ENDS, 1 - _ENDS, _SAMPLES), np.arange(-reach, reach + 1)
    places = start + shares[:, None, None] * along + offsets[None, :, None] * normal
    steep = gradient.at(places)
    # Of two edges the nearer one counts, unless the other is clearly steeper.
    nearest = np.argmax(steep * (1 - 0.3 * np.abs(offsets) / reach), axis=1)
    peaks, rows = places[np.arange(_SAMPLES), nearest], np.arange(_SAMPLES)
    clear = steep[rows, nearest] > _EDGE
    if clear.sum() < _SAMPLES // 6:
        return (start, along / max(1e-9, float(np.linalg.norm(along)))), 0.0
    line = _line(peaks[clear])
    away = np.abs((peaks - line[0]) @ np.array([-line[1][1], line[1][0]]))
    return line, float((clear & (away <= _ON_LINE)).mean())


def _line(points: Points) -> Line:
    dx, dy, x, y = cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).reshape(4)
    return np.array([x, y], dtype=np.float64), np.array([dx, dy], dtype=np.float64)


def _crossing(one: Line, other: Line) -> Points | None:
    (start, along), (begin, across) = one, other
    turn = along[0] * across[1] - along[1] * across[0]
    if abs(turn) < 0.2:  # under about 12 degrees: no corner of a card
        return None
    gap = begin - start
    share = (gap[0] * across[1] - gap[1] * across[0]) / turn
    return np.asarray(start + share * along, dtype=np.float64)


def _mean_side(corners: Points) -> float:
    return float(np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).mean())
