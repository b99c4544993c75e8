"""Find the card in a photograph: several guesses, the best first, the whole frame last.

A guess is four straight lines, judged by what a card shows: an edge along every side that ends at the corners,
the proportions of a card, and a size worth reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.imaging.decode import Image
from kyc.imaging.lines import find_lines, quads_of
from kyc.model.geometry import Box, Quad

Floats = NDArray[np.float64]

ASPECTS = (85.6 / 53.98, 125.0 / 88.0)  # ID-1 (ISO/IEC 7810) and the TD3 data page (ICAO Doc 9303-4)
CANDIDATES = 3  # besides the whole frame

_WORK_SIDE = 800  # pixels of the longer side in which cards are looked for
_MIN_AREA = 0.06  # of the frame: a smaller card has too few pixels to be read
_USUAL_AREA = 0.3  # of the frame: smaller guesses count less, since a card's own portrait has four sides too
_ASPECT_SPREAD = 0.25  # in log ratio: a card seen from 40 degrees aside is off by about as much
_SCAN_SPREAD = 0.035  # a frame this close to a card's own proportions is most likely a scan of one
_SCAN_AREA = 0.4  # of such a frame: anything smaller is part of the card's own print
_CUT_SPREAD = 0.06  # a card that is all there, seen from straight above as cards at the border mostly are
_MIN_SCORE = 0.1
_SAME = 0.9  # overlap above which two guesses are one


def find_card(image: Image) -> tuple[Quad, ...]:
    """Return where a card may lie, best first, the whole frame last.

    Each quad runs clockwise and begins so that its first side is a long one; whether that side is the
    card's top or its bottom only the print can tell.
    """
    height, width = image.shape[:2]
    scale = min(1.0, _WORK_SIDE / max(height, width))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    guesses = [guess / scale for guess in _guesses(np.asarray(small, dtype=np.uint8))]
    frame = np.array(Box(0.0, 0.0, float(width), float(height)).quad)
    return tuple(_quad(_long_side_first(corners)) for corners in (*guesses, frame))


def is_cut_off(quad: Quad, image: Image) -> bool:
    """Whether part of the card is outside the image: a side on its border, and not the proportions of a card."""
    height, width = image.shape[:2]
    corners = np.array([quad], dtype=np.float64)
    on_border = _sides_on_border(corners, width, height)[0]
    return bool(on_border.any() and not on_border.all() and _aspect_errors(corners)[0] > _CUT_SPREAD)


def overlap(one: Quad, other: Quad) -> float:
    """Intersection over union of two convex quads, 0 to 1."""
    return _overlap(np.array(one), np.array(other))


def _guesses(image: Image) -> list[Floats]:
    height, width = image.shape[:2]
    corners, covered = quads_of(find_lines(image), width=width, height=height)
    scores = _scores(corners, covered, width, height)
    order = np.argsort(-scores)[:200]
    return _distinct(corners[at] for at in order if scores[at] >= _MIN_SCORE)


def _scores(corners: Floats, covered: Floats, width: int, height: int) -> Floats:
    """0 to 1 for each quad (n, 4, 2), of which `covered` (n, 4) tells how much of each side was seen."""
    areas = _areas(corners) / (width * height)
    seen = covered.clip(0.0, 1.0)
    evidence = 0.4 * seen.min(axis=1, initial=1.0) + 0.6 * seen.mean(axis=1)
    likeness = np.exp(-((_aspect_errors(corners) / _ASPECT_SPREAD) ** 2))
    size = np.sqrt((areas / _USUAL_AREA).clip(0.0, 1.0))
    frame = np.array([Box(0, 0, width, height).quad])
    if _aspect_errors(frame)[0] < _SCAN_SPREAD:
        # In a scan, a panel of the card's own print is small or ends at the border; a card on a table does not.
        is_possible = (areas >= _SCAN_AREA) & (evidence >= 0.5) & ~_sides_on_border(corners, width, height).any(axis=1)
    else:
        is_possible = areas >= _MIN_AREA
    return np.asarray(evidence**2 * likeness * size * is_possible, dtype=np.float64)


def _distinct(ranked: Iterable[Floats]) -> list[Floats]:
    kept: list[Floats] = []
    for corners in ranked:
        if len(kept) == CANDIDATES:
            break
        if all(_overlap(corners, other) < _SAME for other in kept):
            kept.append(corners)
    return kept


def _overlap(one: Floats, other: Floats) -> float:
    first, second = (cv2.convexHull(quad.astype(np.float32)) for quad in (one, other))
    shared, _ = cv2.intersectConvexConvex(first, second)
    union = cv2.contourArea(first) + cv2.contourArea(second) - shared
    return float(shared / union) if union > 0 else 0.0


def _areas(corners: Floats) -> Floats:
    """Areas of quads (n, 4, 2) by the shoelace formula; two sides that cross leave less."""
    x, y = corners[:, :, 0], corners[:, :, 1]
    return np.asarray(np.abs((x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y).sum(axis=1)) / 2)


def _aspect_errors(corners: Floats) -> Floats:
    """How far the proportions of quads (n, 4, 2) are from the nearest kind of card, as log ratios."""
    lengths = _lengths(corners)
    ratio = np.abs(np.log((lengths[:, 0] + lengths[:, 2]) / (lengths[:, 1] + lengths[:, 3])))
    return np.asarray(np.abs(ratio[:, None] - np.log(ASPECTS)).min(axis=1), dtype=np.float64)


def _lengths(corners: Floats) -> Floats:
    return np.asarray(np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2).clip(1e-6), dtype=np.float64)


def _sides_on_border(corners: Floats, width: int, height: int) -> NDArray[np.bool_]:
    """Which sides (n, 4) of quads (n, 4, 2) run along the frame's border."""
    reach = 0.012 * max(width, height)
    x, y = corners[:, :, 0], corners[:, :, 1]
    borders = np.stack([x < reach, y < reach, x > width - reach, y > height - reach], axis=2)
    return np.asarray((borders & np.roll(borders, -1, axis=1)).any(axis=2))


def _long_side_first(corners: Floats) -> Floats:
    """Order four corners clockwise from the top-left; where that side is a short one, from the corner before."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    clockwise = corners[np.argsort(angles)]
    clockwise = np.roll(clockwise, -int(np.argmin(clockwise.sum(axis=1))), axis=0)
    lengths = _lengths(clockwise[None])[0]
    is_standing = lengths[0] + lengths[2] < lengths[1] + lengths[3]
    return np.roll(clockwise, 1, axis=0) if is_standing else clockwise


def _quad(corners: Floats) -> Quad:
    return cast(Quad, tuple((float(x), float(y)) for x, y in corners))
