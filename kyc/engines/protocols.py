"""What the line asks of an engine. Images are RGB uint8 arrays (height, width, 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.face import Face

Image = NDArray[np.uint8]
Embedding = NDArray[np.float32]


class TextReader(Protocol):
    """Reads printed lines from an image."""

    @property
    def used(self) -> EngineUsed:
        """Name and version for the report."""
        ...

    def read(self, image: Image, *, mode: str = "card") -> Sequence[TextLine]:
        """Return the lines with quads in the image's pixels.

        `mode` is `card` (scattered lines), `line` (the image is one line), `digits` (one line of digits) or
        `mrz` (OCR-B block); an engine without a special setting for a mode reads as usual.

        Raises:
            EngineError: when the engine is missing, fails or takes too long.
        """
        ...


class FaceDetector(Protocol):
    """Finds faces."""

    @property
    def used(self) -> EngineUsed:
        """Name, version and model digest for the report."""
        ...

    def detect(self, image: Image) -> Sequence[Face]:
        """Return the faces in image pixels, largest first.

        Raises:
            EngineError: when the engine is missing, fails or takes too long.
        """
        ...


class FaceEmbedder(Protocol):
    """Turns a face into numbers that can be compared."""

    @property
    def used(self) -> EngineUsed:
        """Name (`sface`, `dlib`), version and model digest for the report."""
        ...

    def embed(self, image: Image, face: Face) -> Embedding:
        """Return the embedding of one detected face.

        Raises:
            EngineError: when the engine is missing, fails or takes too long.
        """
        ...

    def similarity(self, one: Embedding, other: Embedding) -> float:
        """Compare two embeddings; higher is more alike, on the engine's own scale."""
        ...


@dataclass(frozen=True, slots=True)
class Engines:
    """All the engines of the line: text readers in order of trust, face embedders to be fused."""

    readers: tuple[TextReader, ...]
    detector: FaceDetector
    embedders: tuple[FaceEmbedder, ...]
