"""`kyc report` as an operator runs it."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from fixtures.casework import in_review
from fixtures.people import invent_ktp
from kyc.cli.commands.report import report
from kyc.model.errors import InputError, KycError, StateError, StoreError
from kyc.model.submission import Submission, SubmittedImage
from kyc.reporting.document import as_json, seal, verify
from kyc.settings import Settings
from kyc.storage.files.folder import FolderStore
from kyc.storage.opening import open_database
from tests.unit.web.console.case.lived import world


@pytest.fixture
def verification(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A verification in review, in a home folder of its own."""
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    database = open_database(Settings(home=tmp_path / "home"))
    database.upgrade()
    database.ensure_tenant("default")
    with database.transaction("default", "system:fixtures") as unit:
        made = in_review(unit, "sanctioned", invent_ktp(np.random.default_rng(1))).id
    database.close()
    return made


def run(*arguments: str | Path) -> Result:
    """Call the command."""
    app = typer.Typer()
    app.command()(report)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_both_forms_are_written_for_their_owner_alone(verification: str, tmp_path: Path) -> None:
    pdf, document = tmp_path / "a.pdf", tmp_path / "a.json"
    done = run(verification, "--pdf", pdf, "--json", document, "--language", "en")
    assert done.exit_code == 0, done.output
    assert "signed with the certificate" in done.stderr
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert verify(json.loads(document.read_bytes()))
    assert {stat.S_IMODE(path.stat().st_mode) for path in (pdf, document)} == {0o600}


def test_the_clients_view_is_theirs(verification: str, tmp_path: Path) -> None:
    run(verification, "--json", tmp_path / "a.json", "--view", "client")
    assert json.loads((tmp_path / "a.json").read_bytes())["schema"] == "report/1/client"


@pytest.mark.parametrize(
    "arguments", [[], ["--pdf", "a.pdf", "--language", "fr"], ["--pdf", "a.pdf", "--view", "applicant"]]
)
def test_what_cannot_be_done_is_refused_before_anything_is_read(arguments: list[str]) -> None:
    assert isinstance(run("ver_x", *arguments).exception, InputError)


def test_a_verification_nobody_knows_and_a_folder_that_is_not_there(verification: str, tmp_path: Path) -> None:
    assert isinstance(run("ver_unknown", "--json", tmp_path / "a.json").exception, StoreError)
    refused = run(verification, "--json", tmp_path / "nowhere" / "a.json").exception
    assert isinstance(refused, StoreError)
    assert str(tmp_path) not in str(refused)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderStore:
    """What `kyc verify` wrote of one applicant."""
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    store = FolderStore(tmp_path / "home" / "submissions")
    lived = world().applicants["sanctioned"]
    store.put_submission(Submission("e219dcd28c5e6c07", SubmittedImage("document", b"no image")))
    store.put_evidence(replace(lived.evidence, submission_id="e219dcd28c5e6c07"))
    store.put_report("e219dcd28c5e6c07", as_json(seal(lived.report)))
    return store


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_the_command_line_verified_is_printed_in_either_language(
    folder: FolderStore, tmp_path: Path, language: str
) -> None:
    pdf, document = tmp_path / "a.pdf", tmp_path / "a.json"
    done = run("e219dcd28c5e6c07", "--pdf", pdf, "--json", document, "--language", language)
    assert done.exit_code == 0, done.output
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert verify(json.loads(document.read_bytes()))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("view", "holds_hits"), [("internal", True), ("client", False)])
def test_the_page_is_written_in_either_language_for_its_owner_only(
    folder: FolderStore, tmp_path: Path, language: str, view: str, holds_hits: bool
) -> None:
    page = tmp_path / "a.html"
    done = run("e219dcd28c5e6c07", "--html", page, "--language", language, "--view", view)
    assert done.exit_code == 0, done.output
    assert f'<html lang="{language}">' in page.read_text("utf-8")
    assert ("SCR.SANCTION" in page.read_text("utf-8")) is holds_hits
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_the_folders_client_view_is_theirs_too(folder: FolderStore, tmp_path: Path) -> None:
    run("e219dcd28c5e6c07", "--json", tmp_path / "a.json", "--view", "client")
    assert json.loads((tmp_path / "a.json").read_bytes())["schema"] == "report/1/client"


@pytest.mark.parametrize(
    ("asked", "error", "code"),
    [
        ("0" * 16, StoreError, "STORE.UNKNOWN"),
        ("../keys", InputError, "STORE.BAD_ID"),
        ("halfway", StateError, "REPORT.NOT_READY"),
    ],
)
def test_what_the_folder_does_not_hold_whole_is_told(
    folder: FolderStore, tmp_path: Path, asked: str, error: type[KycError], code: str
) -> None:
    folder.put_submission(Submission("halfway", SubmittedImage("document", b"no image")))
    refused = run(asked, "--json", tmp_path / "a.json").exception
    assert isinstance(refused, error)
    assert refused.code == code
