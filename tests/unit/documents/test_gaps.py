"""Spaces by measuring the line."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from fixtures.paper import REGULAR, font
from kyc.documents.gaps import breaks
from kyc.engines.protocols import Image


def line(text: str, size: int = 30) -> Image:
    image = Pillow.new("RGB", (900, 44), (170, 200, 220))
    ImageDraw.Draw(image).text((12, 34), text, font=font(REGULAR, size), fill=(30, 30, 36), anchor="ls")
    return np.asarray(image)


@pytest.mark.parametrize(
    "text", ["IDA AYU-LESTARI", "SEI KERA HILIR", "JL. MERDEKA NO. 250", "SUHARTI", "WAWAN WIJAYA"]
)
def test_wide_gaps_are_spaces(text: str) -> None:
    letters = text.replace(" ", "")
    expected = {len(text[:at].replace(" ", "")) for at, c in enumerate(text) if c == " "}
    assert breaks(line(text), letters) == expected


def test_a_line_that_holds_something_else_has_no_breaks() -> None:
    assert breaks(line("I I I I I"), "WWWW") == frozenset()
    assert breaks(line(""), "BUDI") == frozenset()
    assert breaks(np.zeros((2, 2, 3), np.uint8), "BUDI") == frozenset()
