"""`kyc match-server`: where it listens, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner

from kyc.cli.main import app
from kyc.model.errors import InputError

CALM = {"KYC_MATCH_TOKEN": "", "KYC_MATCH_UPDATE_TOKEN": ""}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(uvicorn, "run", lambda _app, **options: calls.append(options))
    monkeypatch.setenv("KYC_HOME", str(tmp_path))
    return calls


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_loopback_needs_no_token(served: list[dict[str, Any]], host: str) -> None:
    result = CliRunner().invoke(app, ["match-server", "--host", host, "--port", "0"], env=CALM)
    assert result.exit_code == 0, result.output
    assert served[0]["host"] == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_other_addresses_need_one(served: list[dict[str, Any]], host: str) -> None:
    with pytest.raises(InputError, match="KYC_MATCH_TOKEN"):
        CliRunner().invoke(app, ["match-server", "--host", host], env=CALM, catch_exceptions=False)
    assert not served
    CliRunner().invoke(app, ["match-server", "--host", host], env=CALM | {"KYC_MATCH_TOKEN": "s3cret"})
    assert served


def test_addresses_are_not_logged_for_they_carry_names(served: list[dict[str, Any]]) -> None:
    CliRunner().invoke(app, ["match-server"], env=CALM)
    assert served[0]["access_log"] is False
