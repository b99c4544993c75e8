import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kyc.cli.commands.policy import app
from kyc.model.errors import InputError
from kyc.policy import builtin


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text("id: mine\nversion: 1\nchecks: {age: {fail: reject}}\n")
    return file


def test_the_builtin_policy_may_be_used() -> None:
    assert call("lint").exit_code == 0


def test_a_policy_naming_an_unknown_check_is_one_sentence_and_exit_code_2(policy: Path) -> None:
    policy.write_text(policy.read_text().replace("age", "aeg"))
    told = call("lint", policy, "--json")
    error = json.loads(told.stdout)["error"]
    assert (told.exit_code, error["code"]) == (2, "POLICY.INVALID")
    assert error["message"] == "policy line 3: checks.aeg: unknown check 'aeg', did you mean 'age'?"


def test_warnings_do_not_refuse_a_policy(policy: Path) -> None:
    told = call("lint", policy, "--json")
    assert told.exit_code == 0
    assert {json.loads(line)["level"] for line in told.stdout.splitlines()} == {"warning"}


def test_errors_do(policy: Path) -> None:
    policy.write_text("id: a\nversion: 1\nchecks: {sanctions: {consider: approve}}\n")
    assert call("lint", policy).exit_code == 2


def test_a_failed_test_of_a_policy_is_exit_code_2(policy: Path) -> None:
    policy.write_text(policy.read_text() + "tests: [{name: wrong, expect: reject}]\n")
    told = call("test", policy, "--json")
    assert told.exit_code == 2
    assert json.loads(told.stdout) == {
        "test": "wrong",
        "passed": False,
        "recommendation": "approve",
        "risk_score": 0,
        "differences": ["expected reject, came out approve"],
    }


def test_the_tests_of_the_builtin_policy_pass() -> None:
    assert call("test").exit_code == 0
    assert b"tests:" in builtin()


def test_a_what_if_is_explained() -> None:
    told = json.loads(call("explain", "--given", "face_match=fail:FACE.NO_MATCH", "--json").stdout)
    assert told["outcome"]["recommendation"] == "reject"
    assert {"change": "face_match: clear instead of fail", "outcome": "approve"} in told["counterfactuals"]


def test_an_explanation_can_be_read_by_people(policy: Path) -> None:
    told = call("explain", "--policy", policy, "--given", "age=missing").stdout
    assert "review, risk 0 of 100 (low)" in told
    assert "age: clear instead of unable → approve" in told


@pytest.mark.parametrize("given", ["nonsense", "age=maybe", "age=fail:NO.SUCH", "sanctions"])
def test_a_what_if_nobody_understands_is_refused(given: str) -> None:
    told = call("explain", "--given", given)
    assert isinstance(told.exception, InputError)
    assert told.exception.code == "POLICY.WHAT_IF"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "report/9"}', "[" * 100_000])
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "report.json").write_text(content)
    told = call("explain", tmp_path / "report.json")
    assert isinstance(told.exception, InputError)
    assert told.exception.code == "REPORT.INVALID"


@pytest.mark.parametrize("command", ["lint", "test", "explain"])
def test_the_policy_of_this_installation_is_meant_when_none_is_named(
    policy: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    policy.write_text("id: mine\nversion: 1\nchecks: {aeg: {fail: reject}}\n")
    monkeypatch.setenv("KYC_POLICY", str(policy))
    told = call(command)
    assert "unknown check 'aeg'" in told.output or "unknown check 'aeg'" in str(told.exception)
