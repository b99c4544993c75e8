from __future__ import annotations

import math
from typing import cast

import numpy as np
import pytest

from kyc.imaging.card import find_card, is_cut_off, overlap
from kyc.model.geometry import Point, Quad
from tests.unit.imaging.drawn import card, on_table


def laid(width: float, *, turn: float = 0.0, aspect: float = 1.586, tilt: float = 0.0) -> Quad:
    """A card's corners around the middle of a 1200 x 900 frame; `turn` in degrees, `tilt` narrows its top."""
    half = width / 2, width / aspect / 2
    corners = [(-half[0] * (1 - tilt), -half[1]), (half[0] * (1 - tilt), -half[1]), half, (-half[0], half[1])]
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return cast(Quad, tuple((600 + x * cos - y * sin, 450 + x * sin + y * cos) for x, y in corners))


@pytest.mark.parametrize(
    "truth",
    [
        laid(700),
        laid(700, turn=12),
        laid(600, turn=-30),
        laid(520, turn=45),
        laid(500, turn=90),
        laid(650, tilt=0.1),
        laid(680, aspect=1.42),  # a passport's data page
        laid(380, turn=5),  # small
    ],
)
def test_a_card_on_a_table_is_found(truth: Quad) -> None:
    first = find_card(on_table(card(), truth))[0]
    assert overlap(first, truth) > 0.97


def test_a_pale_card_on_a_pale_desk_is_found() -> None:
    truth = laid(700, turn=7)
    image = on_table(card(), truth, ground=225).astype(np.float64)
    noisy = image + np.random.default_rng(3).normal(0, 4, image.shape)
    assert overlap(find_card(noisy.clip(0, 255).astype(np.uint8))[0], truth) > 0.95


@pytest.mark.parametrize(("width", "height"), [(1012, 638), (1500, 1056), (638, 1012), (400, 252)])
def test_a_scan_that_fills_the_frame_is_the_frame(width: int, height: int) -> None:
    frame: Quad = ((0, 0), (width, 0), (width, height), (0, height))
    drawn = card(max(width, height), min(width, height))
    found = find_card(drawn if width > height else np.ascontiguousarray(np.rot90(drawn)))
    assert overlap(found[0], frame) > 0.999


def test_the_whole_frame_is_always_the_last_guess() -> None:
    for image in (on_table(card(), laid(700)), np.zeros((300, 500, 3), np.uint8)):
        height, width = image.shape[:2]
        assert set(find_card(image)[-1]) == {(0, 0), (width, 0), (width, height), (0, height)}


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_picture_has_the_frame_alone(level: int) -> None:
    assert len(find_card(np.full((480, 640, 3), level, np.uint8))) == 1


@pytest.mark.parametrize("turn", range(0, 360, 30))
def test_quads_run_clockwise_and_begin_with_a_long_side(turn: int) -> None:
    for quad in find_card(on_table(card(), laid(500, turn=turn))):
        lengths = [math.dist(quad[at], quad[(at + 1) % 4]) for at in range(4)]
        assert lengths[0] + lengths[2] >= lengths[1] + lengths[3]
        assert signed_area(quad) > 0


def test_a_card_that_lies_upright_is_not_turned_over() -> None:
    (left, top), (right, _) = find_card(on_table(card(), laid(700, turn=8)))[0][:2]
    assert left < right
    assert top < 450


@pytest.mark.parametrize(
    ("quad", "is_missing_a_part"),
    [
        (((100, 100), (500, 100), (500, 352), (100, 352)), False),  # in the middle
        (((0, 100), (400, 100), (400, 420), (0, 420)), True),  # its left end is outside
        (((-3, -2), (300, 0), (300, 350), (0, 350)), True),
        (((0, 40), (640, 40), (640, 443), (0, 443)), False),  # fills the width, and is all there
        (((0, 0), (640, 0), (640, 480), (0, 480)), False),  # the frame itself
    ],
)
def test_a_card_that_ends_at_the_frame_short_of_its_proportions_is_cut_off(quad: Quad, is_missing_a_part: bool) -> None:
    assert is_cut_off(quad, np.zeros((480, 640, 3), np.uint8)) is is_missing_a_part


def test_overlap_is_the_shared_part_of_the_union() -> None:
    one: Quad = ((0, 0), (4, 0), (4, 2), (0, 2))
    half: Quad = ((2, 0), (6, 0), (6, 2), (2, 2))
    apart: Quad = ((10, 0), (14, 0), (14, 2), (10, 2))
    assert overlap(one, one) == pytest.approx(1)
    assert overlap(one, half) == pytest.approx(1 / 3)
    assert overlap(one, apart) == 0


def signed_area(quad: Quad) -> float:
    """Positive when clockwise, since y runs down."""
    sides: list[tuple[Point, Point]] = [(quad[at], quad[(at + 1) % 4]) for at in range(4)]
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in sides) / 2
