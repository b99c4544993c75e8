"""Where a card stands in its picture: the geometry of the straightened card, without a pixel of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from kyc.model.document import DocumentReading
from kyc.model.geometry import Quad
from kyc.reporting.pictures import CARD_WIDTH, THUMB_WIDTH

_LEAST = 1.0  # pixels; a side shorter than this is no card


@dataclass(frozen=True, slots=True)
class Frame:
    """Size of the shown picture in pixels, and the way of source pixels into it (3 x 3, by rows)."""

    width: int
    height: int
    onto: tuple[float, ...]

    def place(self, quad: Quad) -> Quad:
        """Where a quad of the source image stands in the picture, kept within it."""
        matrix = np.array(self.onto, dtype=np.float64).reshape(3, 3)
        (placed,) = cv2.perspectiveTransform(np.array([quad], dtype=np.float64), matrix)
        (a, b, c, d) = ((self._within(x, self.width), self._within(y, self.height)) for x, y in placed)
        return (a, b, c, d)

    @staticmethod
    def _within(value: float, most: int) -> float:
        return min(max(float(value), 0.0), float(most)) if math.isfinite(value) else 0.0


def frame_of(reading: DocumentReading | None) -> Frame | None:
    """The frame in which `kyc.reporting.pictures.card_picture` shows this reading's card.

    None where no card was found: then the whole picture is shown, whose size only its pixels tell.
    """
    return _card(reading.quad) if reading and reading.quad else None


def _card(quad: Quad) -> Frame | None:
    across = max(math.dist(quad[0], quad[1]), math.dist(quad[3], quad[2]))
    down = max(math.dist(quad[1], quad[2]), math.dist(quad[0], quad[3]))
    if not min(across, down) >= _LEAST:
        return None
    width = round(min(CARD_WIDTH, max(across, THUMB_WIDTH)))
    height = max(1, round(width * down / across))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    return Frame(width, height, _rows(cv2.getPerspectiveTransform(np.array(quad, dtype=np.float32), corners)))


def _rows(matrix: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> tuple[float, ...]:
    return tuple(float(value) for value in matrix.flatten())
