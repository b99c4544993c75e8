"""Set a card straight: from a quad in a photograph to an upright image of known size, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.imaging.decode import Image
from kyc.model.geometry import Quad

Homography = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rectified:
    """An upright card. `matrix` (3, 3) leads from its pixels to the source image's."""

    image: Image
    matrix: Homography

    def to_source(self, quad: Quad) -> Quad:
        """Where a quad of this image lies in the source image."""
        return _project(self.matrix, quad)

    def turned(self, quarter_turns: int) -> Rectified:
        """Turn the card clockwise by quarter turns; `to_source` still leads to the same source pixels."""
        turned = self
        for _ in range(quarter_turns % 4):
            turned = turned._turned_once()
        return turned

    def _turned_once(self) -> Rectified:
        height = self.image.shape[0]
        # A pixel (x, y) of the turned image stood at (y, height - x) before.
        back = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, float(height)], [0.0, 0.0, 1.0]])
        return Rectified(np.ascontiguousarray(np.rot90(self.image, k=-1)), self.matrix @ back)


def rectify(image: Image, quad: Quad, *, width: int, height: int) -> Rectified:
    """Warp a quad, clockwise from the card's top-left, onto an image of `width` x `height` pixels.

    Raises:
        ValueError: when three of its corners lie on one line.
    """
    target = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    back = _homography(target, quad)
    # OpenCV's pixel centres are whole numbers, ours lie half a pixel further: (0, 0) is the image's corner.
    half = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.0, 0.0, 1.0]])
    sampling = np.linalg.inv(half) @ back @ half
    flat = cv2.warpPerspective(
        _smoothed(image, quad, width),
        sampling,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return Rectified(np.asarray(flat, dtype=np.uint8), back)


def whole(image: Image) -> Rectified:
    """The image as it is."""
    return Rectified(image, np.eye(3))


def _homography(source: Quad, target: Quad) -> Homography:
    try:
        matrix = cv2.getPerspectiveTransform(np.array(source, np.float32), np.array(target, np.float32))
    except cv2.error as error:
        raise ValueError("a quad needs four corners, no three on one line") from error
    if not np.isfinite(matrix).all() or abs(float(np.linalg.det(matrix))) < 1e-9:
        raise ValueError("a quad needs four corners, no three on one line")
    return np.asarray(matrix, dtype=np.float64)


def _smoothed(image: Image, quad: Quad, width: int) -> Image:
    """Blur before shrinking, since a warp that skips pixels turns fine print into noise."""
    (ax, ay), (bx, by) = quad[0], quad[1]
    shrink = float(np.hypot(bx - ax, by - ay)) / width
    if shrink <= 1.5:
        return image
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 0.4 * shrink), dtype=np.uint8)


def _project(matrix: Homography, quad: Quad) -> Quad:
    points = np.array(quad, dtype=np.float64).reshape(-1, 1, 2)
    moved = cv2.perspectiveTransform(points, matrix).reshape(-1, 2)
    return cast(Quad, tuple((float(x), float(y)) for x, y in moved))
