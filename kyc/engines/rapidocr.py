"""RapidOCR: PP-OCRv6 on onnxruntime, with the weights that come in its wheel. The first reader: its letters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import numpy as np

from kyc.engines.protocols import Image
from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.errors import EngineError
from kyc.model.geometry import Box, Quad
from kyc.settings import Settings

DETECTION = "PP-OCRv6_det_small.onnx"
RECOGNITION = "PP-OCRv6_rec_small.onnx"
# Lower lines are noise; anything above goes on with its confidence, for the document's reader to weigh.
MIN_CONFIDENCE = 0.3

_LINE_MODES = ("line", "digits")


class RapidOcr:
    """A `TextReader`. One thread; the line classifier stays off: it turns whole lines upside down (research 5.2)."""

    def __init__(self, settings: Settings) -> None:
        """Load the models; from `settings.models` where they stand there, else from the wheel.

        Raises:
            EngineError: SYS.ENGINE_MISSING when package or weights are not installed.
        """
        try:
            import rapidocr
        except ImportError as error:
            raise EngineError("SYS.ENGINE_MISSING", "rapidocr is not installed: pip install rapidocr") from error
        wheel = Path(rapidocr.__file__).parent / "models"
        detection, recognition = (_weights(name, settings.models, wheel) for name in (DETECTION, RECOGNITION))
        self.used = EngineUsed("rapidocr", version("rapidocr"), _digest(recognition))
        self._engine = rapidocr.RapidOCR(params=_parameters(detection, recognition))

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


def _weights(name: str, *folders: Path | None) -> Path:
    for folder in folders:
        if folder and (folder / name).is_file():
            return folder / name
    raise EngineError(
        "SYS.ENGINE_MISSING", f"rapidocr's weights {name} are missing: reinstall rapidocr, or put them in KYC_MODELS"
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines(texts: Iterable[str], quads: Iterable[Quad], scores: Iterable[float]) -> Iterable[TextLine]:
    for text, quad, score in zip(texts, quads, scores, strict=True):
        if text.strip():
            yield TextLine(text.strip(), quad, float(score))


def _quad(box: Any) -> Quad:
    return cast(Quad, tuple((float(x), float(y)) for x, y in box))


def _frame(image: Image) -> Quad:
    return Box(0.0, 0.0, float(image.shape[1]), float(image.shape[0])).quad
