"""Engines that answer from memory, for tests of everything around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kyc.engines.protocols import Embedding, Engines, Image
from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.errors import EngineError
from kyc.model.face import Face
from kyc.model.geometry import Box


@dataclass
class FakeReader:
    """Sees the same lines in every image; fails the first `failures` times with `code`."""

    lines: Sequence[TextLine] = ()
    failures: int = 0
    code: str = "SYS.ENGINE_ERROR"
    asked: int = 0
    used: EngineUsed = field(default_factory=lambda: EngineUsed("fake", "1"))

    def read(self, image: Image, *, mode: str = "card") -> Sequence[TextLine]:
        self.asked += 1
        if self.asked <= self.failures:
            raise EngineError(self.code, "The fake reader fails as it was told to.")
        return self.lines


@dataclass
class FakeDetector:
    """Finds one face in the middle of every image."""

    used: EngineUsed = field(default_factory=lambda: EngineUsed("fake", "1"))

    def detect(self, image: Image) -> Sequence[Face]:
        height, width = image.shape[:2]
        box = Box(width * 0.25, height * 0.25, width * 0.5, height * 0.5)
        eyes = ((width * 0.4, height * 0.4), (width * 0.6, height * 0.4))
        rest = ((width * 0.5, height * 0.5), (width * 0.42, height * 0.62), (width * 0.58, height * 0.62))
        return [Face(box, (*eyes, *rest), 0.99)]


@dataclass
class FakeEmbedder:
    """Gives every face the same embedding, so that all faces are alike as far as `likeness` says."""

    name: str
    likeness: float
    used: EngineUsed = field(init=False)

    def __post_init__(self) -> None:
        self.used = EngineUsed(self.name, "1")

    def embed(self, image: Image, face: Face) -> Embedding:
        return np.ones(4, np.float32) * 10

    def similarity(self, one: Embedding, other: Embedding) -> float:
        return self.likeness


def fake_engines(reader: FakeReader | None = None) -> Engines:
    """Engines that see nothing written and two pictures of one person."""
    return Engines((reader or FakeReader(),), FakeDetector(), (FakeEmbedder("sface", 0.7), FakeEmbedder("dlib", -0.3)))
