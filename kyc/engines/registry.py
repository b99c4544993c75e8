"""Engines by name. A name with a colon, `package.module:Class`, is an engine of the operator's own."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType

from kyc.model.errors import EngineError
from kyc.settings import Settings

READERS = MappingProxyType(
    {
        "rapidocr": "kyc.engines.rapidocr:RapidOcr",
        "tesseract": "kyc.engines.tesseract:Tesseract",
    }
)
EMBEDDERS = MappingProxyType({"sface": "kyc.engines.sface:SFace", "dlib": "kyc.engines.dlib:Dlib"})
DETECTORS = MappingProxyType({"yunet": "kyc.engines.yunet:YuNet"})
ENGINES = MappingProxyType({**READERS, **EMBEDDERS, **DETECTORS})


def create(name: str, settings: Settings) -> object:
    """Load an engine, model weights and all.

    Raises:
        EngineError: SYS.ENGINE_MISSING when there is no such engine, or when it is not installed.
    """
    module_name, _, class_name = ENGINES.get(name, name).partition(":")
    if not class_name:
        known = ", ".join(ENGINES)
        raise EngineError("SYS.ENGINE_MISSING", f"no engine is called {name!r}; known are {known}")
    try:
        engine: object = getattr(import_module(module_name), class_name)(settings)
    except (ImportError, AttributeError) as error:
        raise EngineError("SYS.ENGINE_MISSING", f"engine {name} does not load: {error}") from error
    return engine
