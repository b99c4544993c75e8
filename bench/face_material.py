"""People and card conditions for the face benchmark: real photographs from outside the repository, drawn as prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as PillowImage

from kyc.engines.protocols import Image

Draw = Callable[[Image, np.random.Generator], Image]


@dataclass(frozen=True, slots=True)
class Photograph:
    """One photograph of one person of one collection."""

    collection: str
    person: str
    path: Path

    def load(self) -> Image:
        """RGB pixels."""
        with PillowImage.open(self.path) as image:
            return np.asarray(image.convert("RGB"))


def photographs(shared: Path) -> list[Photograph]:
    """The ORL faces (40 people, 10 pictures each) and dlib's johns (5 people, 11 each)."""
    orl = [Photograph("orl", path.parent.name, path) for path in (shared / "faces/orl").glob("s*/*.pgm")]
    johns = [Photograph("johns", path.parent.name, path) for path in (shared / "faces/johns").glob("*/*.jpg")]
    return sorted([*orl, *johns], key=lambda photograph: str(photograph.path))


def clean(image: Image, _: np.random.Generator) -> Image:
    """A print 240 px wide, as a good phone sees it."""
    return _jpeg(_wide(image, 240), 85)


def grey(image: Image, _: np.random.Generator) -> Image:
    """The same without colour and with little contrast: an old photocopy."""
    pale = cv2.cvtColor(_wide(image, 240), cv2.COLOR_RGB2GRAY).astype(np.float32) * 0.6 + 70
    return _jpeg(np.asarray(cv2.cvtColor(_pixels(pale), cv2.COLOR_GRAY2RGB), np.uint8), 75)


def glare(image: Image, random: np.random.Generator) -> Image:
    """A lamp's reflection over part of the face."""
    wide = _wide(image, 240).astype(np.float32)
    height, width = wide.shape[:2]
    centre = random.uniform((0.25, 0.25), (0.75, 0.7)) * (width, height)
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    spot = np.exp(-(((x - centre[0]) / (0.22 * width)) ** 2 + ((y - centre[1]) / (0.16 * height)) ** 2))
    return _jpeg(_pixels(wide + 230 * spot[..., np.newaxis]), 80)


def printed(image: Image, random: np.random.Generator) -> Image:
    """A halftone print that spans 120 px in the photograph: three screens of dots, blur, noise."""
    fine = _wide(image, 480).astype(np.float32)
    y, x = np.mgrid[: fine.shape[0], : fine.shape[1]]
    for channel, degrees in enumerate((15.0, 75.0, 45.0)):
        fine[..., channel] = _screened(fine[..., channel], x, y, np.deg2rad(degrees))
    soft = cv2.GaussianBlur(fine, (0, 0), 2.2)
    small = _wide(_pixels(soft), 120).astype(np.float32)
    return _jpeg(_pixels(small + random.normal(0, 4, small.shape)), 75)


CONDITIONS: Mapping[str, Draw] = {"clean240": clean, "grey240": grey, "glare240": glare, "print120": printed}


def card_of(photograph: Photograph, condition: str) -> Image:
    """Draw a photograph as a card's portrait; the same photograph and condition give the same pixels."""
    seed = [ord(letter) for letter in f"{photograph.person}/{photograph.path.name}/{condition}"]
    return CONDITIONS[condition](photograph.load(), np.random.default_rng(seed))


def _screened(plane: np.ndarray, x: np.ndarray, y: np.ndarray, angle: float) -> np.ndarray:
    """Clustered dots 8 px apart; the softness leaves some tone between dot and paper."""
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    threshold = 127.5 + 60 * (np.cos(u * 2 * np.pi / 8) + np.cos(v * 2 * np.pi / 8))
    return np.asarray(255 / (1 + np.exp((threshold - plane) / 14)))


def _wide(image: Image, width: int) -> Image:
    height = round(image.shape[0] * width / image.shape[1])
    method = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), np.uint8)


def _pixels(values: np.ndarray) -> Image:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def _jpeg(image: Image, quality: int) -> Image:
    written = BytesIO()
    PillowImage.fromarray(image).save(written, "JPEG", quality=quality)
    with PillowImage.open(written) as read:
        return np.asarray(read.convert("RGB"))
