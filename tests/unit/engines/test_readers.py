from __future__ import annotations

import socket
from pathlib import Path

import numpy as np
import pytesseract
import pytest

from kyc.engines.protocols import TextReader
from kyc.engines.rapidocr import RECOGNITION, RapidOcr
from kyc.engines.tesseract import Tesseract
from kyc.model.errors import EngineError
from kyc.model.geometry import Box
from kyc.settings import Settings
from tests.unit.engines.drawn import printed

CARD = ["PROVINSI MALUKU", "Nama : SRI RAHMAWATI", "RT/RW : 009/012", "JL. MERDEKA NO. 250"]

pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the engines' own imports
]


@pytest.fixture(scope="module", params=[RapidOcr, Tesseract])
def reader(request: pytest.FixtureRequest) -> TextReader:
    made: TextReader = request.param(Settings())
    return made


def letters(text: str) -> str:
    """Without spaces and with plain colons: RapidOCR loses the first and widens the second."""
    return text.replace("：", ":").replace(" ", "")


def test_a_card_is_read_line_by_line(reader: TextReader) -> None:
    found = [letters(line.text) for line in reader.read(printed(CARD))]
    assert found == [letters(line) for line in CARD]


def test_each_line_lies_where_it_was_printed(reader: TextReader) -> None:
    image = printed(CARD)
    for row, line in enumerate(reader.read(image)):
        box = Box.around(line.quad)
        assert box.x == pytest.approx(40, abs=15)
        assert box.y + box.height / 2 == pytest.approx(40 + 68 * row + 20, abs=12)
        assert 0.3 <= line.confidence <= 1


@pytest.mark.parametrize(("mode", "text"), [("line", "KABUPATEN BURU"), ("digits", "8104092812780024")])
def test_an_image_of_one_line_is_read_as_one(reader: TextReader, mode: str, text: str) -> None:
    (line,) = reader.read(printed([text], size=(760, 110)), mode=mode)
    assert letters(line.text) == letters(text)


def test_an_empty_card_has_no_lines(reader: TextReader) -> None:
    assert list(reader.read(np.full((300, 500, 3), 200, np.uint8))) == []


def test_nothing_is_fetched_from_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a connection was opened"))
    assert RapidOcr(Settings()).used.name == "rapidocr"


def test_tesseract_keeps_the_spaces() -> None:
    assert "JL. MERDEKA NO. 250" in [line.text for line in Tesseract(Settings()).read(printed(CARD))]


def test_a_machine_readable_zone_keeps_its_fillers() -> None:
    line = "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<06"
    found = Tesseract(Settings()).read(printed([line], size=(1250, 120)), mode="mrz")
    assert set("".join(one.text for one in found)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789< ")
    assert "<<<" in "".join(one.text for one in found)


def test_a_missing_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-tesseract")
    with pytest.raises(EngineError, match="apt install tesseract-ocr") as caught:
        Tesseract(Settings())
    assert caught.value.code == "SYS.ENGINE_MISSING"


def test_a_slow_reading_is_given_up() -> None:
    with pytest.raises(EngineError) as caught:
        Tesseract(Settings(engine_timeout=0.001)).read(printed(CARD))
    assert caught.value.code == "SYS.TIMEOUT"


def test_a_changed_byte_in_the_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / RECOGNITION.file).write_bytes(b"other weights")
    with pytest.raises(EngineError, match="SHA-256"):
        RapidOcr(Settings(models=tmp_path))


def test_a_model_for_machine_readable_zones_is_used_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "mrz.traineddata").write_bytes(b"not a model")  # so that its use shows
    with pytest.raises(EngineError) as caught:
        Tesseract(Settings(models=tmp_path)).read(printed(CARD), mode="mrz")
    assert caught.value.code == "SYS.ENGINE_ERROR"
