"""`kyc housekeeping` as cron and an operator run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kyc.cli.commands import audit, db, housekeeping
from kyc.cli.terminal.environment import settings
from kyc.model.errors import InputError
from kyc.services.housekeeping.chores import DUTIES

LISTS = Path(__file__).parents[4] / "fixtures" / "lists"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    assert CliRunner().invoke(db.app, ["upgrade"]).exit_code == 0
    return tmp_path / "home"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(housekeeping.app, list(arguments))


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_chore_is_done_and_told() -> None:
    result = call("run", "--json")
    assert result.exit_code == 0, result.output
    assert {each["chore"]: each["fault"] for each in objects(result)} == dict.fromkeys(DUTIES)
    assert objects(call("run", "--due", "--json")) == []


def test_what_was_done_when_is_listed(home: Path) -> None:
    before = {each["chore"]: each["done_at"] for each in objects(call("list", "--json"))}
    assert before == dict.fromkeys(DUTIES)
    call("run", "purge")
    after = {each["chore"]: each for each in objects(call("list", "--json"))}
    assert after["purge"]["counts"]["erased"] == 0
    assert after["purge"]["due_at"] > after["purge"]["done_at"]
    assert after["sweep"]["done_at"] is None
    assert "purge" in call("list").stdout


def test_a_list_that_should_be_there_and_is_not_is_an_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_LIST_AGES", '{"un_sc": 2}')
    result = call("run", "lists", "--json")
    assert result.exit_code == 4
    assert objects(result) == [{"chore": "lists", "counts": {"lists": 1, "stale": 1}, "fault": None}]


def test_a_broken_chain_is_an_alarm(home: Path) -> None:
    (home / "audit").mkdir()
    (home / "audit" / "checkpoints.jsonl").write_text("no checkpoint\n")
    result = call("run", "checkpoint")
    assert (result.exit_code, "STORE.DAMAGED" in result.stderr) == (4, True)
    assert CliRunner().invoke(audit.app, ["checkpoint"]).exit_code != 0


def test_a_setting_that_is_no_json_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_LIST_AGES", "SITI")
    with pytest.raises(InputError, match=r"^KYC_LIST_AGES: expected JSON\.$"):
        settings()
