"""Pictures on the page: upright, at one scale, small."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image as Pillow

from kyc.model.face import Face
from kyc.model.geometry import Box, Point, Quad
from kyc.reporting.pictures import (
    EYE_DISTANCE,
    FACE_SIZE,
    Image,
    Picture,
    card_picture,
    face_picture,
    open_images,
    portrait_picture,
    thumbnail,
)
from tests.unit.reporting import samples


def pixels(picture: Picture) -> Image:
    content = base64.b64decode(picture.uri.removeprefix("data:image/jpeg;base64,"))
    return np.asarray(Pillow.open(io.BytesIO(content)).convert("RGB"), dtype=np.uint8)


def dotted(*dots: Point, size: tuple[int, int] = (400, 500)) -> Image:
    """A grey picture with a green square of 9 pixels around each point."""
    image = np.full((size[1], size[0], 3), 128, dtype=np.uint8)
    for x, y in dots:
        image[int(y) - 4 : int(y) + 5, int(x) - 4 : int(x) + 5] = (0, 255, 0)
    return image


def dots_in(image: Image) -> list[float]:
    """The middles of the green marks, along x."""
    green = (image[:, :, 1] > 190) & (image[:, :, 0] < 100)
    columns = np.flatnonzero(green.any(axis=0))
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 3) + 1)
    return [float(group.mean()) for group in groups if group.size]


def face_at(right_eye: Point, left_eye: Point) -> Face:
    return Face(Box(0, 0, 10, 10), (right_eye, left_eye, right_eye, right_eye, left_eye), 0.9)


@pytest.mark.parametrize(
    ("right_eye", "left_eye"),
    [
        ((150, 200), (250, 200)),  # upright
        ((250, 300), (150, 300)),  # upside down
        ((200, 150), (200, 260)),  # lying on its side
        ((180, 200), (220, 210)),  # small and tilted
    ],
)
def test_faces_come_out_with_level_eyes_at_one_distance(right_eye: Point, left_eye: Point) -> None:
    picture = face_picture(dotted(right_eye, left_eye), face_at(right_eye, left_eye))
    assert (picture.width, picture.height) == FACE_SIZE
    one, other = dots_in(pixels(picture))
    assert other - one == pytest.approx(EYE_DISTANCE, abs=3)
    assert (one + other) / 2 == pytest.approx(FACE_SIZE[0] / 2, abs=3)


def test_a_large_face_is_shrunk_to_the_same_scale() -> None:
    eyes = (600.0, 1000.0), (1400.0, 1000.0)
    picture = face_picture(dotted(*eyes, size=(2000, 2400)), face_at(*eyes))
    placed = picture.place((eyes[0], eyes[1], eyes[1], eyes[0]))
    assert placed[1][0] - placed[0][0] == pytest.approx(EYE_DISTANCE)


def test_a_face_whose_eyes_fall_together_is_still_drawn() -> None:
    assert face_picture(dotted(), face_at((200, 200), (200, 200))).width == FACE_SIZE[0]


def test_a_card_upside_down_is_shown_upright() -> None:
    image = dotted((60, 60), size=(400, 260))
    quad: Quad = ((390, 250), (10, 250), (10, 10), (390, 10))  # its own top-left lies at the picture's bottom right
    picture = card_picture(image, quad)
    ((x, y), *_) = picture.place(((60, 60), (60, 60), (60, 60), (60, 60)))
    shown = pixels(picture)
    assert (x / picture.width, y / picture.height) == pytest.approx((330 / 380, 190 / 240), abs=0.01)
    assert shown[round(y), round(x), 1] > 190
    assert shown[round(y), round(x), 0] < 100


@pytest.mark.parametrize("quad", [None, ((5, 5), (5, 5), (5, 5), (5, 5))])
def test_without_a_usable_quad_the_whole_picture_is_shown(quad: Quad | None) -> None:
    picture = card_picture(dotted(size=(400, 260)), quad)
    assert (picture.width, picture.height) == (400, 260)
    assert picture.place(((0, 0), (400, 0), (400, 260), (0, 260)))[2] == (400, 260)


def test_a_large_picture_is_made_small() -> None:
    picture = thumbnail(dotted(size=(4000, 3000)))
    assert (picture.width, picture.height) == (640, 480)
    assert len(picture.uri) < 40_000


@pytest.mark.parametrize("area", [Box(-50, -50, 100, 120), Box(900, 900, 10, 10), Box(30, 30, 0, 0)])
def test_a_portrait_area_that_leaves_the_picture_is_cut_to_it(area: Box) -> None:
    assert portrait_picture(dotted(), area.quad).width > 0


def test_files_that_are_no_pictures_are_left_out() -> None:
    assert set(open_images({**samples.images(), "back": b"", "other": b"%PDF-1.7"})) == {"document", "selfie"}


def test_a_picture_does_not_show_itself_in_a_log() -> None:
    assert "base64" not in repr(thumbnail(dotted()))
