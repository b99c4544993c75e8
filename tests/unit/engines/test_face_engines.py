"""YuNet, SFace and dlib as they are installed, on two public-domain portraits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFile

from kyc.engines import dlib as dlib_engine
from kyc.engines.alignment import similarity_transform
from kyc.engines.dlib import Dlib, edges
from kyc.engines.protocols import Image
from kyc.engines.sface import SFace
from kyc.engines.weights import Known, load_weights, package_folder
from kyc.engines.yunet import MAX_SIDE, YuNet
from kyc.model.errors import EngineError
from kyc.model.face import Face
from kyc.model.geometry import Box
from kyc.settings import Settings
from tests.unit.faces.pictures import portrait, printed

CONTENT = b"pretend these are weights"
PRETEND = Known("pretend.onnx", hashlib.sha256(CONTENT).hexdigest())
PINNED = {
    "yunet": "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
    "sface": "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
    "dlib": "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
}


@pytest.fixture(scope="module")
def yunet() -> YuNet:
    return YuNet(Settings(models=None))


@pytest.fixture(scope="module")
def sface() -> SFace:
    return SFace(Settings(models=None))


@pytest.fixture(scope="module")
def dlib() -> Dlib:
    return Dlib(Settings(models=None, dlib="direct"))


@pytest.fixture(scope="module")
def hopper() -> Image:
    return portrait("hopper")


@pytest.fixture(scope="module")
def astronaut() -> Image:
    return portrait("astronaut")


def test_weights_in_the_folder_come_before_the_package(tmp_path: Path) -> None:
    (tmp_path / "pretend.onnx").write_bytes(CONTENT)
    found = load_weights([PRETEND], tmp_path)
    assert (found.path, found.sha256, found.content) == (tmp_path / "pretend.onnx", PRETEND.sha256, CONTENT)


def test_weights_with_other_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pretend.onnx").write_bytes(CONTENT + b"!")
    with pytest.raises(EngineError, match="expected SHA-256") as caught:
        load_weights([PRETEND], tmp_path)
    assert caught.value.code == "SYS.ENGINE_ERROR"


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="KYC_MODELS") as caught:
        load_weights([PRETEND], tmp_path)
    assert caught.value.code == "SYS.ENGINE_MISSING"


def test_a_missing_package_says_what_to_do() -> None:
    with pytest.raises(EngineError, match="not installed") as caught:
        package_folder("no_such_package_of_weights")
    assert caught.value.code == "SYS.ENGINE_MISSING"


@given(st.floats(-np.pi, np.pi), st.floats(0.1, 10), st.floats(-500, 500), st.floats(-500, 500))
def test_a_turn_scale_and_shift_is_found_again(angle: float, scale: float, x: float, y: float) -> None:
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = np.array([(38.0, 51.0), (73.0, 51.0), (56.0, 71.0), (41.0, 92.0)])
    found = similarity_transform(points, points @ turn.T + (x, y))
    np.testing.assert_allclose(found, np.column_stack([turn, (x, y)]), atol=1e-6)


def test_landmarks_in_one_point_align_with_nothing() -> None:
    with pytest.raises(ValueError, match="one point"):
        similarity_transform(np.ones((5, 2)), np.eye(5, 2))


def test_dlib_is_given_a_square_of_the_detectors_area() -> None:
    face = Face(Box(100, 100, 80, 125), (), 0.9)
    assert edges(face) == (112, 190, 212, 90)  # top, right, bottom, left: 100 px a side around (140, 162.5)


def test_a_missing_face_recognition_names_the_way_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def quits(_: str) -> None:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        raise SystemExit

    monkeypatch.setattr(dlib_engine, "import_module", quits)
    with pytest.raises(EngineError, match="KYC_DLIB=direct") as caught:
        Dlib(Settings(models=None, dlib="face_recognition"))
    assert caught.value.code == "SYS.ENGINE_MISSING"
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.engines
def test_engines_name_themselves_with_the_digest_of_their_weights(yunet: YuNet, sface: SFace, dlib: Dlib) -> None:
    used = [engine.used for engine in (yunet, sface, dlib)]
    assert {one.name: one.model_sha256 for one in used} == PINNED
    assert all(one.version[0].isdigit() for one in used)


@pytest.mark.engines
@pytest.mark.parametrize(
    ("name", "eyes"), [("astronaut", ((200, 102), (247, 103))), ("hopper", ((228, 194), (308, 196)))]
)
def test_the_one_face_of_a_portrait_is_found(
    yunet: YuNet, name: str, eyes: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    (face,) = yunet.detect(portrait(name))
    assert face.confidence > 0.9
    np.testing.assert_allclose(face.landmarks[:2], eyes, atol=2)


@pytest.mark.engines
def test_two_faces_come_largest_first(yunet: YuNet, hopper: Image, astronaut: Image) -> None:
    both = np.hstack([astronaut, hopper[:512]])
    first, second = yunet.detect(both)
    assert first.box.width > second.box.width
    assert first.box.x > 512


@pytest.mark.engines
@pytest.mark.parametrize("width", [64, 160, 1100, 3000], ids=lambda width: f"{width}px")
def test_boxes_are_in_the_pictures_own_pixels_however_large_it_is(yunet: YuNet, hopper: Image, width: int) -> None:
    height = round(hopper.shape[0] * width / hopper.shape[1])
    assert width == 64 or abs(width - MAX_SIDE) > 100
    (face,) = yunet.detect(np.asarray(cv2.resize(hopper, (width, height), interpolation=cv2.INTER_AREA), np.uint8))
    np.testing.assert_allclose(np.array(face.landmarks[0]) / width, (228 / 512, 194 / 512), atol=0.02)


@pytest.mark.engines
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_picture_of_nothing_has_no_face(yunet: YuNet, level: int) -> None:
    assert yunet.detect(np.full((480, 640, 3), level, np.uint8)) == ()


@pytest.mark.engines
@pytest.mark.parametrize(("engine", "alike", "unlike"), [("sface", 0.8, 0.3), ("dlib", -0.3, -0.6)])
def test_a_print_is_nearer_to_its_person_than_to_another(
    request: pytest.FixtureRequest,
    yunet: YuNet,
    hopper: Image,
    astronaut: Image,
    engine: str,
    alike: float,
    unlike: float,
) -> None:
    embedder = request.getfixturevalue(engine)
    small = printed(hopper, width=256)
    one, card, other = (embedder.embed(image, yunet.detect(image)[0]) for image in (hopper, small, astronaut))
    assert one.shape == (128,)
    assert embedder.similarity(one, card) > alike
    assert embedder.similarity(one, other) < unlike
    assert embedder.similarity(card, one) == pytest.approx(embedder.similarity(one, card))


@pytest.fixture
def unharmed_pillow() -> Iterator[None]:
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    yield
    assert before == ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.engines
@pytest.mark.usefixtures("unharmed_pillow")
def test_both_ways_to_dlib_give_the_same_numbers(yunet: YuNet, dlib: Dlib, hopper: Image) -> None:
    (face,) = yunet.detect(hopper)
    through_face_recognition = Dlib(Settings(models=None, dlib="face_recognition"))
    np.testing.assert_array_equal(through_face_recognition.embed(hopper, face), dlib.embed(hopper, face))


@pytest.mark.engines
@pytest.mark.material
def test_the_other_known_weights_find_and_embed_the_same(shared: Path, yunet: YuNet, sface: SFace) -> None:
    elsewhere = Settings(models=shared / "models")
    image = portrait("hopper")
    (face,), (again,) = yunet.detect(image), YuNet(elsewhere).detect(image)
    np.testing.assert_allclose(again.landmarks, face.landmarks, atol=1.5)
    cleaned = SFace(elsewhere)
    assert cleaned.used.model_sha256 != sface.used.model_sha256
    np.testing.assert_allclose(cleaned.embed(image, face), sface.embed(image, face), atol=1e-4)
