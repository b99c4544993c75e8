from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.imaging.rectify import rectify, whole
from kyc.model.geometry import Quad
from tests.unit.imaging.drawn import card, on_table

LAID: Quad = ((210.0, 180.0), (960.0, 240.0), (930.0, 720.0), (190.0, 690.0))


def colours(width: int = 80, height: int = 60) -> np.ndarray:
    """Four quarters: red, green, blue, white, clockwise from the top-left."""
    image = np.full((height, width, 3), 255, np.uint8)
    image[: height // 2, : width // 2] = (255, 0, 0)
    image[: height // 2, width // 2 :] = (0, 255, 0)
    image[height // 2 :, width // 2 :] = (0, 0, 255)
    return image


def test_a_warped_card_comes_back_as_it_was() -> None:
    drawn = card()
    flat = rectify(on_table(drawn, LAID), LAID, width=856, height=540).image
    assert flat.shape == drawn.shape
    assert np.abs(flat.astype(int) - drawn)[20:-20, 20:-20].mean() < 6  # blur of two warps; a pixel off makes it 12


def test_the_whole_frame_at_its_own_size_is_the_image_itself() -> None:
    image = colours()
    frame: Quad = ((0, 0), (80, 0), (80, 60), (0, 60))
    assert np.array_equal(rectify(image, frame, width=80, height=60).image, image)


def test_a_quad_that_begins_elsewhere_turns_the_card() -> None:
    upside_down: Quad = ((80, 60), (0, 60), (0, 0), (80, 0))
    turned = rectify(colours(), upside_down, width=80, height=60).image
    assert turned[5, 5].tolist() == [0, 0, 255]
    assert turned[-5, -5].tolist() == [255, 0, 0]


def test_corners_lead_back_to_the_source() -> None:
    flat = rectify(on_table(card(), LAID), LAID, width=856, height=540)
    back = flat.to_source(((0, 0), (856, 0), (856, 540), (0, 540)))
    assert np.allclose(back, LAID, atol=1e-3)


@pytest.mark.parametrize(
    ("turns", "top_left"),
    [(0, [255, 0, 0]), (1, [255, 255, 255]), (2, [0, 0, 255]), (3, [0, 255, 0]), (4, [255, 0, 0]), (-1, [0, 255, 0])],
)
def test_quarter_turns_are_clockwise(turns: int, top_left: list[int]) -> None:
    assert whole(colours()).turned(turns).image[5, 5].tolist() == top_left


@given(st.integers(0, 3), st.floats(1, 700), st.floats(1, 400), st.floats(5, 100), st.floats(5, 100))
def test_a_turn_never_changes_where_a_place_came_from(
    turns: int, left: float, top: float, width: float, height: float
) -> None:
    flat = rectify(np.zeros((900, 1200, 3), np.uint8), LAID, width=856, height=540)
    right, bottom = left + width, top + height
    place: Quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    seen = place
    for _ in range(turns):
        tall = 540 if seen is place or _ % 2 == 0 else 856
        seen = tuple((tall - y, x) for x, y in seen)  # type: ignore[assignment]
    assert np.allclose(flat.turned(turns).to_source(seen), flat.to_source(place), atol=1e-6)


@pytest.mark.parametrize(
    "quad",
    [((0, 0), (10, 0), (20, 0), (0, 10)), ((5, 5), (5, 5), (5, 5), (5, 5)), ((0, 0), (10, 10), (20, 20), (30, 30))],
)
def test_a_quad_without_four_corners_is_refused(quad: Quad) -> None:
    with pytest.raises(ValueError, match="four corners"):
        rectify(colours(), quad, width=40, height=30)


def test_fine_print_does_not_turn_to_noise_when_it_shrinks() -> None:
    stripes = np.zeros((900, 1200, 3), np.uint8)
    stripes[:, ::2] = 255
    frame: Quad = ((0, 0), (1200, 0), (1200, 900), (0, 900))
    small = rectify(stripes, frame, width=171, height=128).image
    assert small[10:-10, 10:-10].std() < 8  # without smoothing the stripes alias to bands: about 90
