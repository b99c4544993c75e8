"""A card set straight, the lines first read from it, and the means to look again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kyc.engines.protocols import Image, TextReader
from kyc.imaging.rectify import Rectified
from kyc.model.document import TextLine
from kyc.model.geometry import Box

_LINE_HEIGHT = 64  # pixels a line's crop is brought to: the readers' networks take 32 to 48


@dataclass(frozen=True, slots=True, repr=False)
class Scan:
    """`lines` come from the first reader and lie in pixels of `card`; the year decides centuries."""

    card: Rectified
    lines: tuple[TextLine, ...]
    readers: tuple[TextReader, ...]
    reference_year: int

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.card.image.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.card.image.shape[0])

    @property
    def source(self) -> str:
        """The first reader's name, for the fields' source."""
        return self.readers[0].used.name

    def crop(self, box: Box, *, margin: float) -> Image:
        """Cut out a box, widened on all sides by a share of its height."""
        edge = margin * box.height
        left, top = max(0, round(box.x - edge)), max(0, round(box.y - edge))
        right, bottom = round(box.x + box.width + edge), round(box.y + box.height + edge)
        return self.card.image[top:bottom, left:right]

    def read_line(self, box: Box, *, mode: str, reader: int = 0, margin: float = 0.2) -> TextLine | None:
        """Read one line again, by itself; None where nothing is seen or there is no such reader."""
        crop = self.crop(box, margin=margin)
        if reader >= len(self.readers) or min(crop.shape[:2]) < 8:
            return None
        lines = self.readers[reader].read(_enlarged(crop), mode=mode)
        if not lines:
            return None
        confidence = min(line.confidence for line in lines)
        return TextLine(" ".join(line.text for line in lines), box.quad, confidence)


def _enlarged(crop: Image) -> Image:
    scale = _LINE_HEIGHT / crop.shape[0]
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=how), dtype=np.uint8)


def box_of(line: TextLine) -> Box:
    """The upright box around a line."""
    return Box.around(line.quad)


def joined_box(lines: Sequence[TextLine]) -> Box:
    """The smallest upright box around lines."""
    points = [point for line in lines for point in line.quad]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return Box(left, top, max(x for x, _ in points) - left, max(y for _, y in points) - top)


def rows_of(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Lines that stand side by side, from the top down, each row from the left."""
    rows: list[list[TextLine]] = []
    last = float("-inf")
    for line in sorted(lines, key=_middle):
        if _middle(line) - last > 0.5 * box_of(line).height:
            rows.append([])
        rows[-1].append(line)
        last = _middle(line)
    return [sorted(row, key=lambda line: box_of(line).x) for row in rows]


def _middle(line: TextLine) -> float:
    box = box_of(line)
    return box.y + box.height / 2
