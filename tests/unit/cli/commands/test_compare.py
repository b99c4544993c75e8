"""`kyc compare`: the JSON it promises, and what becomes of files that are none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image as PillowImage

from kyc.cli.commands import compare as command
from kyc.cli.commands.compare import compare
from kyc.engines import build
from kyc.engines.protocols import Engines
from kyc.model.errors import InputError
from kyc.settings import Settings
from tests.fakes import FakeDetector, fake_engines

KEYS = ["card", "selfie", "outcome", "score", "fmr", "fmr_extrapolated", "scores", "faces", "quality", "reasons"]


@pytest.fixture(autouse=True)
def engines(monkeypatch: pytest.MonkeyPatch) -> Engines:
    def built(_: Settings) -> Engines:
        return fake_engines()

    monkeypatch.setattr(build, "build_engines", built)
    monkeypatch.setattr(command, "settings", Settings)
    return fake_engines()


def picture(path: Path, level: int = 90) -> Path:
    PillowImage.fromarray(np.full((400, 400, 3), level, np.uint8)).save(path)
    return path


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_pair_is_one_line_with_every_promised_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card, selfie = picture(tmp_path / "card.png"), picture(tmp_path / "selfie.png", 120)
    compare(card, selfie, as_json=True)
    (record,) = lines(capsys)
    assert list(record)[: len(KEYS)] == KEYS
    assert (record["card"], record["selfie"]) == (str(card), str(selfie))
    assert (record["outcome"], record["score"], record["reasons"]) == ("clear", 0.7 + 0.5 * -0.3, [])
    assert record["scores"] == {"sface": 0.7, "dlib": -0.3}
    assert record["fmr_extrapolated"] is True
    face = record["faces"]["card"]  # type: ignore[index]
    assert (face["found"], face["box"], face["confidence"]) == (1, [100.0, 100.0, 200.0, 200.0], 0.99)
    np.testing.assert_allclose(face["landmarks"], [(160, 160), (240, 160), (200, 200), (168, 248), (232, 248)])
    quality = record["quality"]["selfie"]  # type: ignore[index]
    assert quality == {"inter_eye_distance": 80.0, "detection_confidence": 0.99, "sface_norm": 20.0, "issues": []}


def test_without_a_face_nothing_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeDetector, "detect", lambda self, image: [])
    compare(picture(tmp_path / "card.png"), picture(tmp_path / "selfie.png"), as_json=True)
    (record,) = lines(capsys)
    assert (record["outcome"], record["score"], record["fmr"]) == ("unable", None, None)
    assert record["reasons"] == ["FACE.NONE"]
    assert record["faces"]["card"] == {"found": 0, "box": None, "landmarks": None, "confidence": None}  # type: ignore[index]


def test_a_table_is_answered_in_its_order_and_faults_do_not_stop_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture(tmp_path / "a.png")
    (tmp_path / "text.png").write_text("not a picture", encoding="utf-8")
    table = tmp_path / "pairs.csv"
    table.write_text("selfie,card\na.png,text.png\na.png,a.png\ngone.png,a.png\n", encoding="utf-8")
    with pytest.raises(typer.Exit) as left:
        compare(pairs=table, as_json=True)
    assert left.value.exit_code == 2
    first, second, third = lines(capsys)
    assert (first["file"], first["error"]["code"]) == ("text.png", "IMG.NOT_IMAGE")  # type: ignore[index]
    assert (second["card"], second["selfie"]) == ("a.png", "a.png")
    assert (third["file"], third["error"]["code"]) == ("gone.png", "INPUT.UNREADABLE")  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"front,back\na,b\n", "columns card and selfie"),
        (b"", "columns card and selfie"),
        (b"card,selfie\na.png,\n", "line 2"),
        (b"card,selfie\n\xff\xfe,b\n", "UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, content: bytes, says: str) -> None:
    table = tmp_path / "pairs.csv"
    table.write_bytes(content)
    with pytest.raises(InputError, match=says):
        compare(pairs=table)


@pytest.mark.parametrize(
    ("card", "selfie", "pairs"),
    [(None, None, None), ("a.png", None, None), ("a.png", "b.png", "p.csv"), ("a.png", None, "p.csv")],
)
def test_one_pair_or_a_table_is_asked_for(card: str | None, selfie: str | None, pairs: str | None) -> None:
    one, other, table = (Path(name) if name else None for name in (card, selfie, pairs))
    with pytest.raises(InputError, match="a card and a selfie"):
        compare(one, other, table)


def test_people_read_one_sentence_a_pair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    compare(picture(tmp_path / "card.png"), picture(tmp_path / "selfie.png"))
    said = capsys.readouterr().out
    assert "clear, score 0.550, false match rate" in said
    assert "(extrapolated)" in said
