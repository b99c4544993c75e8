"""Print to be read, drawn for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from kyc.engines.protocols import Image


def printed(lines: Sequence[str], *, size: tuple[int, int] = (1000, 420), height: int = 34) -> Image:
    """Dark lines on a pale ground, one under the other; `size` is (width, height)."""
    image = Pillow.new("RGB", size, (214, 228, 238))
    pen = ImageDraw.Draw(image)
    for row, text in enumerate(lines):
        pen.text((40, 40 + 2 * height * row), text, fill=(20, 22, 30), font=ImageFont.load_default(height))
    return np.asarray(image)
