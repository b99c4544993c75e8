from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from kyc.engines.build import build_engines
from kyc.model.errors import EngineError
from kyc.settings import Settings

FAKE = "tests.unit.engines.fakes:Reader"
IMAGE = np.zeros((30, 40, 3), np.uint8)


def test_engines_are_those_that_the_settings_name_in_their_order() -> None:
    engines = build_engines(Settings(readers="tesseract,rapidocr", embedders="dlib"))
    assert [reader.name for reader in engines.readers] == ["tesseract", "rapidocr"]  # type: ignore[attr-defined]
    assert [embedder.name for embedder in engines.embedders] == ["dlib"]  # type: ignore[attr-defined]


def test_naming_engines_loads_none_of_them() -> None:
    script = (
        "import sys\n"
        "from kyc.engines.build import build_engines\n"
        "from kyc.settings import Settings\n"
        "build_engines(Settings()), build_engines(Settings(isolate=False))\n"
        "heavy = ('cv2', 'onnxruntime', 'rapidocr', 'dlib', 'PIL', 'prefect')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("isolate", [True, False])
def test_an_engine_of_the_operators_own_is_named_by_module_and_class(isolate: bool) -> None:
    (reader,) = build_engines(Settings(readers=FAKE, isolate=isolate)).readers
    assert reader.used.name == "fake"
    assert reader.read(IMAGE, mode="line")[0].text == "(30, 40, 3) line"


@pytest.mark.parametrize("isolate", [True, False])
def test_an_unknown_engine_is_told_when_it_is_asked(isolate: bool) -> None:
    (reader,) = build_engines(Settings(readers="papyrus", isolate=isolate)).readers
    with pytest.raises(EngineError, match="papyrus") as caught:
        reader.read(IMAGE)
    assert caught.value.code == "SYS.ENGINE_MISSING"


def test_dlib_lives_apart_from_the_other_face_engines() -> None:
    engines = build_engines(Settings())
    hosts = {one.name: one.host for one in (engines.detector, *engines.embedders)}  # type: ignore[attr-defined]
    assert hosts["yunet"] is hosts["sface"]
    assert hosts["dlib"] is not hosts["sface"]
