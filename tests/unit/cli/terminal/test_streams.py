"""Standard streams that somebody closed: nothing is written where it should not be, and no command falls over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KYC = f"{sys.executable} -c 'from kyc.cli.main import main; main()'"
NAME = '{"name": "Suradji Wiryakusumah"}'
PAIR = '{"query": {"name": "Suradji"}, "candidate": {"names": ["Suradji"]}}'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    return tmp_path


def shell(line: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", line.replace("kyc", KYC, 1)], input=stdin, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("--version", 0),
        ("watchlists list --json", 0),
        ("doctor --json", 0),
        ("read no-such-file --json", 2),
        ("screen --pairs -", 0),
        ("screen Suradji --json", 4),  # no list is active
    ],
)
def test_a_closed_output_is_like_one_that_nobody_reads(home: Path, command: str, code: int) -> None:
    closed, unread = (shell(f"kyc {command} {way}", PAIR) for way in (">&-", ">/dev/null"))
    assert "Traceback" not in closed.stderr
    # what `doctor` finds out about this machine decides its code
    assert closed.returncode == unread.returncode
    assert closed.returncode == code or command.startswith("doctor")


def test_all_three_may_be_closed(home: Path) -> None:
    assert shell("kyc watchlists list --json <&- >&- 2>&-").returncode == 0


@pytest.mark.parametrize("way", ["--input", "--pairs"])
def test_a_closed_input_is_told_and_never_reads_as_no_questions(home: Path, way: str) -> None:
    (home / "local.csv").write_text("id,schema,name\n1,Person,Suradji WIRYAKUSUMAH\n")
    assert shell(f"kyc watchlists import local {home / 'local.csv'}").returncode == 0
    done = shell(f"kyc screen {way} - <&-")
    assert (done.returncode, done.stderr.strip()) == (2, "standard input is closed (INPUT.UNREADABLE)")


def test_what_a_library_prints_never_lands_in_a_file_that_we_opened(tmp_path: Path) -> None:
    script = (
        "import os, sys; from kyc.cli.terminal.streams import settle; settle();"
        "file = open(sys.argv[1], 'w'); os.write(1, b'noise'); os.write(2, b'noise'); print('noise', flush=True)"
    )
    subprocess.run(["bash", "-c", f'{sys.executable} -c "{script}" {tmp_path / "kept"} <&- >&- 2>&-'], check=True)
    assert (tmp_path / "kept").read_text() == ""


def typed(home: Path, name: bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    (home / "local.csv").write_text("id,schema,name,topics\n1,Person,Zażółć Gęślą,sanction\n", encoding="utf-8")
    shell(f"kyc watchlists import local {home / 'local.csv'}")
    command: list[str | bytes] = [
        sys.executable,
        "-c",
        "from kyc.cli.main import main; main()",
        "screen",
        name,
        "--json",
    ]
    return subprocess.run(command, capture_output=True, env=os.environ | environment, check=False)


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_a_name_is_read_as_utf_8_whatever_the_locale(home: Path, locale: str) -> None:
    done = typed(home, "Zażółć Gęślą".encode(), LC_ALL=locale, PYTHONUTF8="0")
    (hit,) = json.loads(done.stdout)["hits"]
    assert hit["flagged"]


def test_a_name_that_is_no_utf_8_is_refused_rather_than_asked_with_letters_lost(home: Path) -> None:
    done = typed(home, "Gęślą".encode("iso-8859-2"), LC_ALL="C.UTF-8")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().strip() == "an argument holds bytes that are no UTF-8 (USAGE)"


@pytest.mark.parametrize("command", ["screen --pairs -", "watchlists list", "--help"])
def test_a_reader_that_goes_away_is_met_with_silence(home: Path, command: str) -> None:
    done = shell(f"kyc {command} | true", f"{PAIR}\n" * 2_000)
    assert done.stderr == ""


def test_a_reader_that_goes_away_ends_the_processes_of_a_long_file(home: Path) -> None:
    (home / "local.csv").write_text("id,schema,name\n1,Person,Suradji WIRYAKUSUMAH\n")
    assert shell(f"kyc watchlists import local {home / 'local.csv'}").returncode == 0
    (home / "long.jsonl").write_text("\n".join([NAME] * 40_000))
    done = shell(f"kyc screen --input {home / 'long.jsonl'} | head -1")
    assert json.loads(done.stdout)["hits"][0]["entity_id"] == "local-1"
    assert done.stderr == ""
