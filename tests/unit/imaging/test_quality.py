from __future__ import annotations

import cv2
import numpy as np
import pytest

from kyc.imaging.decode import Image
from kyc.imaging.quality import glare_map, measure, measure_card
from kyc.model.geometry import Quad
from kyc.model.reasons import CATALOGUE
from tests.unit.imaging.drawn import card, on_table


def blurred(image: Image, sigma: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), dtype=np.uint8)


def scaled(image: Image, factor: float) -> Image:
    return (image * factor).clip(0, 255).astype(np.uint8)


def noisy(image: Image) -> Image:
    return (image + np.random.default_rng(5).normal(0, 6, image.shape)).clip(0, 255).astype(np.uint8)


def with_glare(image: Image, radius: int) -> Image:
    lit = image.copy()
    cv2.circle(lit, (300, 250), radius, (255, 255, 255), -1)
    return lit


def greyed(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), dtype=np.uint8)


@pytest.mark.parametrize(
    ("image", "issues"),
    [
        (card(), ()),
        (blurred(card(), 1.0), ()),
        (blurred(card(), 6.0), ("IMG.BLUR",)),
        (noisy(blurred(card(), 6.0)), ("IMG.BLUR",)),
        (with_glare(card(), 40), ()),
        (with_glare(card(), 120), ("IMG.GLARE",)),
        (scaled(card(), 0.2), ("IMG.DARK",)),
        (np.full((540, 856, 3), 255, np.uint8), ("IMG.BLUR", "IMG.GLARE", "IMG.BRIGHT", "IMG.GREYSCALE")),
        (greyed(card()), ("IMG.GREYSCALE",)),
    ],
)
def test_a_card_earns_the_codes_of_its_faults(image: Image, issues: tuple[str, ...]) -> None:
    found = measure(image, card=True).issues
    assert set(found) == set(issues)


def test_a_small_card_is_too_small_to_be_read() -> None:
    small = np.asarray(cv2.resize(card(), (300, 189), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    assert "IMG.LOW_RES" in measure(small, card=True).issues


def test_sharpness_falls_with_blur() -> None:
    figures = [measure(blurred(card(), sigma), card=True).sharpness or 0.0 for sigma in (0.5, 1, 2, 3, 4)]
    assert figures == sorted(figures, reverse=True)


def test_sharpness_does_not_depend_on_the_camera() -> None:
    soft = blurred(card(2024, 1276), 3.0)
    half = np.asarray(cv2.resize(soft, (1012, 638), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    large, small = (measure(image, card=True).sharpness for image in (soft, half))
    assert large == pytest.approx(small, rel=0.05)


def test_shares_and_means_run_from_0_to_1() -> None:
    white = measure(np.full((638, 1012, 3), 255, np.uint8), card=True)
    assert (white.glare, white.brightness, white.contrast, white.saturation, white.sharpness) == (1, 1, 0, 0, 0)
    black = measure(np.zeros((638, 1012, 3), np.uint8), card=True)
    assert (black.glare, black.brightness) == (0, 0)


def test_the_sizes_are_those_of_the_image_that_came() -> None:
    quality = measure(card(856, 540), card=True)
    assert (quality.width, quality.height) == (856, 540)


def test_a_white_wall_behind_a_face_is_no_glare() -> None:
    selfie = card().copy()
    selfie[:, :250] = 255
    assert "IMG.GLARE" in measure(selfie, card=True).issues
    assert "IMG.GLARE" not in measure(selfie, card=False).issues


def test_a_card_in_a_photograph_is_measured_without_the_table() -> None:
    laid: Quad = ((200.0, 150.0), (1000.0, 150.0), (1000.0, 654.0), (200.0, 654.0))
    quality = measure_card(on_table(card(), laid, ground=255), laid)
    assert (quality.width, quality.height) == (800, 504)
    assert quality.issues == ()


def test_a_card_of_few_pixels_is_told_though_the_photograph_has_many() -> None:
    laid: Quad = ((500.0, 400.0), (760.0, 400.0), (760.0, 564.0), (500.0, 564.0))
    assert "IMG.LOW_RES" in measure_card(on_table(card(), laid), laid).issues


def test_a_card_that_goes_on_outside_the_photograph_is_told() -> None:
    seen: Quad = ((0.0, 150.0), (500.0, 150.0), (500.0, 654.0), (0.0, 654.0))
    assert "IMG.CUTOFF" in measure_card(np.ascontiguousarray(on_table(card(), seen)), seen).issues


def test_every_code_stands_in_the_catalogue() -> None:
    nothing = measure(np.zeros((70, 70, 3), np.uint8), card=True).issues
    assert nothing
    assert set(nothing) <= set(CATALOGUE)


def test_the_glare_map_shows_where_it_is() -> None:
    lit = np.full((100, 100, 3), 120, np.uint8)
    lit[20:40, 50:80] = 255
    seen = glare_map(lit)
    assert seen[20:40, 50:80].all()
    assert seen.sum() == 20 * 30
