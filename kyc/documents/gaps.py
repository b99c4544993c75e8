"""Word spaces by measuring: in a card's own face, gaps between words are wider than between letters."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.engines.protocols import Image

# Advance widths of Arial (and of the metric-compatible Liberation Sans), in thousandths of the type size.
_WIDTHS = {
    **dict.fromkeys("ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRU", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("0123456789L", 556),
    **dict.fromkeys(".,/:I", 278),
    "J": 500,
    "M": 833,
    "W": 944,
    "-": 333,
    "'": 191,
    "(": 333,
    ")": 333,
}
_OTHER = 600
_SPACE = 278
_WORD_GAP = 0.2  # of the type size: letters stand up to 0.15 apart, words 0.28 or more; a blurred lens takes from both
_OFF = 0.35  # of a letter's width by which a gap may miss the place between two letters


def breaks(crop: Image, text: str) -> frozenset[int]:
    """Before which letters of a text without spaces the line shows a wide gap.

    Empty when the gaps do not fall between letters: then the line holds something else than the text.
    """
    runs = _ink(crop) if len(text) > 1 and min(crop.shape[:2]) > 4 else []
    if not runs:
        return frozenset()
    start, end = runs[0][0], runs[-1][1]
    gaps = [(left[1], right[0]) for left, right in pairwise(runs)]
    advances = np.array([_WIDTHS.get(c, _OTHER) for c in text], dtype=float)
    for count in range(6):
        # As many spaces as there are gaps that are wide at the size that so many spaces make the type.
        size = (end - start) / (advances.sum() + count * _SPACE) * 1000
        wide = [gap for gap in gaps if gap[1] - gap[0] > _WORD_GAP * size]
        if len(wide) == count:
            return _between(wide, advances * size / 1000, start, _SPACE * size / 1000)
    return frozenset()


def _between(wide: list[tuple[int, int]], widths: NDArray[np.float64], start: int, space: float) -> frozenset[int]:
    places = np.concatenate([[0.0], np.cumsum(widths)]) + start
    found = set()
    for earlier, (left, right) in enumerate(wide):
        middle = (left + right) / 2 - space * (earlier + 0.5)
        at = int(np.argmin(np.abs(places - middle)))
        if not 0 < at < len(widths) or abs(places[at] - middle) > _OFF * max(widths[at - 1 : at + 1].max(), space):
            return frozenset()
        found.add(at)
    return frozenset(found)


def _ink(crop: Image) -> list[tuple[int, int]]:
    """Runs of columns with ink, from the left."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    dark = cv2.GaussianBlur(cv2.subtract(paper, grey), (3, 3), 0)
    level, _ = cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    inked = (dark > 0.7 * level).sum(axis=0) >= 2
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inked, [False]]).astype(np.int8)))
    return [(int(left), int(right)) for left, right in edges.reshape(-1, 2)]
