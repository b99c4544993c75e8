from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from kyc.cli.main import app
from kyc.model.errors import InputError
from kyc.policy import builtin
from kyc.policy.policy import load_policy
from kyc.reporting.document import verify as is_whole
from kyc.services.assembly import known_checks
from kyc.services.verification import Resources
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.folder import FolderStore
from kyc.storage.opening import open_database
from tests.databases import TENANT
from tests.fakes import FakeReader, fake_engines


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 404), (200, 90, 120)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader()


@pytest.fixture(autouse=True)
def _assembled(tmp_path: Path, reader: FakeReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command work with engines that answer from memory."""
    ids = count(1)
    kit = Resources(
        engines=fake_engines(reader),
        policy=load_policy(builtin(), checks=known_checks()),
        screener=None,
        store=FolderStore(tmp_path / "home"),
        clock=lambda: datetime(2026, 11, 22, tzinfo=UTC),
        new_id=lambda: f"id{next(ids)}",
        digest_key=b"k" * 32,
    )
    monkeypatch.setattr("kyc.services.assembly.assemble", lambda _settings: kit)
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    for name in ("ani", "budi"):
        folder = tmp_path / "batch" / name
        folder.mkdir(parents=True)
        (folder / "document.png").write_bytes(picture())
        (folder / "selfie.png").write_bytes(picture())
    return tmp_path / "batch"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_applicant_gives_one_sealed_report(batch: Path) -> None:
    result = call("--document", batch / "ani/document.png", "--selfie", batch / "ani/selfie.png", "--json")
    (report,) = objects(result)
    assert result.exit_code == 0
    assert is_whole(report)
    assert report["outcome"]["recommendation"] in {"review", "resubmit"}


def test_a_batch_gives_a_report_each_in_order(batch: Path) -> None:
    result = call("--batch", batch, "--json")
    assert [report["subject"]["external_id"] for report in objects(result)] == ["ani", "budi"]


def test_a_failing_applicant_does_not_stop_the_others(batch: Path) -> None:
    (batch / "ani" / "declared.json").write_text("{")
    result = call("--batch", batch, "--json")
    failed, done = objects(result)
    assert result.exit_code == 2
    assert failed["file"] == "ani"
    assert failed["error"]["code"] == "INPUT.DECLARED"
    assert "outcome" in done


def test_a_batch_that_is_called_again_does_only_what_is_left(batch: Path, reader: FakeReader) -> None:
    first = call("--batch", batch, "--json")
    asked = reader.asked
    (batch / "citra").mkdir()
    (batch / "citra" / "document.png").write_bytes(picture())
    second = call("--batch", batch, "--json")
    assert [report["subject"]["external_id"] for report in objects(second)] == ["ani", "budi", "citra"]
    assert objects(second)[:2] == objects(first)
    assert asked < reader.asked < asked * 2
    assert "0 verified" in call("--batch", batch).stderr
    assert "3 verified" in call("--batch", batch, "--again").stderr


def test_what_an_earlier_run_exported_is_not_drawn_again(batch: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("--batch", batch, "--out", out)
    drawn = {path: path.stat().st_mtime_ns for path in out.glob("*/*")}
    (out / "ani" / "report.json").unlink()
    assert call("--batch", batch, "--out", out).exit_code == 0
    changed = {path.parent.name for path in out.glob("*/*") if path.stat().st_mtime_ns != drawn[path]}
    assert changed == {"ani"}


def test_many_are_counted_and_not_shown_one_by_one(batch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kyc.cli.batches.verifying.FEW", 1)
    (batch / "ani" / "declared.json").write_text("{")
    result = call("--batch", batch)
    assert "budi" not in result.stdout
    assert "INPUT.DECLARED" in result.stdout
    assert "1 verified" in result.stderr
    assert "1 without a report" in result.stderr


@pytest.fixture
def stored(reader: FakeReader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Database:
    """An encrypted store with a tenant, worked on by engines that answer from memory."""
    monkeypatch.setattr("kyc.services.working.workshop.build_engines", lambda _settings: fake_engines(reader))
    database = open_database(Settings())
    database.upgrade()
    database.ensure_tenant(TENANT)
    return database


def consented(batch: Path) -> None:
    for name in ("ani", "budi"):
        consent = {"purpose": "onboarding", "text_version": "1", "given_at": "2026-11-01T09:00:00+07:00"}
        (batch / name / "declared.json").write_text(json.dumps({"name": name, "consent": consent}))


def test_a_batch_goes_into_the_encrypted_database(batch: Path, stored: Database, tmp_path: Path) -> None:
    consented(batch)
    first = call("--batch", batch, "--tenant", TENANT, "--out", tmp_path / "out", "--json", "--monitor")
    assert first.exit_code == 0, first.output
    reports = objects(first)
    assert [report["subject"]["external_id"] for report in reports] == ["ani", "budi"]
    assert all(is_whole(report) for report in reports)
    assert (tmp_path / "out" / "ani" / "report.html").is_file()
    assert not (tmp_path / "home" / "submissions").exists()  # nothing of them lies there unencrypted
    again = call("--batch", batch, "--tenant", TENANT)
    assert again.exit_code == 0
    assert "0 verified" in again.stderr
    assert "Kept encrypted in the database" in again.stderr
    with stored.transaction(TENANT, "client:test", read_only=True) as unit:
        assert len(unit.verifications.list(limit=9).items) == 2
        assert unit.customers.count()[0] == 2


def test_without_consent_nobody_gets_into_the_database(batch: Path, stored: Database) -> None:
    result = call("--batch", batch, "--tenant", TENANT, "--json")
    assert result.exit_code == 2
    assert {each["error"]["code"] for each in objects(result)} == {"CONSENT.MISSING"}


def test_where_a_database_is_configured_a_batch_goes_there(
    batch: Path, stored: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KYC_DATABASE", f"sqlite:///{tmp_path}/home/kyc.db")
    result = call("--batch", batch)
    assert isinstance(result.exception, InputError)
    assert result.exception.code == "INPUT.TENANT"  # there is no tenant `default` here
    assert not (tmp_path / "home" / "submissions").exists()


@pytest.mark.parametrize("arguments", [["--tenant", TENANT], ["--monitor"], ["--again"], ["--workers", "2"]])
def test_what_only_a_batch_does_is_not_passed_over(batch: Path, arguments: list[str]) -> None:
    assert getattr(call(batch / "ani", *arguments).exception, "code", None) == "INPUT.BATCH"


@pytest.mark.parametrize("beside", [["FOLDER"], ["--selfie", "x"], ["--declared", "x"], ["--back", "x"]])
def test_a_batch_stands_alone(batch: Path, beside: list[str]) -> None:
    arguments = [batch / "ani" if each == "FOLDER" else each for each in beside]
    assert getattr(call(*arguments, "--batch", batch).exception, "code", None) == "INPUT.BATCH"


def test_files_beside_folders_are_nobodys(batch: Path) -> None:
    assert getattr(call(batch / "ani", "--selfie", "x").exception, "code", None) == "INPUT.AMBIGUOUS"


def test_two_folders_of_one_name_are_refused_rather_than_one_report_written_over_the_other(tmp_path: Path) -> None:
    for branch in ("bandung", "medan"):
        (tmp_path / branch / "ani").mkdir(parents=True)
    outcome = call(tmp_path / "bandung" / "ani", tmp_path / "medan" / "ani", "--out", tmp_path / "out")
    assert getattr(outcome.exception, "code", None) == "INPUT.AMBIGUOUS"
    assert not (tmp_path / "out").exists()


def test_what_is_no_image_becomes_a_reason_and_not_a_crash(batch: Path) -> None:
    (batch / "ani" / "document.png").write_bytes(b"%PDF-1.7")
    (report, _) = objects(call("--batch", batch, "--json"))
    assert "IMG.NOT_IMAGE" in report["outcome"]["reasons"]
    assert report["outcome"]["recommendation"] != "approve"


def test_an_export_holds_json_and_page_and_an_index(batch: Path, tmp_path: Path) -> None:
    result = call("--batch", batch, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")} == {
        "ani/report.json",
        "ani/report.html",
        "budi/report.json",
        "budi/report.html",
        "index.html",
        "summary.html",
        "summary.csv",
        "summary.json",
    }
    assert "PLAIN TEXT" in result.stderr


@pytest.mark.parametrize(("arguments", "language"), [((), "en"), (("--language", "id"), "id")])
def test_the_pages_are_written_in_the_language_asked_for(
    batch: Path, tmp_path: Path, arguments: tuple[str, ...], language: str
) -> None:
    call("--batch", batch, "--out", tmp_path / "out", "--language", "id" if language == "en" else "en")
    call("--batch", batch, "--out", tmp_path / "out", *arguments)  # earlier reports, in another language now
    pages = sorted((tmp_path / "out").rglob("*.html"))
    assert [page.name for page in pages] == ["report.html", "report.html", "index.html", "summary.html"]
    assert all(f'<html lang="{language}">' in page.read_text("utf-8") for page in pages)


def test_a_language_that_is_not_spoken_is_refused_before_anybody_is_verified(batch: Path) -> None:
    assert getattr(call("--batch", batch, "--language", "fr").exception, "code", None) == "USAGE"


def test_a_missing_engine_still_leaves_a_report_and_says_so(batch: Path, reader: FakeReader) -> None:
    reader.failures, reader.code = 1000, "SYS.ENGINE_MISSING"
    result = call(batch / "ani", "--json")
    report, failure = objects(result)
    assert result.exit_code == 3
    assert report["outcome"]["recommendation"] != "approve"
    assert failure["error"]["code"] == "SYS.ENGINE_MISSING"


@pytest.mark.parametrize(("arguments", "code"), [(["--batch", "gone"], "INPUT.NO_FOLDER"), ([], "INPUT.NOTHING")])
def test_nothing_to_verify_is_a_clear_error(arguments: list[str], code: str) -> None:
    result = call(*arguments)
    assert getattr(result.exception, "code", None) == code


def test_an_empty_batch_says_what_it_expects(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = call("--batch", tmp_path / "empty")
    assert getattr(result.exception, "code", None) == "INPUT.EMPTY"
