"""The flow adds retries and visibility to the plain line, never a result, and tells Prefect nobody's data."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kyc.model.document import TextLine
from kyc.model.geometry import Box
from kyc.model.submission import DeclaredData, Submission, SubmittedImage
from kyc.policy import builtin
from kyc.policy.policy import load_policy
from kyc.services.assembly import known_checks
from kyc.services.verification import Resources, verify
from kyc.storage.files.folder import FolderStore
from tests.fakes import FakeReader, fake_engines
from tests.journey.canary import CANARY_NAME, CANARY_NIK, disguises, everything_kept

pytestmark = pytest.mark.flow

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
VOLATILE = {"id", "verification_id", "integrity", "created_at", "subject"}


def picture(shade: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1200, 757), (shade, 90, 120)).save(buffer, "PNG")
    return buffer.getvalue()


def submission(submission_id: str) -> Submission:
    return Submission(
        submission_id,
        SubmittedImage("document", picture(200)),
        SubmittedImage("selfie", picture(60)),
        declared=DeclaredData(name=CANARY_NAME, document_number=CANARY_NIK),
    )


def resources(root: Path, reader: FakeReader | None = None) -> Resources:
    ids = count(1)
    lines = (TextLine(f"NIK : {CANARY_NIK}", Box(20, 20, 500, 40).quad, 0.98),)
    return Resources(
        engines=fake_engines(reader or FakeReader(lines)),
        policy=load_policy(builtin(), checks=known_checks()),
        screener=None,
        store=FolderStore(root),
        clock=lambda: NOW,
        new_id=lambda: f"r{next(ids)}",
        digest_key=b"k" * 32,
    )


def comparable(report: Any) -> Any:
    """A report without what differs between any two runs."""
    checks = [{key: value for key, value in check.items() if key != "duration_ms"} for check in report["checks"]]
    return {**{key: value for key, value in report.items() if key not in VOLATILE}, "checks": checks}


def by_flow(kit: Resources, *ids: str) -> Iterator[Any]:
    from flows.resources import working_with
    from flows.verify import verify_each

    for each in ids:
        kit.store.put_submission(submission(each))
    with working_with(kit):
        for each, _ in verify_each(ids):
            yield kit.store.report(each)


def by_line(kit: Resources, submission_id: str) -> Any:
    verify(submission(submission_id), kit)
    return kit.store.report(submission_id)


@pytest.fixture(autouse=True)
def _server(prefect_database: Path) -> None:
    """Every test here runs against the session's server."""


def test_the_flow_gives_the_plain_lines_report(tmp_path: Path) -> None:
    plain = by_line(resources(tmp_path / "line"), "a1")
    (flowed,) = by_flow(resources(tmp_path / "flow"), "a1")
    assert comparable(flowed) == comparable(plain)


@pytest.mark.parametrize("failures", [1, 2])
def test_an_engine_that_recovers_leaves_no_mark(tmp_path: Path, failures: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.verify.read_document.retry_delay_seconds", 0)
    plain = by_line(resources(tmp_path / "line", FakeReader()), "a1")
    (flowed,) = by_flow(resources(tmp_path / "flow", FakeReader(failures=failures)), "a1")
    assert comparable(flowed) == comparable(plain)


@pytest.mark.parametrize(("code", "attempts"), [("SYS.TIMEOUT", 3), ("SYS.ENGINE_MISSING", 1)])
def test_an_engine_that_stays_broken_is_unable_and_never_clear(
    tmp_path: Path, code: str, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.verify.read_document.retry_delay_seconds", 0)
    reader = FakeReader(failures=1000, code=code)
    (flowed,) = by_flow(resources(tmp_path / "flow", reader), "a1")
    assert reader.asked == attempts
    assert flowed["outcome"]["recommendation"] != "approve"
    assert any(check["outcome"] == "unable" and code in check["reasons"] for check in flowed["checks"])


def test_prefect_learns_nothing_of_anybody(tmp_path: Path, prefect_database: Path) -> None:
    broken = resources(tmp_path / "broken", FakeReader(failures=1000, code="SYS.ENGINE_MISSING"))
    assert [*by_flow(resources(tmp_path / "flow"), "b1", "b2"), *by_flow(broken, "b3")]
    kept = everything_kept(prefect_database)
    assert b"b3" in kept, "the canary test looks at the database that was written"
    for canary in (CANARY_NAME, CANARY_NIK):
        assert not any(disguise in kept for disguise in disguises(canary))
