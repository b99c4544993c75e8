"""Whether a selfie is a copy of the card's portrait: two photographs never lie exactly on each other.

Embeddings cannot tell: on cards, the cosine of a copy and of another good photograph overlap (research found
33 to 90 % of the copies that way). Laid on each other, the pixels of the faces themselves can.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.engines.alignment import similarity_transform
from kyc.engines.protocols import Image
from kyc.faces.find import CloseUp

Relief = NDArray[np.float32]  # (SIDE, SIDE): a face's light and dark without lamp, exposure and colour
Warp = NDArray[np.float32]  # (3, 3), from the pixels of one relief to those of another

SIDE = 96  # px
# Where eyes, nose and corners of the mouth come to lie, as shares of the side.
POINTS = np.array([(0.342, 0.408), (0.657, 0.406), (0.500, 0.587), (0.371, 0.771), (0.632, 0.770)])
FACE_OVAL = (0.42, 0.48)  # half axes as shares of the side: a card shows another background than the selfie
MIN_EYES = 30.0  # px; in smaller faces two pictures of one sitting are the same (ORL, 10 px: up to 0.99)
SAME = 0.98  # correlation; where it comes from stands in docs/faces.md
MOTIONS = (cv2.MOTION_EUCLIDEAN, cv2.MOTION_AFFINE, cv2.MOTION_HOMOGRAPHY)  # each starts where the last one ended
STEPS = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-4)
SMOOTHING = {cv2.MOTION_EUCLIDEAN: 7, cv2.MOTION_AFFINE: 3, cv2.MOTION_HOMOGRAPHY: 3}  # px, odd


def is_copy(one: CloseUp, other: CloseUp) -> bool:
    """Whether two faces come from one photograph; False too where that cannot be told."""
    found = correlation(one, other)
    return found is not None and found >= SAME


def correlation(one: CloseUp, other: CloseUp) -> float | None:
    """How well two faces lie on each other at best, seen as flat pictures from any side; -1 to 1.

    None when one is too small to tell, or when the search for that best place leads nowhere.
    """
    if min(one.source.eye_distance, other.source.eye_distance) < MIN_EYES:
        return None
    first, second = _relief(one), _relief(other)
    # The search climbs from where it starts; from the other side it may get past a ledge.
    found = [_laid_on(first, second), _laid_on(second, first)]
    return max((value for value in found if value is not None), default=None)


def _laid_on(still: Relief, moved: Relief) -> float | None:
    """Enhanced correlation coefficient (Evangelidis and Psarakis 2008), from coarse motions to fine."""
    warp, found = np.eye(3, dtype=np.float32), None
    for motion in MOTIONS:
        rows = 3 if motion == cv2.MOTION_HOMOGRAPHY else 2
        try:
            found, matrix = cv2.findTransformECC(still, moved, warp[:rows], motion, STEPS, _oval(), SMOOTHING[motion])
        except cv2.error:  # OpenCV's way to say that the two do not converge
            return found
        warp[:rows] = np.asarray(matrix, np.float32)
    return found


def _oval() -> NDArray[np.uint8]:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    axes = (int(FACE_OVAL[0] * SIDE), int(FACE_OVAL[1] * SIDE))
    cv2.ellipse(mask, (SIDE // 2, SIDE // 2), axes, 0, 0, 360, 255, -1)
    return mask


def _relief(close_up: CloseUp) -> Relief:
    grey = _aligned(close_up)
    mean = cv2.GaussianBlur(grey, (0, 0), 8)
    spread = np.sqrt(cv2.GaussianBlur((grey - mean) ** 2, (0, 0), 8)) + 4  # 4: flat skin is not to become noise
    return np.asarray((grey - mean) / spread, np.float32)


def _aligned(close_up: CloseUp) -> Relief:
    matrix = similarity_transform(np.array(close_up.face.landmarks, np.float64), POINTS * SIDE)
    scale = float(np.hypot(matrix[0, 0], matrix[0, 1]))
    grey: Image = np.asarray(cv2.cvtColor(close_up.image, cv2.COLOR_RGB2GRAY), np.uint8)
    if scale < 1:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.45 / scale), np.uint8)
    straight = cv2.warpAffine(grey, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(straight, (0, 0), 1.2), np.float32)
