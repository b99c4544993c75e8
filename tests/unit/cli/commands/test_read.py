from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from kyc.cli.commands.read import record
from kyc.cli.main import app
from kyc.model.document import DigitStatus, DocumentReading, FieldReading, FieldStatus, ImageQuality, MrzReading
from kyc.model.errors import InputError

QUAD = ((1.0, 2.0), (900.0, 3.0), (899.0, 600.0), (0.5, 601.0))
READING = DocumentReading(
    document_type="icao_td3",
    quality=ImageQuality(900, 600, sharpness=12.5, issues=("IMG.GLARE",)),
    fields={
        "surname": FieldReading("SANTOSO", "SANT0SO", 0.91, "mrz", FieldStatus.VERIFIED, QUAD),
        "optional_data": FieldReading(None, None, 0.0, None, FieldStatus.MISSING),
    },
    mrz=MrzReading("TD3", ("P<IDN", "C123"), {"birth_date": DigitStatus.VERIFIED, "optional": DigitStatus.ABSENT}),
    quad=QUAD,
    issues=("IMG.ROTATED",),
)


@pytest.fixture(autouse=True)
def fake_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that reads nothing a document would say."""
    monkeypatch.setenv("KYC_READERS", "tests.unit.engines.fakes:Reader")
    monkeypatch.setenv("KYC_ISOLATE", "false")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "card.png"
    Image.fromarray(np.full((300, 480, 3), 180, np.uint8)).save(path)
    return path


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["read", *(str(argument) for argument in arguments)])


def printed(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_json_of_a_document_has_the_shape_that_is_promised() -> None:
    told = json.loads(json.dumps(record("a.png", READING), allow_nan=False))
    assert list(told) == ["file", "document_type", "fields", "mrz", "quality", "quad", "issues"]
    assert told["fields"]["surname"] == {
        "value": "SANTOSO",
        "raw": "SANT0SO",
        "confidence": 0.91,
        "source": "mrz",
        "status": "verified",
    }
    assert told["fields"]["optional_data"]["value"] is None
    assert told["mrz"] == {
        "format": "TD3",
        "lines": ["P<IDN", "C123"],
        "digits": {"birth_date": "verified", "optional": "absent"},
    }
    assert told["quality"]["issues"] == ["IMG.GLARE"]
    assert told["quad"] == [list(corner) for corner in QUAD]
    assert told["issues"] == ["IMG.ROTATED"]


def test_what_is_not_known_is_null_and_never_left_out() -> None:
    told = json.loads(json.dumps(record("a.png", DocumentReading(None, ImageQuality(640, 480)))))
    assert told == {
        "file": "a.png",
        "document_type": None,
        "fields": {},
        "mrz": None,
        "quality": {
            "width": 640,
            "height": 480,
            "sharpness": None,
            "glare": None,
            "brightness": None,
            "contrast": None,
            "saturation": None,
            "issues": [],
        },
        "quad": None,
        "issues": [],
    }


def test_a_failing_file_is_told_and_the_others_go_on(picture: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.jpg"
    text.write_text("hello")
    result = call(text, tmp_path / "nowhere.png", tmp_path, picture, "--json")
    told = printed(result)
    assert [one["file"] for one in told] == [str(text), str(tmp_path / "nowhere.png"), str(tmp_path), str(picture)]
    codes = [one.get("error", {}).get("code") for one in told]
    assert codes == ["IMG.NOT_IMAGE", "INPUT.UNREADABLE", "INPUT.UNREADABLE", None]
    assert result.exit_code == 2


def test_a_card_that_nobody_knows_is_an_answer_not_a_failure(picture: Path) -> None:
    result = call(picture, "--json")
    (told,) = printed(result)
    assert (told["document_type"], told["issues"]) == (None, ["DOC.UNSUPPORTED"])
    assert result.exit_code == 0


def test_a_missing_engine_ends_with_code_3(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_READERS", "papyrus")
    result = call(picture, "--json")
    assert printed(result)[0]["error"]["code"] == "SYS.ENGINE_MISSING"
    assert result.exit_code == 3


def test_an_unknown_type_is_refused_before_anything_is_read(picture: Path) -> None:
    result = call(picture, "--type", "idn_passprt", "--json")
    assert isinstance(result.exception, InputError)
    assert "idn_ktp" in str(result.exception)
    assert result.stdout == ""


def test_no_image_is_a_usage_error() -> None:
    assert call().exit_code == 2


def test_for_people_every_code_comes_with_a_sentence(picture: Path) -> None:
    result = call(picture)
    assert "not recognised" in result.stdout
    assert "DOC.UNSUPPORTED  The kind of document was not recognised." in result.stdout
