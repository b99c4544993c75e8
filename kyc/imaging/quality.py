"""Can anything be read from this image? Measures first, then the reason codes they earn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.imaging.card import is_cut_off
from kyc.imaging.decode import Image
from kyc.imaging.rectify import rectify
from kyc.model.document import ImageQuality
from kyc.model.geometry import Quad

Grey = NDArray[np.uint8]

CARD_WIDTH = 1012  # pixels of an ID-1 card (85.6 mm) at 300 dpi, the width the sharpness figures belong to
SELFIE_WIDTH = 640

MIDDLE_GREY = 128.0
# Pixels at CARD_WIDTH. Without it 8 levels of noise measure 180 at any blur, and the reading falls from 1.0 to 0.
NOISE_SIGMA = 1.2

# A pixel counts as glare when it is as good as white: research 5.5, lamination glare 2.8-12 %, else below 0.03 %.
GLARE_VALUE = 245
GLARE_SATURATION = 40


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on an image earns a reason code."""

    width: int  # pixels below which IMG.LOW_RES
    sharpness: float  # variance of the Laplacian below which IMG.BLUR
    glare: float  # share of white pixels above which IMG.GLARE
    dark: float  # mean brightness below which IMG.DARK
    bright: float  # mean brightness above which IMG.BRIGHT
    saturation: float  # mean saturation below which IMG.GREYSCALE


# Sharpness: photographs of fixture KTPs, lens blur 0.8 to 6 pixels, read by RapidOCR: at 2.2 and above it found
# 94 % of the values and more, at 1.2 and below 78 % and less. Width: from 300 pixels down it lost values of cards
# without any other fault. Glare and saturation: research 5.5.
CARD = Limits(width=400, sharpness=1.6, glare=0.02, dark=0.20, bright=0.97, saturation=0.02)
# A selfie is mostly skin and background: smoother than print, and a white wall behind it is no fault. Sharp
# portraits measured 7 to 64 at this width, the same blurred by 4 pixels 0.2 to 1.2.
SELFIE = Limits(width=200, sharpness=0.4, glare=0.35, dark=0.15, bright=0.92, saturation=0.02)


def measure(image: Image, *, card: bool) -> ImageQuality:
    """Measure an image: of a card the rectified one, of a selfie the whole picture.

    Sharpness is measured at one width, so that it does not depend on the camera.
    """
    height, width = image.shape[:2]
    normal = _at_width(image, CARD_WIDTH if card else SELFIE_WIDTH)
    measured = _measured(normal)
    return ImageQuality(
        width=width,
        height=height,
        **measured,
        issues=_issues(width, measured, CARD if card else SELFIE),
    )


def measure_card(image: Image, quad: Quad) -> ImageQuality:
    """Measure the card at a quad of a photograph, in the size it has there; IMG.CUTOFF where part of it is missing.

    Raises:
        ValueError: when three of the quad's corners lie on one line.
    """
    corners = np.array(quad, dtype=np.float64)
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = (max(1, round(float(sides[at] + sides[at + 2]) / 2)) for at in (0, 1))
    quality = measure(rectify(image, quad, width=width, height=height).image, card=True)
    return replace(quality, issues=(*quality.issues, "IMG.CUTOFF")) if is_cut_off(quad, image) else quality


def glare_map(image: Image) -> NDArray[np.bool_]:
    """The pixels (height, width) that are as good as white, as a reflection makes them."""
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    return np.asarray((hsv[:, :, 2] > GLARE_VALUE) & (hsv[:, :, 1] < GLARE_SATURATION))


def sharpness(image: Image) -> float:
    """Variance of the Laplacian of an image's brightness (Pech-Pacheco et al., ICPR 2000).

    Smoothed first, because a sensor's noise is sharper than any print, and brought to one brightness, because
    a dark picture of a sharp card is not blurred.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    level = grey * (MIDDLE_GREY / max(1.0, float(grey.mean())))
    return float(cv2.Laplacian(cv2.GaussianBlur(level, (0, 0), NOISE_SIGMA), cv2.CV_32F).var())


def _measured(image: Image) -> dict[str, float]:
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return {
        "sharpness": sharpness(image),
        "glare": float(glare_map(image).mean()),
        "brightness": float(grey.mean() / 255),
        "contrast": float(grey.std() / 255),
        "saturation": float(hsv[:, :, 1].mean() / 255),
    }


def _issues(width: int, measured: Mapping[str, float], limits: Limits) -> tuple[str, ...]:
    found = MappingProxyType(
        {
            "IMG.LOW_RES": width < limits.width,
            "IMG.BLUR": measured["sharpness"] < limits.sharpness,
            "IMG.GLARE": measured["glare"] > limits.glare,
            "IMG.DARK": measured["brightness"] < limits.dark,
            "IMG.BRIGHT": measured["brightness"] > limits.bright,
            "IMG.GREYSCALE": measured["saturation"] < limits.saturation,
        }
    )
    return tuple(code for code, is_found in found.items() if is_found)


def _at_width(image: Image, width: int) -> Image:
    height = max(1, round(image.shape[0] * width / image.shape[1]))
    shrinks = image.shape[1] > width
    resized = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return np.asarray(resized, dtype=np.uint8)
