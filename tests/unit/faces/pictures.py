"""Two public-domain portraits that wheels carry, and what cards and cameras do to them."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as PillowImage

from kyc.engines.protocols import Image
from kyc.model.geometry import Quad

PORTRAITS = {
    "astronaut": ("skimage", "data/astronaut.png"),
    "hopper": ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
}


def portrait(name: str) -> Image:
    """A portrait as RGB pixels; the package that carries it is found, not imported."""
    package, path = PORTRAITS[name]
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    with PillowImage.open(Path(spec.origin).parent / path) as image:
        return np.asarray(image.convert("RGB"))


def other_shot(image: Image) -> Image:
    """The same person as another camera might see them: nearer on one side, swollen, darker, warped."""
    height, width = image.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across, down = x / width - 0.5, y / height - 0.5
    swell = 1 - 0.25 * (across**2 + down**2)
    columns = (across * swell * (1 + 0.25 * across) + 0.5) * width + 5 * np.sin(y / 31 + 1) * np.cos(x / 23)
    rows = (down * swell + 0.5) * height + 5 * np.cos(x / 29) * np.sin(y / 27)
    seen = cv2.remap(image, columns, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    lit = seen * (0.75 + 0.5 * (x / width))[..., None]
    return pixels(lit)


def printed(image: Image, *, width: int) -> Image:
    """Small, pale and through a JPEG, as on a card."""
    height = round(image.shape[0] * width / image.shape[1])
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) * 0.8 + 35
    written = BytesIO()
    PillowImage.fromarray(pixels(small)).save(written, "JPEG", quality=80)
    with PillowImage.open(written) as read:
        return np.asarray(read.convert("RGB"))


def on_card(image: Image, *, width: int = 240) -> tuple[Image, Quad]:
    """A plain card, 1000 x 630, with a portrait on its right, and where that stands."""
    card = np.full((630, 1000, 3), (170, 200, 225), np.uint8)
    print_ = printed(image, width=width)
    height = print_.shape[0]
    left, top = 1000 - 60 - width, 140
    card[top : top + height, left : left + width] = print_
    right, bottom = float(left + width), float(top + height)
    return card, ((left, top), (right, top), (right, bottom), (left, bottom))


def pixels(values: np.ndarray) -> Image:
    """Rounded and cut to 0 to 255."""
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)
