"""The engines of the line, as the settings name them."""

from __future__ import annotations

from kyc.engines.hosted import HostedDetector, HostedEmbedder, HostedReader
from kyc.engines.process import Host, Isolated, SameProcess
from kyc.engines.protocols import Engines
from kyc.settings import Settings

DETECTOR = "yunet"


def build_engines(settings: Settings) -> Engines:
    """Name the engines; each loads when it is first used, so that reading a card loads no face model.

    Readers and face embedders get a process each. The detector shares one with the embedders that run on
    the same onnxruntime; dlib has its own.
    """
    faces = _host(settings)
    apart = {name: _host(settings) for name in settings.embedder_names if name == "dlib"}
    return Engines(
        readers=tuple(HostedReader(_host(settings), name) for name in settings.reader_names),
        detector=HostedDetector(faces, DETECTOR),
        embedders=tuple(HostedEmbedder(apart.get(name, faces), name) for name in settings.embedder_names),
    )


def _host(settings: Settings) -> Host:
    return Isolated(settings) if settings.isolate else SameProcess(settings)
