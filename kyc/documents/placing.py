"""Find a card by its print where its edges were not found: labels read in the whole picture say where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.labels import anchors
from kyc.documents.template import Template
from kyc.engines.protocols import Image
from kyc.imaging.rectify import Rectified, rectify
from kyc.model.document import TextLine
from kyc.model.geometry import Box, Quad

_SIDE = 1600  # pixels of the picture's longer side when it is read as a whole
_LEAST = 4  # labels: three fix the place, the fourth confirms it
_LONG = 120  # pixels from which a line's slope can be told
_SLOPE = 0.04  # a line of 300 pixels then climbs by 12, a third of the rows' distance
# Share of the card's width between a corner and where the labels put it. Wide, because labels stand in one column and
# tell little of the card's far side: edges are trusted unless they are plainly those of something else.
_MOST_OFF = 0.15
_NEAR = 0.03  # share of the card's height by which a label may stand off its place


def whole_picture(image: Image) -> Rectified:
    """The picture in its own proportions, at a size that engines read well."""
    height, width = image.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    frame = Box(0.0, 0.0, float(width), float(height)).quad
    return rectify(image, frame, width=round(scale * width), height=round(scale * height))


def quad_by_labels(lines: Sequence[TextLine], template: Template) -> Quad | None:
    """Where the card lies, clockwise from its own top-left, in the pixels of the lines; None when too few agree."""
    specs = {spec.key: spec for spec in template.fields if spec.top and spec.labels}
    found = anchors(lines, {key: spec.labels for key, spec in specs.items()})
    if len(found) < _LEAST:
        return None
    width, height = template.size_mm
    printed = np.array([(specs[key].left * width, specs[key].top * height) for key in found])
    # The middle of a line's left edge, which a tilt leaves where it is.
    seen = np.array([np.mean((anchor.line.quad[0], anchor.line.quad[3]), axis=0) for anchor in found.values()])
    pitch = _extent(seen) / max(1e-6, _extent(printed))
    affine, kept = cv2.estimateAffinePartial2D(printed, seen, ransacReprojThreshold=_NEAR * height * pitch)
    if affine is None or int(kept.sum()) < _LEAST:
        return None
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
    moved = corners @ affine[:, :2].T + affine[:, 2]
    return cast(Quad, tuple((float(x), float(y)) for x, y in moved))


def _extent(points: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(points.max(axis=0) - points.min(axis=0)))


def is_in_place(quad: Quad, cut: Quad) -> bool:
    """Whether the piece that was cut out of a picture is the card that its labels place there."""
    placed, corners = np.array(quad), np.array(cut)
    width = float(np.linalg.norm(placed[1] - placed[0]))
    return bool(np.abs(placed - corners).max() < _MOST_OFF * width)


def scaled(quad: Quad, across: float, down: float) -> Quad:
    """A quad of an image that was stretched."""
    return cast(Quad, tuple((across * x, down * y) for x, y in quad))


def is_level(lines: Sequence[TextLine]) -> bool:
    """Whether the print runs along the card, as it does when the card was cut out along its edges."""
    tops = [np.subtract(line.quad[1], line.quad[0]) for line in lines]
    slopes = [abs(float(dy / dx)) for dx, dy in tops if dx > _LONG]
    return not slopes or float(np.median(slopes)) < _SLOPE
