"""`kyc db` and `kyc audit` as an operator runs them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kyc.cli.commands import audit, db
from kyc.model.errors import InputError
from kyc.model.submission import DeclaredData
from kyc.settings import Settings
from kyc.storage.opening import open_database


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def lines(app: object, *arguments: str, code: int = 0) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, [*arguments, "--json"])  # type: ignore[arg-type]
    assert done.exit_code == code, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def filled(home: Path) -> None:
    database = open_database(Settings(home=home))
    database.ensure_tenant("acme")
    for _ in range(3):
        with database.transaction("acme", "client:test") as unit:
            applicant = unit.applicants.add(DeclaredData())
            unit.audit.append("applicant:created", "applicant", applicant.id)
    database.close()


def test_upgrading_is_repeatable(home: Path) -> None:
    (first,) = lines(db.app, "upgrade")
    (second,) = lines(db.app, "upgrade")
    assert first["before"] is None
    assert second == {"before": first["after"], "after": first["after"]}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--public", "zz"], "INPUT.KEY"),
        (["--public", "ab" * 33], "INPUT.KEY"),
        (["--checkpoints", "nowhere.jsonl"], "INPUT.CHECKPOINTS"),
        (["--key", "nowhere.key"], "INPUT.KEY"),
    ],
)
def test_what_an_auditor_names_is_never_passed_over(home: Path, arguments: list[str], code: str) -> None:
    lines(db.app, "upgrade")
    filled(home)
    lines(audit.app, "checkpoint")
    refused = CliRunner().invoke(audit.app, ["verify", *arguments]).exception
    assert isinstance(refused, InputError)
    assert refused.code == code
    assert not Path("nowhere.key").exists()


def test_a_key_without_anything_signed_proves_nothing(home: Path) -> None:
    lines(db.app, "upgrade")
    filled(home)
    assert lines(audit.app, "verify")[0]["fault"] is None
    refused = CliRunner().invoke(audit.app, ["verify", "--public", "ab" * 32]).exception
    assert isinstance(refused, InputError)
    assert refused.code == "INPUT.CHECKPOINTS"


def test_checkpoints_are_held_against_the_key_that_is_named(home: Path) -> None:
    lines(db.app, "upgrade")
    filled(home)
    (signed,) = lines(audit.app, "checkpoint")
    assert lines(audit.app, "verify", "--public", str(signed["key"]).upper())[0]["fault"] is None
    (forged,) = lines(audit.app, "verify", "--public", "ab" * 32, code=4)
    assert forged["fault"] == {"tenant": "acme", "seq": 3, "fault": "forged checkpoint"}


def test_a_whole_chain_is_signed_and_a_changed_one_is_found(home: Path) -> None:
    lines(db.app, "upgrade")
    filled(home)
    (signed,) = lines(audit.app, "checkpoint")
    assert (signed["tenant"], signed["seq"]) == ("acme", 3)
    (state,) = lines(audit.app, "verify")
    assert (state["entries"], state["fault"]) == (3, None)
    with sqlite3.connect(home / "kyc.db") as connection:
        connection.execute("DROP TRIGGER audit_events_no_update")
        connection.execute("UPDATE audit_events SET actor = 'client:nobody' WHERE seq = 2")
    connection.close()
    (state,) = lines(audit.app, "verify", code=4)
    assert state["fault"] == {"tenant": "acme", "seq": 2, "fault": "altered"}
    said = CliRunner().invoke(audit.app, ["verify"])
    assert said.exit_code == 4
    assert "BROKEN at entry 2: altered" in said.output


def test_keys_are_rotated(home: Path) -> None:
    lines(db.app, "upgrade")
    filled(home)
    assert lines(db.app, "rotate-keys", "--add") == [{"rewrapped": 4}]
    assert lines(db.app, "rotate-keys") == [{"rewrapped": 0}]
    assert (home / "keys" / "keyring").read_text().count(":") == 2


def test_sweeping_an_empty_store_sweeps_nothing(home: Path) -> None:
    lines(db.app, "upgrade")
    assert lines(db.app, "sweep") == [{"swept": 0}]
