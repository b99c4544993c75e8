"""Cards and tables drawn for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kyc.imaging.decode import Image as Pixels
from kyc.model.geometry import Quad


def card(width: int = 856, height: int = 540) -> Pixels:
    """A pale blue card with print and a portrait's red box on the right."""
    image = Image.new("RGB", (width, height), (196, 220, 236))
    pen = ImageDraw.Draw(image)
    for row in range(9):
        pen.text((30, 60 + 48 * row), f"Label : VALUE {row} 0123456789", fill=(25, 25, 35), font=_font())
    pen.rectangle((int(width * 0.75), 150, int(width * 0.95), 380), fill=(196, 60, 60))
    return np.asarray(image)


def on_table(drawn: Pixels, corners: Quad, *, size: tuple[int, int] = (1200, 900), ground: int = 90) -> Pixels:
    """The card laid on a grey table so that its corners come to lie at `corners`; `size` is (width, height)."""
    height, width = drawn.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    # OpenCV counts from the middle of the first pixel, quads from the image's corner.
    warp = cv2.getPerspectiveTransform(flat - 0.5, np.array(corners, np.float32) - 0.5)
    table = np.full((size[1], size[0], 3), ground, np.uint8)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), warp, size)[..., None] / 255.0
    return np.asarray(table * (1 - mask) + cv2.warpPerspective(drawn, warp, size) * mask, dtype=np.uint8)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """An image file's bytes."""
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def exif(tags: Mapping[int, int]) -> bytes:
    """An EXIF block with the given tags."""
    block = Image.Exif()
    for tag, value in tags.items():
        block[tag] = value
    return block.tobytes()


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(22)
