"""Reports in files: those of a batch, and the command line's own folder with the evidence beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kyc.model.errors import InputError
from kyc.model.report import Report
from kyc.model.submission import Submission, SubmittedImage
from kyc.policy.policy import Policy
from kyc.reporting.bundle import write_report
from kyc.reporting.document import as_json
from kyc.services.backtesting.comparing import Change
from kyc.services.backtesting.files import pasts, reports_in
from kyc.services.backtesting.past import Past, Unjudged, Why, judged
from kyc.services.backtesting.rejudging import Bench
from kyc.storage.files.folder import FolderStore
from tests.unit.checks import samples
from tests.unit.policy.samples import BUILTIN, load
from tests.unit.services.backtesting.drawn import EVENING, World

WORLD = World(samples.evidence(), samples.Lists(), None, EVENING)
REPORT = WORLD.report(BUILTIN)
STRICT = load("{id: strict, version: 2, checks: {face_match: {thresholds: {clear_fmr: 1.0e-6}}}}")
HARSH = load("{id: harsh, version: 2, checks: {image_quality: {points: 100}, age: {points: 50}}}")


def tried(path: Path, policy: Policy) -> Change | Unjudged:
    (past,) = pasts(reports_in([path]))
    return judged(past, Bench(policy, {BUILTIN.sha256: BUILTIN})) if isinstance(past, Past) else past


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """A folder of batch output with one applicant."""
    (tmp_path / "out").mkdir()
    write_report(tmp_path / "out" / "siti", REPORT, {}, language="en")
    return tmp_path / "out"


def test_a_batchs_reports_are_judged_where_the_terms_are_the_same(batch: Path) -> None:
    found = tried(batch, HARSH)
    assert isinstance(found, Change)
    assert (found.id, found.after.recommendation) == (REPORT.verification_id, "approve")


def test_a_batchs_reports_say_nothing_of_another_threshold(batch: Path) -> None:
    assert tried(batch, STRICT) == Unjudged("ver", Why.EVIDENCE_GONE, "face_match")


def test_beside_its_evidence_a_report_is_judged_under_any_threshold(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "submissions")
    store.put_submission(Submission("s", SubmittedImage("document", b"x"), None, None, declared=samples.DECLARED))
    store.put_evidence(WORLD.evidence)
    store.put_report("s", as_json(REPORT))
    found = tried(tmp_path / "submissions", STRICT)
    assert isinstance(found, Change)
    assert found.after.recommendation == "review"


def test_a_report_that_a_person_decided_says_not_what_the_policy_said(tmp_path: Path) -> None:
    document = as_json(REPORT)
    document["outcome"]["decided_by"] = "usr_ani"
    (tmp_path / "report.json").write_text(json.dumps(document))
    assert tried(tmp_path, BUILTIN) == Unjudged("ver", Why.DECIDED)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "report/9"}', "\x00"])
def test_what_is_no_report_is_told_and_the_others_are_judged(batch: Path, content: str) -> None:
    (batch / "broken").mkdir()
    (batch / "broken" / "report.json").write_text(content)
    found = {type(past): past for past in pasts(reports_in([batch]))}
    broken = found[Unjudged]
    assert isinstance(broken, Unjudged)
    assert (broken.why, broken.id) == (Why.DAMAGED, str(batch / "broken" / "report.json"))
    assert isinstance(found[Past], Past)


def test_files_and_folders_may_be_mixed_and_no_file_counts_twice(batch: Path) -> None:
    file = batch / "siti" / "report.json"
    assert reports_in([file, batch, batch.parent]) == (file,)


@pytest.mark.parametrize(("name", "code"), [("nowhere", "INPUT.UNREADABLE"), ("empty", "INPUT.EMPTY")])
def test_a_folder_without_reports_is_refused(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as told:
        reports_in([tmp_path / name])
    assert told.value.code == code


def test_a_report_reads_back_as_it_was(batch: Path) -> None:
    (past,) = pasts(reports_in([batch]))
    assert isinstance(past, Past)
    assert isinstance(past.report, Report)
    assert as_json(past.report) == as_json(REPORT)
