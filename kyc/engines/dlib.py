"""dlib's ResNet turns a face into 128 numbers (Davis King, CC0).

Reached through `face_recognition` or, with KYC_DLIB=direct, through dlib itself with the same two model files:
the 5-point landmarks and the ResNet. Both give the same embeddings.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType

import numpy as np
from PIL import ImageFile

from kyc.engines.protocols import Embedding, Image
from kyc.engines.weights import Known, load_weights
from kyc.model.check import EngineUsed
from kyc.model.errors import EngineError
from kyc.model.face import Face
from kyc.settings import Settings

CARRIER = "face_recognition_models"
RESNET = Known(
    "dlib_face_recognition_resnet_model_v1.dat",
    "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    package=CARRIER,
)
FIVE_POINTS = Known(
    "shape_predictor_5_face_landmarks.dat",
    "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
    package=CARRIER,
)

Edges = tuple[int, int, int, int]  # top, right, bottom, left: the order of face_recognition
Encoder = Callable[[Image, Edges], "np.ndarray"]


class Dlib:
    """The embedder behind `FaceEmbedder`; its scale is the negated Euclidean distance, at most 0."""

    def __init__(self, settings: Settings) -> None:
        direct = settings.dlib == "direct"
        resnet = load_weights([RESNET], settings.models if direct else None)
        self._encode = _direct_encoder(settings) if direct else _face_recognition_encoder()
        self._used = EngineUsed("dlib", _version("dlib-bin" if direct else "face-recognition"), resnet.sha256)

    @property
    def used(self) -> EngineUsed:
        """Name, version of the way taken (dlib-bin or face-recognition) and the ResNet's digest."""
        return self._used

    def embed(self, image: Image, face: Face) -> Embedding:
        """Return 128 numbers of about unit length."""
        return np.asarray(self._encode(np.ascontiguousarray(image), edges(face)), np.float32)

    def similarity(self, one: Embedding, other: Embedding) -> float:
        """The negated distance; face_recognition's tolerance of 0.6 is -0.6 here."""
        return -float(np.linalg.norm(one - other))


def edges(face: Face) -> Edges:
    """The square of the detector's area around its middle: dlib's landmarks were trained on square boxes."""
    box = face.box
    half = math.sqrt(box.width * box.height) / 2
    x, y = box.x + box.width / 2, box.y + box.height / 2
    return round(y - half), round(x + half), round(y + half), round(x - half)


def _face_recognition_encoder() -> Encoder:
    module = _face_recognition()

    def encode(image: Image, at: Edges) -> np.ndarray:
        return np.asarray(module.face_encodings(image, known_face_locations=[at], model="small")[0])

    return encode


def _face_recognition() -> ModuleType:
    # Importing it makes Pillow accept cut-off files everywhere, and ends the process when its models are missing.
    accepts_truncated = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        return import_module("face_recognition")
    except (ImportError, SystemExit) as error:
        raise EngineError(
            "SYS.ENGINE_MISSING", "face_recognition cannot be imported: install it, or set KYC_DLIB=direct"
        ) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = accepts_truncated


def _direct_encoder(settings: Settings) -> Encoder:
    try:
        dlib = import_module("dlib")
    except ImportError as error:
        raise EngineError("SYS.ENGINE_MISSING", "dlib cannot be imported: install dlib-bin") from error
    points = dlib.shape_predictor(str(load_weights([FIVE_POINTS], settings.models).path))
    network = dlib.face_recognition_model_v1(str(load_weights([RESNET], settings.models).path))

    def encode(image: Image, at: Edges) -> np.ndarray:
        top, right, bottom, left = at
        shape = points(image, dlib.rectangle(left, top, right, bottom))
        return np.asarray(network.compute_face_descriptor(image, shape, 1))

    return encode


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
