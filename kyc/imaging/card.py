"""Find the card in a photograph: several guesses, the best first, the whole frame last.

A guess begins as a region that stands out (Otsu's threshold on several channels, or closed edges), becomes
four straight sides, and is judged by what a card shows: its proportions, and an edge along every side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.imaging.decode import Image
from kyc.imaging.sides import Gradient, Sides, corners_of, fit_sides
from kyc.model.geometry import Box, Quad

Mask = NDArray[np.uint8]
Contour = NDArray[np.int32]
Points = NDArray[np.float64]
Channels = NDArray[Any]  # uint8, as OpenCV's own types do not say

ASPECTS = (85.6 / 53.98, 125.0 / 88.0)  # ID-1 (ISO/IEC 7810) and the TD3 data page (ICAO Doc 9303-4)
CANDIDATES = 3  # besides the whole frame

_WORK_SIDE = 800  # pixels of the longer side in which cards are looked for
_MIN_AREA = 0.06  # of the frame: a smaller card has too few pixels to be read
_ASPECT_SPREAD = 0.15  # in log ratio: a card seen from 40 degrees aside is off by about as much
_SCAN_SPREAD = 0.035  # a frame this close to a card's own proportions is most likely a scan of one
_MIN_SCORE = 0.35
_SAME = 0.9  # overlap above which two guesses are one


@dataclass(frozen=True, slots=True)
class _Guess:
    corners: Points
    score: float


def find_card(image: Image) -> tuple[Quad, ...]:
    """Return where a card may lie, best first, the whole frame last.

    Each quad runs clockwise and begins so that its first side is a long one; whether that side is the
    card's top or its bottom only the print can tell.
    """
    height, width = image.shape[:2]
    scale = min(1.0, _WORK_SIDE / max(height, width))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    guesses = _best(_guesses(np.asarray(small, dtype=np.uint8)))
    frame = Box(0.0, 0.0, float(width), float(height)).quad
    found = [_quad(_long_side_first(guess.corners / scale)) for guess in guesses]
    return (*found, _quad(_long_side_first(np.array(frame))))


def touches_frame(quad: Quad, image: Image) -> bool:
    """Whether some but not all sides of a quad lie on the image's border: part of the card may be outside."""
    height, width = image.shape[:2]
    on_border = sum(_sides_on_border(np.array(quad), width, height))
    return 0 < on_border < 4


def _guesses(image: Image) -> Iterator[_Guess]:
    height, width = image.shape[:2]
    gradient = Gradient.of(image)
    is_scan = _aspect_error(Box(0, 0, width, height).quad) < _SCAN_SPREAD
    for contour in _contours(_masks(image), smallest=_MIN_AREA * height * width):
        sides = fit_sides(contour, gradient)
        if sides is None:
            continue
        borders = sum(_sides_on_border(sides.corners, width, height))
        # In a scan, a band or a panel of the card's own print ends at the border; a card on a table does not.
        if borders <= (0 if is_scan else 2):
            yield _Guess(sides.corners, _score(sides, contour))


def _masks(image: Image) -> Iterator[Mask]:
    smooth = cv2.medianBlur(image, 5)
    lab, hsv = cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB), cv2.cvtColor(smooth, cv2.COLOR_RGB2HSV)
    yield _otsu(_unlike_border(lab))
    for channel in (lab[:, :, 0], hsv[:, :, 1], lab[:, :, 1], lab[:, :, 2]):
        mask = _otsu(channel)
        yield mask
        yield np.asarray(cv2.bitwise_not(mask), dtype=np.uint8)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    for low, reach in ((30, 3), (60, 5)):
        edges = cv2.Canny(cv2.GaussianBlur(grey, (5, 5), 0), low, 3 * low)
        yield np.asarray(cv2.dilate(edges, np.ones((reach, reach), np.uint8)), dtype=np.uint8)


def _otsu(channel: Channels) -> Mask:
    _, mask = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), dtype=np.uint8)


def _unlike_border(lab: Channels) -> NDArray[np.uint8]:
    """How far each pixel's colour is from what lies along the frame's border."""
    edge = max(2, round(0.02 * min(lab.shape[:2])))
    strips = (lab[:edge], lab[-edge:], lab[:, :edge], lab[:, -edge:])
    ground = np.median(np.concatenate([strip.reshape(-1, 3) for strip in strips]), axis=0)
    distance = np.linalg.norm(lab.astype(np.float32) - ground.astype(np.float32), axis=2)
    return np.asarray(distance.clip(0, 255), dtype=np.uint8)


def _contours(masks: Iterable[Mask], *, smallest: float) -> Iterator[Contour]:
    for mask in masks:
        opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
        for found in cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]:
            if cv2.contourArea(cv2.convexHull(found)) >= smallest:
                yield np.asarray(found.reshape(-1, 2), dtype=np.int32)


def _score(sides: Sides, contour: Contour) -> float:
    """0 to 1: an edge along all sides, a card's proportions, and a region that fills the quad."""
    aspect = np.exp(-((_aspect_error(sides.corners) / _ASPECT_SPREAD) ** 2))
    hull = cv2.contourArea(cv2.convexHull(contour))
    area = cv2.contourArea(sides.corners.astype(np.float32))
    filled = min(hull, area) / max(hull, area, 1.0)
    support = 0.5 * min(sides.support) + 0.5 * float(np.mean(sides.support))
    return float(support * (0.3 + 0.7 * aspect) * (0.5 + 0.5 * filled))


def _best(guesses: Iterable[_Guess]) -> list[_Guess]:
    kept: list[_Guess] = []
    for guess in sorted(guesses, key=lambda one: -one.score):
        is_new = all(overlap(guess.corners, other.corners) < _SAME for other in kept)
        if guess.score >= _MIN_SCORE and is_new and len(kept) < CANDIDATES:
            kept.append(guess)
    return kept


def overlap(one: Points | Quad, other: Points | Quad) -> float:
    """Intersection over union of two convex quads, 0 to 1."""
    first, second = (np.array(quad, dtype=np.float32) for quad in (one, other))
    shared, _ = cv2.intersectConvexConvex(first, second)
    union = cv2.contourArea(first) + cv2.contourArea(second) - shared
    return float(shared / union) if union > 0 else 0.0


def _aspect_error(corners: Points | Quad) -> float:
    """How far a quad's proportions are from the nearest kind of card, as a log ratio."""
    lengths = _lengths(np.array(corners))
    across, down = lengths[0] + lengths[2], lengths[1] + lengths[3]
    ratio = np.log(max(across, down) / max(1e-6, min(across, down)))
    return float(min(abs(ratio - np.log(aspect)) for aspect in ASPECTS))


def _long_side_first(corners: Points) -> Points:
    """Turn the order so that the first side is a long one, and as near to upright as that allows."""
    corners = corners_of(corners)
    lengths = _lengths(corners)
    return np.roll(corners, 1, axis=0) if lengths[0] + lengths[2] < lengths[1] + lengths[3] else corners


def _lengths(corners: Points) -> Sequence[float]:
    return [float(np.linalg.norm(corners[(at + 1) % 4] - corners[at])) for at in range(4)]


def _sides_on_border(corners: Points, width: int, height: int) -> list[bool]:
    reach = 0.012 * max(width, height)
    on_border = [[x < reach, y < reach, x > width - reach, y > height - reach] for x, y in corners]
    return [any(a and b for a, b in zip(on_border[at], on_border[(at + 1) % 4], strict=True)) for at in range(4)]


def _quad(corners: Points) -> Quad:
    return cast(Quad, tuple((float(x), float(y)) for x, y in corners))
