"""Labels say where a card lies."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from kyc.documents.placing import is_in_place, is_level, quad_by_labels, whole_picture
from kyc.documents.types.idn_ktp import TEMPLATE
from kyc.model.document import TextLine
from kyc.model.geometry import Box, Quad
from tests.unit.documents.cards import CARD, lines_of

FRAME = Box(0.0, 0.0, float(TEMPLATE.width), float(TEMPLATE.height)).quad


def moved(quad: Quad, scale: float, angle: float, shift: tuple[float, float]) -> Quad:
    turn = scale * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return cast(Quad, tuple((float(x), float(y)) for x, y in np.array(quad) @ turn + shift))


@pytest.mark.parametrize(
    ("scale", "angle", "shift"), [(1, 0, (0, 0)), (0.6, 0, (300, 200)), (0.8, 0.15, (50, 90)), (1.3, 1.6, (0, 900))]
)
def test_a_card_is_placed_by_its_labels(scale: float, angle: float, shift: tuple[float, float]) -> None:
    lines = [TextLine(line.text, moved(line.quad, scale, angle, shift), 0.9) for line in lines_of(CARD)]
    quad = quad_by_labels(lines, TEMPLATE)
    assert quad is not None
    expected = np.array(moved(FRAME, scale, angle, shift))
    # Not nearer: an address of two lines moves the rows below it by 2 % of the card's height.
    assert np.abs(np.array(quad) - expected).max() < 0.05 * TEMPLATE.width * scale


def test_too_few_labels_place_nothing() -> None:
    assert quad_by_labels(lines_of(CARD[:6]), TEMPLATE) is None
    assert quad_by_labels((), TEMPLATE) is None


def test_a_card_cut_out_along_its_edges_is_in_place_and_a_whole_picture_is_not() -> None:
    quad = quad_by_labels(lines_of(CARD), TEMPLATE)
    assert quad is not None
    assert is_in_place(quad, FRAME)
    assert not is_in_place(moved(quad, 0.7, 0.0, (200, 150)), FRAME)


def test_a_large_picture_is_read_at_a_size_engines_like() -> None:
    picture = whole_picture(np.zeros((3000, 4000, 3), np.uint8))
    assert picture.image.shape == (1200, 1600, 3)
    assert picture.to_source(((0, 0), (1600, 0), (1600, 1200), (0, 1200)))[2] == pytest.approx((4000, 3000))


@pytest.mark.parametrize(("angle", "level"), [(0.0, True), (0.02, True), (0.08, False), (-0.08, False)])
def test_print_that_climbs_is_not_level(angle: float, level: bool) -> None:
    lines = [TextLine(line.text, moved(line.quad, 1.0, angle, (0, 0)), 0.9) for line in lines_of(CARD)]
    assert is_level(lines) is level
