"""Straight lines in an image, and the quads that four of them enclose.

Segments come from the a-contrario detector LSD (Grompone von Gioi et al., IPOL 2012), which sees a pale card on
a pale desk where thresholds do not; segments on one line are joined, and every two pairs of lines are tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.imaging.decode import Image

Floats = NDArray[np.float64]
Channel = NDArray[Any]  # uint8, as OpenCV's own types do not say

MAX_LINES = 16  # of the steep and of the flat ones each: pairs of pairs grow with the fourth power
_SHORTEST = 0.05  # of the frame's longer side: a shorter segment is print
_SAME_LINE = 3.0  # pixels that a segment's ends may lie beside the line it belongs to
_SAME_ANGLE = np.cos(np.radians(3))
_PARALLEL = np.cos(np.radians(28))  # opposite sides, seen in perspective
_ACROSS = np.cos(np.radians(55))  # neighbouring sides meet at no flatter an angle
_LSD_SHIFT = 0.62  # pixels; measured on drawn rectangles, where (0, 0) is the image's corner
_OUTSIDE = 0.02  # of the frame: how far outside of it a corner may lie


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines with the stretches of them that were seen.

    `normals` (n, 2) and `offsets` (n,): a point p is on line i where normals[i] @ p = offsets[i].
    `seen` (n, t): pixels of the line seen up to each whole place along it, places counted from `-start`.
    """

    normals: Floats
    offsets: Floats
    seen: Floats
    start: int


def find_lines(image: Image) -> Lines:
    """Find the longest straight lines of an RGB image."""
    segments = _all_segments(image)
    diagonal = int(np.ceil(np.hypot(*image.shape[:2])))
    normals: list[Floats] = []
    offsets: list[float] = []
    marks: list[NDArray[np.bool_]] = []
    for one, other in segments:
        normal = _normal(one, other)
        at = _line_of(one, other, normals, offsets)
        if at is None:
            normals.append(normal)
            offsets.append(float(normal @ (one + other) / 2))
            marks.append(np.zeros(2 * diagonal, dtype=bool))
            at = len(normals) - 1
        first, last = sorted(float(_along(normals[at]) @ end) for end in (one, other))
        marks[at][int(first) + diagonal : int(last) + diagonal] = True
    return _longest(np.array(normals).reshape(-1, 2), np.array(offsets), np.array(marks), diagonal)


def quads_of(lines: Lines, *, width: int, height: int) -> tuple[Floats, Floats]:
    """Return all quads (n, 4, 2) of two pairs of lines inside the frame, and how much of each was seen (n, 4).

    The second is each side's covered share, up to 1, less the share that its line shows beyond the corners.
    """
    pairs = _pairs(lines)
    sides = np.array([(a, c, b, d) for (a, b), (c, d) in combinations(pairs, 2)], dtype=int).reshape(-1, 4)
    if not len(sides):
        return np.empty((0, 4, 2)), np.empty((0, 4))
    meets = np.abs((lines.normals[sides[:, 0]] * lines.normals[sides[:, 1]]).sum(axis=1)) < _ACROSS
    sides = sides[meets]
    corners = np.stack([_crossings(lines, sides[:, at - 1], sides[:, at]) for at in range(4)], axis=1)
    margin = _OUTSIDE * max(width, height)
    inside = ((corners > -margin) & (corners < np.array([width, height]) + margin)).all(axis=(1, 2))
    corners, sides = corners[inside], sides[inside]
    covered = [_covered(lines, sides[:, at], corners[:, at], corners[:, (at + 1) % 4]) for at in range(4)]
    return corners, np.stack(covered, axis=1)


def _all_segments(image: Image) -> Floats:
    """Segments (n, 2, 2), longest first: of brightness and of blue against yellow, at two sizes.

    Half the size sees fainter edges, since the noise of four pixels cancels out.
    """
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)
    # A pale blue card on a white desk differs in tint by less than the detector's own step: double it.
    lab[:, :, 2] = cv2.addWeighted(lab[:, :, 2], 2.0, lab[:, :, 2], 0.0, -128.0)
    half = cv2.resize(lab, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    shortest = _SHORTEST * max(image.shape[:2])
    found = [_segments(lab[:, :, channel], shortest) for channel in (0, 2)]
    found += [2 * _segments(half[:, :, channel], shortest / 2) for channel in (0, 2)]
    segments = np.concatenate(found)
    return np.asarray(segments[np.argsort(-np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1))])


def _segments(channel: Channel, shortest: float) -> Floats:
    found: Any = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(np.ascontiguousarray(channel))[0]
    if found is None:
        return np.empty((0, 2, 2))
    segments = np.asarray(found, dtype=np.float64).reshape(-1, 2, 2) + _LSD_SHIFT
    return np.asarray(segments[np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1) >= shortest])


def _normal(one: Floats, other: Floats) -> Floats:
    along = (other - one) / np.linalg.norm(other - one)
    normal = np.array([-along[1], along[0]])
    # One sign for one line, so that lines compare: the normal points right, or straight down.
    return -normal if (normal[0], normal[1]) < (0.0, 0.0) else normal


def _along(normal: Floats) -> Floats:
    return np.array([normal[1], -normal[0]])


def _line_of(one: Floats, other: Floats, normals: list[Floats], offsets: list[float]) -> int | None:
    normal = _normal(one, other)
    for at, (known, offset) in enumerate(zip(normals, offsets, strict=True)):
        is_near = max(abs(known @ one - offset), abs(known @ other - offset)) <= _SAME_LINE
        if is_near and abs(known @ normal) >= _SAME_ANGLE:
            return at
    return None


def _longest(normals: Floats, offsets: Floats, marks: NDArray[np.bool_], diagonal: int) -> Lines:
    if not len(normals):
        return Lines(normals, offsets, np.zeros((0, 2 * diagonal)), diagonal)
    # Wood or a striped cloth has more lines than a card, but all one way.
    order = np.argsort(-marks.sum(axis=1))
    is_steep = np.abs(normals[order, 0]) > np.abs(normals[order, 1])
    best = np.concatenate([order[is_steep][:MAX_LINES], order[~is_steep][:MAX_LINES]])
    return Lines(normals[best], offsets[best], np.cumsum(marks[best], axis=1, dtype=np.float64), diagonal)


def _pairs(lines: Lines) -> list[tuple[int, int]]:
    """Lines that may be opposite sides: about parallel, and not the same."""
    alike = np.abs(lines.normals @ lines.normals.T) >= _PARALLEL
    return [(a, b) for a, b in combinations(range(len(lines.offsets)), 2) if alike[a, b]]


def _crossings(lines: Lines, one: NDArray[np.int_], other: NDArray[np.int_]) -> Floats:
    """Where pairs of lines cross (Cramer's rule); parallel ones do so nowhere: not a number, or without end."""
    (ax, ay), (bx, by) = lines.normals[one].T, lines.normals[other].T
    a, b = lines.offsets[one], lines.offsets[other]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossings = np.stack([a * by - b * ay, b * ax - a * bx], axis=1) / (ax * by - ay * bx)[:, None]
    return np.asarray(crossings, dtype=np.float64)


def _covered(lines: Lines, line: NDArray[np.int_], one: Floats, other: Floats) -> Floats:
    """How much of each side was seen, as a share, less the share that goes on beyond its corners."""
    along = np.stack([lines.normals[line][:, 1], -lines.normals[line][:, 0]], axis=1)
    ends = np.sort(np.stack([(along * one).sum(axis=1), (along * other).sum(axis=1)], axis=1), axis=1)
    places = (ends + lines.start).astype(int).clip(0, lines.seen.shape[1] - 1)
    inside = lines.seen[line, places[:, 1]] - lines.seen[line, places[:, 0]]
    length = np.maximum(ends[:, 1] - ends[:, 0], 1.0)
    return np.asarray((2 * inside - lines.seen[line, -1]) / length, dtype=np.float64)
