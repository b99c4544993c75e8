"""A card's portrait against a selfie: scores, doubts about the pictures, and what cannot be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import pytest

from kyc.engines.dlib import Dlib
from kyc.engines.protocols import Embedding, Engines, Image
from kyc.engines.sface import SFace
from kyc.engines.yunet import YuNet
from kyc.faces.calibration import Calibration, Curve
from kyc.faces.compare import compare_faces
from kyc.faces.embed import embed, similarity
from kyc.faces.find import find_face
from kyc.faces.judge import judge
from kyc.faces.quality import CARD, EYES, NORM, SELFIE, Gate
from kyc.model.check import Outcome
from kyc.model.errors import EngineError
from kyc.model.face import Face, FacePair
from kyc.settings import Settings
from tests.fakes import FakeDetector, FakeEmbedder, fake_engines
from tests.unit.faces.pictures import on_card, other_shot, portrait

TABLE = Calibration("test-1", {"fused": (Curve("c", "s", ((0.2, 0.01), (0.5, 0.001))),)})
TABLE_OF_ONE = Calibration("test-1", {"sface": (Curve("c", "s", ((0.2, 0.01), (0.6, 0.001))),)})
EMPTY = np.zeros((400, 400, 3), np.uint8)


class FindsNothing(FakeDetector):
    def detect(self, image: Image) -> Sequence[Face]:
        return ()


class FindsTwo(FakeDetector):
    def detect(self, image: Image) -> Sequence[Face]:
        return [*super().detect(image), *super().detect(image)]


@dataclass
class Numbered(FakeEmbedder):
    """Embeds as the number of the call; the second and third look at one pair are the likest."""

    calls: int = 0
    likeness: float = 0.0
    seen: list[float] = field(default_factory=list)

    def embed(self, image: Image, face: Face) -> Embedding:
        self.calls += 1
        return np.array([self.calls], np.float32)

    def similarity(self, one: Embedding, other: Embedding) -> float:
        self.seen.append(float(one[0] * 10 + other[0]))
        return self.seen[-1]


def test_scores_are_fused_and_stated_as_an_error_rate() -> None:
    pair = compare_faces(EMPTY, EMPTY, fake_engines(), calibration=TABLE)
    assert pair.score == pytest.approx(0.7 - 0.5 * 0.3)
    assert pair.scores == {"sface": 0.7, "dlib": -0.3}
    assert pair.fmr is not None
    assert pair.fmr < 0.001
    assert pair.fmr_extrapolated
    assert pair.calibration == "test-1 fused"
    assert pair.engine == "fake 1, sface 1, dlib 1"


def test_one_embedder_alone_has_its_own_scale() -> None:
    engines = replace(fake_engines(), embedders=(FakeEmbedder("sface", 0.4),))
    pair = compare_faces(EMPTY, EMPTY, engines, calibration=TABLE_OF_ONE)
    assert (pair.score, pair.calibration) == (0.4, "test-1 sface")
    assert pair.scores == {"sface": 0.4, "dlib": None}
    assert pair.fmr == pytest.approx(10**-2.5)
    assert not pair.fmr_extrapolated


def test_an_embedder_nobody_calibrated_is_an_engine_error() -> None:
    engines = replace(fake_engines(), embedders=(FakeEmbedder("other", 0.4),))
    with pytest.raises(EngineError, match="not calibrated"):
        compare_faces(EMPTY, EMPTY, engines)


def test_without_a_face_there_is_no_score() -> None:
    pair = compare_faces(EMPTY, EMPTY, replace(fake_engines(), detector=FindsNothing()))
    assert (pair.score, pair.fmr, pair.fmr_extrapolated) == (None, None, False)
    assert pair.scores == {"sface": None, "dlib": None}
    assert pair.card.issues == pair.selfie.issues == pair.reasons == ("FACE.NONE",)
    assert (pair.card.face, pair.card.found) == (None, 0)


def test_a_second_large_face_is_told_and_the_pair_still_scored() -> None:
    pair = compare_faces(EMPTY, EMPTY, replace(fake_engines(), detector=FindsTwo()), calibration=TABLE)
    assert pair.selfie.issues == ("FACE.MULTIPLE",)
    assert pair.selfie.found == 2
    assert pair.score is not None


def test_a_face_too_small_is_poor_on_the_selfie_before_it_is_on_the_card() -> None:
    small = np.zeros((240, 240, 3), np.uint8)  # the fake's eyes stand 48 px apart
    pair = compare_faces(small, small, fake_engines(), calibration=TABLE)
    assert (pair.card.issues, pair.selfie.issues) == ((), ("FACE.POOR",))
    assert pair.reasons == ("FACE.POOR",)
    assert pair.selfie.quality[EYES] == pytest.approx(48)


@pytest.mark.parametrize(
    ("gate", "quality", "is_passed"),
    [
        (CARD, {EYES: 30.0, NORM: 20.0}, True),
        (CARD, {EYES: 29.9, NORM: 20.0}, False),
        (SELFIE, {EYES: 60.0, NORM: 20.0}, True),
        (SELFIE, {EYES: 59.9, NORM: 20.0}, False),
        (CARD, {EYES: 90.0, NORM: CARD.norm - 0.1}, False),
        (SELFIE, {EYES: 90.0}, True),  # without SFace there is no norm
    ],
)
def test_gates(gate: Gate, quality: dict[str, float], is_passed: bool) -> None:
    assert gate.is_passed(quality) is is_passed


@pytest.mark.parametrize(("name", "looks"), [("sface", [13.0, 23.0]), ("dlib", [12.0])])
def test_a_print_is_looked_at_twice_by_sface_and_the_better_look_counts(name: str, looks: list[float]) -> None:
    embedder = Numbered(name)
    close_up = find_face(EMPTY, FakeDetector())
    assert close_up is not None
    card, selfie = embed(close_up, embedder, printed=True), embed(close_up, embedder)
    assert similarity(embedder, card, selfie) == max(looks)
    assert embedder.seen == looks


@pytest.fixture(scope="module")
def engines() -> Engines:
    settings = Settings(models=None, dlib="direct")
    return Engines((), YuNet(settings), (SFace(settings), Dlib(settings)))


@pytest.fixture(scope="module")
def same_person(engines: Engines) -> FacePair:
    card, quad = on_card(portrait("hopper"))
    return compare_faces(card, other_shot(portrait("hopper")), engines, portrait=quad)


@pytest.mark.engines
def test_one_person_is_clear(same_person: FacePair) -> None:
    assert judge(same_person.fmr) is Outcome.CLEAR
    assert same_person.reasons == ()
    assert same_person.calibration is not None
    assert same_person.calibration.endswith("fused")


@pytest.mark.engines
def test_faces_are_told_in_the_pixels_of_the_whole_pictures(same_person: FacePair) -> None:
    assert same_person.card.face is not None
    box = same_person.card.face.box
    assert 700 < box.x < box.x + box.width < 940
    assert 140 < box.y < box.y + box.height < 421


@pytest.mark.engines
def test_two_people_are_not_the_same(engines: Engines) -> None:
    card, quad = on_card(portrait("hopper"))
    pair = compare_faces(card, portrait("astronaut"), engines, portrait=quad)
    assert judge(pair.fmr) is Outcome.FAIL
    assert pair.score is not None
    assert pair.score < 0


@pytest.mark.engines
def test_the_portrait_is_found_without_being_told_where_even_upside_down(
    engines: Engines, same_person: FacePair
) -> None:
    card, _ = on_card(portrait("hopper"))
    turned = np.ascontiguousarray(card[::-1, ::-1])
    pair = compare_faces(turned, other_shot(portrait("hopper")), engines)
    assert judge(pair.fmr) is Outcome.CLEAR
    assert pair.score == pytest.approx(same_person.score, abs=0.05)


@pytest.mark.engines
def test_a_copy_of_the_portrait_is_told(engines: Engines) -> None:
    card, quad = on_card(portrait("hopper"))
    pair = compare_faces(card, portrait("hopper"), engines, portrait=quad)
    assert pair.reasons == ("FACE.SAME_IMAGE",)


@pytest.mark.engines
def test_two_people_on_a_selfie_are_told(engines: Engines) -> None:
    card, quad = on_card(portrait("hopper"))
    somebody = cv2.resize(portrait("astronaut")[:400, 50:450], (512, 512))
    both = np.hstack([other_shot(portrait("hopper"))[:512], somebody])
    pair = compare_faces(card, both, engines, portrait=quad)
    assert pair.selfie.issues == ("FACE.MULTIPLE",)
