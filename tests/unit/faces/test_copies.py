"""A copied portrait lies exactly on its original; another photograph, however alike, does not."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from kyc.engines.protocols import Image
from kyc.faces.copies import correlation, is_copy
from kyc.faces.find import CloseUp
from kyc.model.face import Face
from kyc.model.geometry import Box
from tests.unit.faces.pictures import other_shot, pixels, portrait, printed

# Landmarks as YuNet gives them, so that no engine is needed here.
ASTRONAUT = ((200.1, 101.8), (247.2, 102.6), (220.3, 124.7), (198.9, 143.2), (239.8, 143.9))
HOPPER = ((227.8, 193.7), (307.9, 195.5), (266.9, 240.1), (229.2, 267.6), (302.1, 269.9))


def close_up(image: Image, landmarks: tuple[tuple[float, float], ...], *, scale: float = 1.0) -> CloseUp:
    face = Face(Box(0, 0, 1, 1), tuple((x * scale, y * scale) for x, y in landmarks), 0.95)
    return CloseUp(image, face, face, found=1, is_alone=True)


def brighter(image: Image) -> Image:
    return pixels(image.astype(np.float32) * 0.7 + 60)


def grey(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)


def seen_from_aside(image: Image) -> Image:
    height, width = image.shape[:2]
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    tilted = np.array([(6, 4), (width - 5, 12), (width - 14, height - 8), (3, height - 2)], np.float32)
    return np.asarray(cv2.warpPerspective(image, cv2.getPerspectiveTransform(flat, tilted), (width, height)), np.uint8)


@pytest.mark.parametrize("change", [brighter, grey, seen_from_aside], ids=lambda change: change.__name__)
@pytest.mark.parametrize(("name", "landmarks"), [("astronaut", ASTRONAUT), ("hopper", HOPPER)])
def test_a_copy_shows_through_light_colour_and_angle(
    name: str, landmarks: tuple[tuple[float, float], ...], change: Callable[[Image], Image]
) -> None:
    image = portrait(name)
    assert is_copy(close_up(change(image), landmarks), close_up(image, landmarks))


def test_a_copy_shows_on_a_small_print() -> None:
    image = portrait("hopper")
    print_ = close_up(printed(image, width=256), HOPPER, scale=0.5)
    assert is_copy(print_, close_up(image, HOPPER))


@pytest.mark.parametrize(("name", "landmarks"), [("astronaut", ASTRONAUT), ("hopper", HOPPER)])
def test_another_shot_is_no_copy(name: str, landmarks: tuple[tuple[float, float], ...]) -> None:
    image = portrait(name)
    assert not is_copy(close_up(image, landmarks), close_up(other_shot(image), landmarks))


def test_another_person_is_no_copy() -> None:
    one, other = close_up(portrait("astronaut"), ASTRONAUT), close_up(portrait("hopper"), HOPPER)
    assert not is_copy(one, other)
    assert is_copy(one, one)


def test_faces_too_small_to_tell_are_not_called_copies() -> None:
    image = portrait("hopper")
    tiny = close_up(printed(image, width=100), HOPPER, scale=100 / 512)
    assert correlation(tiny, close_up(image, HOPPER)) is None
    assert not is_copy(tiny, tiny)


def test_a_picture_of_nothing_is_no_copy_of_anything() -> None:
    empty = np.full((600, 512, 3), 128, np.uint8)
    assert not is_copy(close_up(empty, HOPPER), close_up(portrait("hopper"), HOPPER))
