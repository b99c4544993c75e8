"""Which face counts, where it lies in the whole picture, and what is cut out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from kyc.engines.protocols import Image
from kyc.faces.find import find_face
from kyc.model.check import EngineUsed
from kyc.model.face import Face
from kyc.model.geometry import Box, Quad

RED = (255, 0, 0)


def face(x: float, y: float, side: float, confidence: float = 0.95) -> Face:
    points = ((0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8))
    landmarks = tuple((x + across * side, y + down * side) for across, down in points)
    return Face(Box(x, y, side, side), landmarks, confidence)


@dataclass
class Scripted:
    """Answers each question with the next of the given answers, then with nothing; remembers the sizes asked of."""

    answers: list[Sequence[Face]]
    sizes: list[tuple[int, int]] = field(default_factory=list)
    used: EngineUsed = field(default_factory=lambda: EngineUsed("scripted", "1"))

    def detect(self, image: Image) -> Sequence[Face]:
        self.sizes.append((image.shape[1], image.shape[0]))
        return self.answers.pop(0) if self.answers else ()


class FindsRed:
    """Finds the box of all red pixels, surer the nearer it stands to the top left: as upright as can be."""

    used = EngineUsed("red", "1")

    def detect(self, image: Image) -> Sequence[Face]:
        rows, columns = np.nonzero((image == RED).all(axis=2))
        if not len(rows):
            return ()
        confidence = 0.9 if rows.mean() < image.shape[0] / 2 and columns.mean() < image.shape[1] / 2 else 0.3
        return [face(float(columns.min()), float(rows.min()), float(np.ptp(columns) + 1), confidence)]


def blank(width: int, height: int) -> Image:
    return np.zeros((height, width, 3), np.uint8)


def test_no_face_anywhere_is_none_after_all_four_turns_with_and_without_dots() -> None:
    detector = Scripted([])
    assert find_face(blank(400, 300), detector) is None
    assert detector.sizes == [(400, 300), (400, 300), (300, 400), (300, 400)] * 2


def test_a_face_behind_dots_is_found_and_cut_out_as_it_is() -> None:
    dotted = np.repeat(np.indices((300, 400)).sum(axis=0)[..., None] % 2 * 255, 3, axis=2).astype(np.uint8)

    class SeesNoDots(Scripted):
        def detect(self, image: Image) -> Sequence[Face]:
            return () if np.ptp(image[100:200, 100:200]) > 100 else [face(100, 50, 80)]

    found = find_face(dotted, SeesNoDots([]))
    assert found is not None
    assert np.ptp(found.image) == 255


def test_a_face_that_might_stand_on_its_head_is_compared_with_its_other_turns() -> None:
    on_its_head, upright = face(100, 50, 80, 0.91), face(200, 100, 80, 0.92)
    found = find_face(blank(400, 300), Scripted([[on_its_head], [upright]]))
    assert found is not None
    assert found.face.confidence == 0.92


def test_an_upright_face_is_looked_for_once() -> None:
    detector = Scripted([[face(100, 50, 80)]])
    found = find_face(blank(400, 300), detector)
    assert found is not None
    assert found.source == face(100, 50, 80)
    assert len(detector.sizes) == 1


@pytest.mark.parametrize(
    ("sides", "is_alone"),
    [((100,), True), ((100, 40), True), ((100, 50), True), ((100, 51), False), ((100, 90, 10), False)],
)
def test_a_face_with_a_quarter_of_the_largest_ones_area_is_only_somebody_behind(
    sides: tuple[int, ...], is_alone: bool
) -> None:
    found = find_face(blank(900, 300), Scripted([[face(10 + 150 * i, 20, side) for i, side in enumerate(sides)]]))
    assert found is not None
    assert (found.is_alone, found.found) == (is_alone, len(sides))


def test_the_cut_holds_the_same_face() -> None:
    image = blank(1000, 800)
    image[300:400, 500:600] = RED
    found = find_face(image, Scripted([[face(500, 300, 100)]]))
    assert found is not None
    assert found.image.shape == (220, 220, 3)
    box = found.face.box
    assert (found.image[int(box.y) : int(box.y + 100), int(box.x) : int(box.x + 100)] == RED).all()


def test_a_face_at_the_edge_is_cut_as_far_as_there_is_picture() -> None:
    found = find_face(blank(200, 200), Scripted([[face(-10, 150, 80)]]))
    assert found is not None
    assert found.image.shape == (98, 118, 3)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_lying_picture_is_turned_and_the_face_found_in_its_own_pixels(quarters: int) -> None:
    upright = blank(400, 300)
    upright[30:80, 40:90] = RED
    image = np.ascontiguousarray(np.rot90(upright, quarters))
    found = find_face(image, FindsRed())
    assert found is not None
    rows, columns = np.nonzero((image == RED).all(axis=2))
    box = found.source.box
    assert (box.x, box.y) == pytest.approx((columns.min(), rows.min()))
    assert found.source.eye_distance == pytest.approx(20)
    assert found.face.confidence == 0.9


PORTRAIT: Quad = ((600, 100), (800, 100), (800, 350), (600, 350))


def test_with_a_portrait_only_that_and_its_margin_are_looked_at() -> None:
    detector = Scripted([[face(100, 100, 80)]])
    found = find_face(blank(1000, 630), detector, portrait=PORTRAIT)
    assert detector.sizes == [(300, 375)]
    assert found is not None
    assert (found.source.box.x, found.source.box.y) == pytest.approx((650, 137.5))


def test_a_portrait_on_a_turned_card_is_looked_at_upright() -> None:
    top_left, top_right, bottom_right, bottom_left = PORTRAIT
    detector = Scripted([[face(100, 100, 80)]])
    found = find_face(blank(1000, 630), detector, portrait=(bottom_right, bottom_left, top_left, top_right))
    assert found is not None
    assert found.source.landmarks[0][0] > found.source.landmarks[1][0]  # the eyes stand on their heads in the picture


def test_a_portrait_without_a_face_sends_the_search_over_the_whole_card() -> None:
    detector = Scripted([[], [], [face(10, 10, 90)]])
    found = find_face(blank(1000, 630), detector, portrait=PORTRAIT)
    assert found is not None
    assert detector.sizes == [(300, 375), (300, 375), (1000, 630)]
    assert found.source == face(10, 10, 90)
