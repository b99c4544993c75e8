"""Whether a selfie is a copy of the card's portrait: two photographs never lie exactly on each other."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.engines.protocols import Image
from kyc.faces.find import CloseUp

Relief = NDArray[np.float32]  # a face's light and dark without lamp, exposure and colour

SIDE = 96  # px
# Where the five points come to lie, as shares of the side: the face with its outline.
POINTS = np.array([(0.374, 0.469), (0.626, 0.468), (0.500, 0.612), (0.397, 0.760), (0.605, 0.759)], np.float64)
MIN_EYES = 30.0  # px; in smaller faces two sittings of one person look the same (ORL, 10 px: up to 0.99)
SAME = 0.97  # correlation; johns: other photographs of a person at most 0.89, copies on cards at least 0.98
_STEPS = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-4)


def correlation(one: CloseUp, other: CloseUp) -> float | None:
    """How well two faces lie on each other after the best turn, scale, shear and shift; -1 to 1.

    None when one is too small to tell, or when no such shift can be found.
    """
    if min(one.source.eye_distance, other.source.eye_distance) < MIN_EYES:
        return None
    start = np.eye(2, 3, dtype=np.float32)
    try:
        found, _ = cv2.findTransformECC(_relief(one), _relief(other), start, cv2.MOTION_AFFINE, _STEPS)
    except cv2.error:  # OpenCV's way to say that the two do not converge
        return None
    return float(found)


def is_copy(one: CloseUp, other: CloseUp) -> bool:
    """Whether two faces come from the same photograph."""
    found = correlation(one, other)
    return found is not None and found >= SAME


def _relief(close_up: CloseUp) -> Relief:
    grey = _aligned(close_up)
    mean = cv2.GaussianBlur(grey, (0, 0), 8)
    spread = np.sqrt(cv2.GaussianBlur((grey - mean) ** 2, (0, 0), 8)) + 4  # 4: flat skin is not to become noise
    return np.asarray((grey - mean) / spread, np.float32)


def _aligned(close_up: CloseUp) -> Relief:
    landmarks = np.array(close_up.face.landmarks, np.float32)
    matrix, _ = cv2.estimateAffinePartial2D(landmarks, (POINTS * SIDE).astype(np.float32), method=cv2.LMEDS)
    scale = float(np.hypot(matrix[0, 0], matrix[0, 1]))
    grey: Image = np.asarray(cv2.cvtColor(close_up.image, cv2.COLOR_RGB2GRAY), np.uint8)
    if scale < 1:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.45 / scale), np.uint8)
    straight = cv2.warpAffine(grey, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(straight, (0, 0), 1.2), np.float32)
