"""`kyc rescreen` brings a book up to date and says what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kyc.cli.main import app, main
from kyc.services.rescreening import run
from kyc.settings import Settings
from kyc.storage.opening import open_database
from tests.databases import TENANT
from tests.unit.services.rescreening.book import LISTED, Installation


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    settings = Settings()
    database = open_database(settings)
    database.upgrade()
    database.ensure_tenant(TENANT)
    made = Installation(database, settings.home, lambda: datetime.now(UTC))
    made.lists(LISTED, version="1")
    return made


def told(*arguments: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, ["rescreen", *arguments, "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_new_entry_becomes_an_alert(installation: Installation) -> None:
    installation.customer("PRAMUDYA KARTANEGARA", "1975-05-05")
    (first,) = told()
    assert (first["mode"], first["screened"], first["new"]) == ("full", 1, 0)
    installation.lists(LISTED | {"3": "Pramudya Kartanegara,,1975-05-05"}, version="2")
    (second,) = told("--delta", "--workers", "2")
    assert (second["mode"], second["candidates"], second["new"]) == ("delta", 1, 1)
    (third,) = told()
    assert (third["run_id"], third["candidates"]) == (None, 0)


def test_two_processes_share_a_run(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        installation.customer("SURADJI WIRYAKUSUMAH" if number % 2 else "SITI AMINAH")
    monkeypatch.setattr("kyc.services.rescreening.planning.FULL_CHUNK", 2)
    monkeypatch.setattr("kyc.cli.commands.rescreen._ALONE", 0)
    (report,) = told("--full", "--workers", "2", "--tenant", TENANT)
    assert (report["chunks"], report["screened"], report["new"], report["redone"]) == (3, 6, 3, 0)


def test_an_interrupted_run_is_resumed(installation: Installation) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    plan = installation.start()
    installation.database.ensure_tenant("other")
    refused = CliRunner().invoke(app, ["rescreen", "--json"], catch_exceptions=False)
    one, other = map(json.loads, refused.stdout.splitlines())
    assert (refused.exit_code, one["error"]["code"]) == (2, "RESCREEN.RUNNING")
    assert plan.run_id in one["error"]["message"]
    assert (other["tenant"], other["customers"]) == ("other", 0)  # one tenant's trouble is no other's
    (report,) = told("--resume", plan.run_id)
    assert (report["run_id"], report["state"], report["new"]) == (plan.run_id, "done", 1)
    assert run.running(installation.database, tenant=TENANT) is None


def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """What a call exits with, and its one sentence."""
    monkeypatch.setattr(sys, "argv", ["kyc", "rescreen", *arguments])
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    (sentence,) = capsys.readouterr().err.strip().splitlines()
    return int(ended.value.code or 0), sentence


def forget_schema(installation: Installation) -> None:
    installation.database.close()
    (installation.home / "kyc.db").write_bytes(b"")


def damage_the_list(installation: Installation) -> None:
    (records,) = (installation.home / "lists" / "local" / "records").iterdir()
    records.write_bytes(b"rubbish")


def forget_the_lists(installation: Installation) -> None:
    (installation.home / "lists" / "local" / "active.json").unlink()


def leave_one_running(installation: Installation) -> None:
    installation.start()


def damage_the_database(installation: Installation) -> None:
    installation.database.close()
    (installation.home / "kyc.db").write_bytes(b"no database at all" * 500)


@pytest.mark.parametrize(
    ("spoil", "arguments", "exit_code", "code"),
    [
        (None, ("--resume", "run_0"), 2, "RESCREEN.UNKNOWN"),
        (None, ("--resume", ""), 2, "RESCREEN.UNKNOWN"),
        (None, ("--tenant", "nobody"), 2, "INPUT.TENANT"),
        (leave_one_running, (), 2, "RESCREEN.RUNNING"),
        (leave_one_running, ("--full",), 2, "RESCREEN.RUNNING"),
        (forget_the_lists, (), 4, "SCR.NO_LISTS"),
        (damage_the_list, (), 4, "LIST.DAMAGED"),
        (forget_schema, (), 4, "STORE.SCHEMA"),
        (damage_the_database, (), 4, "STORE.DAMAGED"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_the_right_code(
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Installation], None] | None,
    arguments: tuple[str, ...],
    exit_code: int,
    code: str,
) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    if spoil:
        spoil(installation)
    ended, sentence = refused(monkeypatch, capsys, *arguments)
    assert (ended, sentence.endswith(f"({code})")) == (exit_code, True), sentence
    assert "WIRYAKUSUMAH" not in sentence


def test_a_run_that_is_done_is_told_again_and_does_nothing(installation: Installation) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    (first,) = told()
    before = installation.events()
    (again,) = told("--resume", str(first["run_id"]))
    assert {name: value for name, value in again.items() if name != "rate"} == {
        name: value for name, value in first.items() if name != "rate"
    }
    assert installation.events() == before


def test_people_read_a_table(installation: Installation) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    done = CliRunner().invoke(app, ["rescreen"], catch_exceptions=False)
    assert "new hits" in done.output
    assert "Nothing was screened before." in done.output
    assert "WIRYAKUSUMAH" not in done.output
