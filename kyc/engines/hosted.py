"""Engines reached through a host: nothing heavy loads before the first question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from kyc.engines.process import Host
from kyc.engines.protocols import Embedding, Image
from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.face import Face


@dataclass(frozen=True, slots=True)
class _Hosted:
    """An engine's name and where it lives."""

    host: Host
    name: str

    @property
    def used(self) -> EngineUsed:
        """Name and version for the report; loads the engine."""
        return cast(EngineUsed, self.host.ask(self.name, "used"))


class HostedReader(_Hosted):
    """A `TextReader` that lives elsewhere."""

    __slots__ = ()

    def read(self, image: Image, *, mode: str = "card") -> Sequence[TextLine]:
        """Read as `TextReader.read` does."""
        return cast(Sequence[TextLine], self.host.ask(self.name, "read", image, mode))


class HostedDetector(_Hosted):
    """A `FaceDetector` that lives elsewhere."""

    __slots__ = ()

    def detect(self, image: Image) -> Sequence[Face]:
        """Detect as `FaceDetector.detect` does."""
        return cast(Sequence[Face], self.host.ask(self.name, "detect", image))


class HostedEmbedder(_Hosted):
    """A `FaceEmbedder` that lives elsewhere."""

    __slots__ = ()

    def embed(self, image: Image, face: Face) -> Embedding:
        """Embed as `FaceEmbedder.embed` does."""
        return cast(Embedding, self.host.ask(self.name, "embed", image, face))

    def similarity(self, one: Embedding, other: Embedding) -> float:
        """Compare as `FaceEmbedder.similarity` does."""
        return cast(float, self.host.ask(self.name, "similarity", one, other))
