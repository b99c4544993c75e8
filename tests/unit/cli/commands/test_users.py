"""`kyc users`: made with a password that is printed once, listed, reset, disabled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kyc.cli.main import app
from kyc.model.errors import InputError, StateError, StoreError

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KYC_DATABASE", raising=False)


def run(*arguments: str, typed: str | None = None) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["users", *arguments], input=typed, catch_exceptions=False, standalone_mode=False)
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def test_a_user_is_made_listed_reset_and_disabled() -> None:
    (made,) = run("create", "Sari@Bank.example", "--name", "Sari Melati", "--role", "senior", "--json")
    assert len(made["password"]) == 19
    (listed,) = run("list", "--json")
    assert (listed["login"], listed["role"], listed["language"]) == ("sari@bank.example", "senior", "id")
    assert made["password"] not in json.dumps(listed)
    (again,) = run("reset", "sari@bank.example", "--json")
    assert again["password"] != made["password"]
    run("disable", "sari@bank.example")
    assert run("list", "--json")[0]["disabled_at"]
    run("enable", "sari@bank.example")
    assert run("list", "--json")[0]["disabled_at"] is None


def test_a_password_is_typed_and_never_shown() -> None:
    result = CliRunner().invoke(
        app,
        ["users", "create", "sari", "--name", "Sari", "--prompt", "--json"],
        input="seven green kettles\nseven green kettles\n",
        catch_exceptions=False,
    )
    assert json.loads(result.stdout.splitlines()[-1])["password"] is None
    assert "kettles" not in result.output


def test_a_password_cannot_be_an_argument() -> None:
    result = CliRunner().invoke(app, ["users", "create", "sari", "--name", "Sari", "--password", "x"])
    assert result.exit_code == 2


def test_without_json_the_password_stands_alone_on_standard_output() -> None:
    result = CliRunner().invoke(app, ["users", "create", "sari", "--name", "Sari"], catch_exceptions=False)
    assert len(result.stdout.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("create", "sari", "--name", "Another"), InputError),
        (("create", "x", "--name", "X"), InputError),
        (("disable", "nobody"), StoreError),
        (("reset", "nobody"), StoreError),
        (("disable", "root"), StateError),
    ],
)
def test_what_cannot_be_is_told(arguments: tuple[str, ...], error: type[Exception]) -> None:
    run("create", "sari", "--name", "Sari")
    run("create", "root", "--name", "Root", "--role", "administrator")
    with pytest.raises(error):
        run(*arguments)
