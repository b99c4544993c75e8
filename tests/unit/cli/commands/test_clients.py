"""`kyc clients`: the embedded store is made by the first command, and a key is shown once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kyc.cli.main import app
from kyc.model.errors import InputError, StoreError


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KYC_DATABASE", raising=False)


def run(*arguments: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["clients", *arguments], catch_exceptions=False, standalone_mode=False)
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_client_is_made_listed_and_revoked() -> None:
    (made,) = run("create", "onboarding", "--scope", "applicants:write", "--days", "30", "--json")
    assert made["key"].startswith("kyc_")
    (listed,) = run("list", "--json")
    assert (listed["client_id"], listed["scopes"], listed["revoked_at"]) == (
        made["client_id"],
        "applicants:write",
        None,
    )
    assert listed["expires_at"] is not None
    assert made["key"] not in json.dumps(listed)
    (second,) = run("add-key", made["client_id"], "--json")
    CliRunner().invoke(app, ["clients", "revoke", second["key_id"]], catch_exceptions=False)
    by_key = {each["key_id"]: each["revoked_at"] for each in run("list", "--json")}
    assert by_key[made["key_id"]] is None
    assert by_key[second["key_id"]] is not None


def test_tenants_keep_their_clients_apart() -> None:
    run("create", "one", "--tenant", "acme", "--json")
    assert run("list", "--tenant", "zenith", "--json") == []


def test_a_scope_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(InputError, match="no scope root"):
        run("create", "x", "--scope", "root")


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "right\u202eleft", "two\nlines"])
def test_a_client_has_a_name_that_people_can_read(name: str) -> None:
    with pytest.raises(InputError, match="1 to 120 characters"):
        run("create", name)
    assert run("list", "--json") == []


def test_a_key_does_not_outlive_everybody() -> None:
    told = CliRunner().invoke(app, ["clients", "create", "x", "--days", "9999999999"])
    assert told.exit_code == 2
    assert run("list", "--json") == []


def test_who_is_not_there_cannot_be_revoked() -> None:
    run("create", "x", "--json")
    with pytest.raises(StoreError):
        run("revoke", "cli_01m808tx000000000000000000")


def test_a_sandbox_is_a_tenant_of_its_own_and_no_live_one_becomes_one() -> None:
    (made,) = run("create", "rehearsing", "--sandbox", "--json")
    assert made["tenant"] == "sandbox"
    run("create", "live", "--json")
    with pytest.raises(InputError, match="is a live one"):
        run("create", "x", "--sandbox", "--tenant", "default", "--json")
