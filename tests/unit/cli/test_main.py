from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kyc.cli.main import COMMANDS, app, main
from kyc.cli.terminal.output import code_of
from kyc.model.errors import EngineError, EvidenceError, InputError, KycError, StoreError
from watchlists.errors import ListError

HEAVY = ("prefect", "cv2", "onnxruntime", "numpy", "pydantic")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_the_overview_names_every_command() -> None:
    overview = CliRunner().invoke(app, ["--help"]).output
    assert all(command in overview for command in COMMANDS)


def test_an_unknown_command_is_a_usage_error() -> None:
    assert CliRunner().invoke(app, ["verfy"]).exit_code == 2


def test_the_overview_loads_nothing_heavy() -> None:
    script = f"import sys, kyc.cli.main; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reading_a_card_never_loads_prefect() -> None:
    script = "import sys, kyc.cli.commands.read; print('prefect' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("X", "x"), 2),
        (EvidenceError("X", "x"), 2),
        (EngineError("X", "x"), 3),
        (StoreError("X", "x"), 4),
        (ListError("X", "x"), 4),
    ],
)
def test_each_kind_of_error_has_its_exit_code(error: KycError | ListError, code: int) -> None:
    assert code_of(error) == code


def test_an_error_is_one_sentence_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kyc", "verify"])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    assert left.value.code == 2
    assert told.out == ""
    assert told.err.strip() == "Name an applicant's folder, or a card with --document. (INPUT.NOTHING)"


def test_a_wrong_environment_variable_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KYC_DLIB", "secret-value")
    monkeypatch.setattr(sys, "argv", ["kyc", "verify", "--document", "card.jpg"])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert "KYC_DLIB" in told
    assert "secret-value" not in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("audit", "verify"),
        ("clients", "list"),
        ("cases", "list", "--as", "ani"),
        ("verify", "--document", "{card}", "--selfie", "{card}"),
        ("watchlists", "import", "local", "{list}"),
    ],
)
def test_a_home_that_cannot_be_used_is_told_in_one_sentence(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Here it is a file; a read-only one, or one of somebody else's, ends in the same way."""
    (tmp_path / "home").write_bytes(b"")
    (tmp_path / "card").write_bytes(b"no image")
    (tmp_path / "list").write_text("id,name\n1,Contoh\n")
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    given = (each.format(card=tmp_path / "card", list=tmp_path / "list") for each in arguments)
    monkeypatch.setattr(sys, "argv", ["kyc", *given])
    with pytest.raises(SystemExit) as left:
        main()
    (said,) = capsys.readouterr().err.strip().splitlines()
    assert left.value.code == 4
    assert said.endswith(("(STORE.UNAVAILABLE)", "(LIST.STORE)", "(STORE.UNWRITABLE)"))


def test_the_version_is_said() -> None:
    told = CliRunner().invoke(app, ["--version"])
    assert (told.exit_code, told.output.split()[0]) == (0, "kyc-pipeline")


def test_an_argument_that_is_no_text_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("KYC_HOME", str(tmp_path))
    assert CliRunner().invoke(app, ["users", "create", "ani", "--name", "Ani"]).exit_code == 0
    monkeypatch.setattr(sys, "argv", ["kyc", "cases", "show", "KYC-1\udcff", "--as", "ani"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert capsys.readouterr().err.strip() == "an argument holds bytes that are no UTF-8 (USAGE)"


@pytest.mark.parametrize("locale", ["utf-8:strict", "ascii:strict", "latin-1:strict"])
def test_a_file_whose_name_is_no_text_is_told_in_json_all_the_same(tmp_path: Path, locale: str) -> None:
    name = os.fsencode(tmp_path) + b"/card-\xe9\xff-\xc3\xa9.jpg"
    script = "from kyc.cli.main import main; main()"
    environment = {**os.environ, "PYTHONIOENCODING": locale}
    done = subprocess.run(
        [sys.executable, "-c", script, "read", name, "--json"], capture_output=True, env=environment, check=False
    )
    told = json.loads(done.stdout.decode("utf-8"))
    assert done.returncode == 2
    assert os.fsencode(told["file"]) == name
    assert told["error"]["code"] == "INPUT.UNREADABLE"


def test_an_event_is_told_in_a_sentence_and_not_by_its_name_beside_it(tmp_path: Path) -> None:
    script = "from kyc.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "watchlists", "update", "local"],
        capture_output=True,
        text=True,
        env={**os.environ, "KYC_HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 4
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["local"]  # not list.not_refreshed as well


def pairs(folder: Path, count: int) -> Path:
    record = {"query": {"name": "Siti Aminah"}, "candidate": {"names": ["Siti Aminah"]}}
    (folder / "pairs.jsonl").write_text(f"{json.dumps(record)}\n" * count)
    return folder / "pairs.jsonl"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_answers_that_a_full_disk_does_not_take_end_in_one_sentence(tmp_path: Path) -> None:
    script = "from kyc.cli.main import main; main()"
    command = [sys.executable, "-c", script, "screen", "--pairs", str(pairs(tmp_path, 1))]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 4
    assert done.stderr.strip().endswith("(STORE.FULL)")
    assert "Traceback" not in done.stderr


def test_whoever_reads_only_the_first_answers_is_told_nothing(tmp_path: Path) -> None:
    script = "from kyc.cli.main import main; main()"
    command = [sys.executable, "-c", script, "screen", "--pairs", str(pairs(tmp_path, 3_000))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        assert json.loads(running.stdout.readline())["flagged"] is True
        running.stdout.close()
        assert running.stderr.read() == ""
