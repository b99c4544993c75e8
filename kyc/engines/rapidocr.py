"""RapidOCR: PP-OCRv6 on onnxruntime, with the weights that come in its wheel. The first reader: its letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import numpy as np

from kyc.engines.protocols import Image
from kyc.engines.weights import Known, load_weights
from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.geometry import Box, Quad
from kyc.settings import Settings

DETECTION = Known(
    "PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    package="rapidocr",
)
RECOGNITION = Known(
    "PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    package="rapidocr",
)
# Lower lines are noise; anything above goes on with its confidence, for the document's reader to weigh.
MIN_CONFIDENCE = 0.3

_LINE_MODES = ("line", "digits")


class RapidOcr:
    """A `TextReader`. One thread; the line classifier stays off: it turns whole lines upside down (research 5.2)."""

    def __init__(self, settings: Settings) -> None:
        """Load the models; from `settings.models` where they stand there, else from the wheel.

        Raises:
            EngineError: when the package or its weights are missing, or the weights are not those we measured.
        """
        detection, recognition = (load_weights([known], settings.models) for known in (DETECTION, RECOGNITION))
        import rapidocr

        self.used = EngineUsed("rapidocr", version("rapidocr"), recognition.sha256)
        self._engine = rapidocr.RapidOCR(params=_parameters(detection.path, recognition.path))

    def read(self, image: Image, mode: str = "card") -> Sequence[TextLine]:
        """Return the lines, top to bottom. `line` and `digits` take the image as one line and find none in it."""
        is_line = mode in _LINE_MODES
        answer: Any = self._engine(np.ascontiguousarray(image[:, :, ::-1]), use_det=not is_line, use_cls=False)
        if answer.txts is None:
            return ()
        quads = [_frame(image)] if is_line else [_quad(box) for box in answer.boxes]
        return tuple(_lines(answer.txts, quads, answer.scores))


def _parameters(detection: Path, recognition: Path) -> dict[str, Any]:
    # Naming the files is what keeps rapidocr from ever looking for them on the network.
    return {
        "Det.model_path": str(detection),
        "Rec.model_path": str(recognition),
        "Global.use_cls": False,
        "Global.text_score": MIN_CONFIDENCE,
        "Global.log_level": "critical",
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }


def _lines(texts: Iterable[str], quads: Iterable[Quad], scores: Iterable[float]) -> Iterable[TextLine]:
    for text, quad, score in zip(texts, quads, scores, strict=True):
        if text.strip():
            yield TextLine(text.strip(), quad, float(score))


def _quad(box: Any) -> Quad:
    return cast(Quad, tuple((float(x), float(y)) for x, y in box))


def _frame(image: Image) -> Quad:
    return Box(0.0, 0.0, float(image.shape[1]), float(image.shape[0])).quad
