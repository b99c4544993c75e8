"""Pictures for the page: the card set upright, faces at one scale, all small enough to stand inside the file."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from kyc.imaging.decode import decode
from kyc.model.errors import EvidenceError
from kyc.model.face import Face
from kyc.model.geometry import Box, Quad

Image = NDArray[np.uint8]

CARD_WIDTH = 1100  # pixels: sharp enough to read on a wide screen
THUMB_WIDTH = 640
FACE_SIZE = (260, 330)  # width, height
EYE_DISTANCE = 92  # pixels between the eyes of every face crop, so that two faces compare at the same scale
EYE_HEIGHT = 0.42  # of the crop's height
QUALITY = 82  # JPEG


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A picture as a data URI, its size in pixels, and the way from source pixels to its own (3 x 3)."""

    uri: str
    width: int
    height: int
    onto: NDArray[np.float64]

    def __repr__(self) -> str:
        return f"Picture({self.width} x {self.height})"

    def place(self, quad: Quad) -> Quad:
        """Where a quad of the source image stands in this picture."""
        points = np.array([quad], dtype=np.float64)
        (placed,) = cv2.perspectiveTransform(points, self.onto)
        (a, b, c, d) = ((float(x), float(y)) for x, y in placed)
        return (a, b, c, d)


def open_images(images: Mapping[str, bytes]) -> dict[str, Image]:
    """Decode what can be decoded; the checks tell of the rest."""
    opened: dict[str, Image] = {}
    for role, content in images.items():
        try:
            opened[role] = decode(content)
        except EvidenceError:
            continue
    return opened


def card_picture(image: Image, quad: Quad | None) -> Picture:
    """The card upright and filling the picture; the whole image where no card was found."""
    if quad is None:
        return thumbnail(image, width=CARD_WIDTH)
    natural_width = max(math.dist(quad[0], quad[1]), math.dist(quad[3], quad[2]))
    natural_height = max(math.dist(quad[1], quad[2]), math.dist(quad[0], quad[3]))
    if min(natural_width, natural_height) < 1:
        return thumbnail(image, width=CARD_WIDTH)
    width = round(min(CARD_WIDTH, max(natural_width, THUMB_WIDTH)))
    height = max(1, round(width * natural_height / natural_width))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    onto = cv2.getPerspectiveTransform(np.array(quad, dtype=np.float32), corners)
    return _picture(cv2.warpPerspective(image, onto, (width, height), flags=cv2.INTER_AREA), onto)


def thumbnail(image: Image, *, width: int = THUMB_WIDTH) -> Picture:
    """The image as handed in, at most `width` pixels wide and as many high."""
    scale = min(1.0, width / max(image.shape[:2]))
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return _picture(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.diag((scale, scale, 1.0)))


def face_picture(image: Image, face: Face) -> Picture:
    """A face with its eyes level, at the scale of every other such picture."""
    (ax, ay), (bx, by) = face.landmarks[:2]
    distance = math.dist((ax, ay), (bx, by)) or 1.0
    scale = EYE_DISTANCE / distance
    cos, sin = scale * (bx - ax) / distance, scale * (by - ay) / distance
    width, height = FACE_SIZE
    middle = ((ax + bx) / 2, (ay + by) / 2)
    onto = np.array(
        [
            [cos, sin, width / 2 - cos * middle[0] - sin * middle[1]],
            [-sin, cos, height * EYE_HEIGHT + sin * middle[0] - cos * middle[1]],
            [0.0, 0.0, 1.0],
        ]
    )
    return _picture(_warp(image, onto, scale), onto)


def portrait_picture(image: Image, quad: Quad) -> Picture:
    """The portrait's area, where no face was found in it."""
    box = Box.around(quad)
    height, width = image.shape[:2]
    left, top = max(0, int(box.x)), max(0, int(box.y))
    right, bottom = min(width, math.ceil(box.x + box.width)), min(height, math.ceil(box.y + box.height))
    return thumbnail(image[top:bottom, left:right] if right > left and bottom > top else image, width=FACE_SIZE[1])


def _warp(image: Image, onto: NDArray[np.float64], scale: float) -> Image:
    """Warp without the grain that shrinking in one step leaves."""
    shrink = min(1.0, max(scale * 2, 1e-3))
    if shrink < 1:
        image = np.asarray(cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        onto = onto @ np.diag((1 / shrink, 1 / shrink, 1.0))
    warped = cv2.warpAffine(image, onto[:2], FACE_SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, dtype=np.uint8)


def _picture(pixels: NDArray[np.generic], onto: NDArray[np.generic]) -> Picture:
    sink = io.BytesIO()
    Pillow.fromarray(np.asarray(pixels, dtype=np.uint8)).save(sink, "JPEG", quality=QUALITY, optimize=True)
    uri = "data:image/jpeg;base64," + base64.b64encode(sink.getvalue()).decode("ascii")
    return Picture(uri, pixels.shape[1], pixels.shape[0], np.asarray(onto, dtype=np.float64))
