"""Where a reflection lies on a card: what is read there may lack letters that nobody misses."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.engines.protocols import Image
from kyc.model.geometry import Box

_WIDTH = 160  # pixels at which the card's paper is looked at: letters vanish, reflections stay
_BRIGHTER = 26  # grey levels above the paper around it; waves and watermarks of the print stay below
_TOUCHED = 0.04  # share of a line's surroundings

Mask = NDArray[np.bool_]


def shine(image: Image) -> Mask:
    """Mark where a card (height, width, 3) is brighter than its paper, at a reduced size.

    Measured against the paper itself, not against white: in a dim room a reflection is grey.
    """
    height = max(2, round(image.shape[0] * _WIDTH / image.shape[1]))
    small = cv2.resize(image.min(axis=2), (_WIDTH, height), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)).astype(np.float32)
    return np.asarray(paper - _slope(paper) > _BRIGHTER)


def is_touched(mask: Mask, box: Box, *, width: int) -> bool:
    """Whether a reflection reaches a line or what lies one height beside it; `width` is the card's in pixels."""
    scale = mask.shape[1] / width
    left, right = (box.x - box.height) * scale, (box.x + box.width + box.height) * scale
    top, bottom = box.y * scale, (box.y + box.height) * scale
    part = mask[max(0, int(top)) : int(np.ceil(bottom)), max(0, int(left)) : int(np.ceil(right))]
    return bool(part.size and part.mean() > _TOUCHED)


def _slope(paper: NDArray[np.float32]) -> NDArray[np.float32]:
    """The paper's brightness as light from one side makes it: a plane through what is no reflection."""
    y, x = np.mgrid[0 : paper.shape[0], 0 : paper.shape[1]]
    places = np.stack([np.ones(paper.size), x.ravel() / _WIDTH, y.ravel() / _WIDTH], axis=1)
    values = paper.ravel()
    kept = np.abs(values - np.median(values)) < 60
    plane = np.zeros(3)
    for _ in range(3):
        plane = np.linalg.lstsq(places[kept], values[kept], rcond=None)[0]
        kept = np.abs(values - places @ plane) < _BRIGHTER / 2
        if kept.sum() < 0.2 * values.size:
            break
    return np.asarray((places @ plane).reshape(paper.shape), dtype=np.float32)
