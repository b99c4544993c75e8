"""The summary: counts that add up, and files that machines, spreadsheets and people can open without harm."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from markupsafe import escape

from kyc.model.errors import StateError
from kyc.model.reasons import CATALOGUE
from kyc.model.report import Recommendation
from kyc.services.batches.files import write_summary
from kyc.services.batches.lock import only_run
from kyc.services.batches.summary import COLUMNS, summed_up
from kyc.services.batches.work import Row

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROWS = [
    Row("ani", "s1", Recommendation.APPROVE, 3, (), 2.0),
    Row("=cmd|' /C calc'!A0", "s2", Recommendation.REVIEW, 60, ("SCR.PEP", "IMG.BLUR"), 4.0),
    Row("<b>budi</b>", "s3", Recommendation.REVIEW, 55, ("SCR.PEP",), None),
    Row("citra", fault="INPUT.DECLARED", message="declared.json: not JSON in UTF-8.", seconds=0.0),
]
SUMMARY = summed_up(ROWS, seconds=6.0, at=NOW)


def test_it_counts_what_was_done_before_and_what_failed() -> None:
    counted = (SUMMARY.applicants, SUMMARY.verified, SUMMARY.earlier, SUMMARY.failed)
    assert counted == (4, 2, 1, 1)
    assert SUMMARY.applicants == SUMMARY.verified + SUMMARY.earlier + SUMMARY.failed
    assert SUMMARY.recommendations == {"approve": 1, "review": 2, "resubmit": 0, "reject": 0}
    assert list(SUMMARY.reasons.items()) == [("SCR.PEP", 2), ("IMG.BLUR", 1)]
    assert SUMMARY.faults == {"INPUT.DECLARED": 1}
    assert SUMMARY.seconds_each == 3.0
    assert summed_up([], seconds=0, at=NOW).seconds_each is None


def test_the_files_say_the_same_and_are_their_owners_only(tmp_path: Path) -> None:
    write_summary(tmp_path / "out", SUMMARY, ROWS, is_exported=True, language="en")
    told = json.loads((tmp_path / "out" / "summary.json").read_bytes())
    assert told["summary"]["applicants"] == len(told["applicants"]) == 4
    table = list(csv.reader(io.StringIO((tmp_path / "out" / "summary.csv").read_text("utf-8-sig"))))
    assert table[0] == list(COLUMNS)
    assert [row[0] for row in table[1:]] == ["ani", "'=cmd|' /C calc'!A0", "<b>budi</b>", "citra"]
    assert table[4][6:] == ["INPUT.DECLARED", "declared.json: not JSON in UTF-8."]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()} == {0o600}


def test_the_page_links_reports_and_lets_no_name_speak(tmp_path: Path) -> None:
    write_summary(tmp_path, SUMMARY, ROWS, is_exported=True, language="en")
    page = (tmp_path / "summary.html").read_text("utf-8")
    assert "&lt;b&gt;budi&lt;/b&gt;" in page
    assert "<b>budi</b>" not in page
    assert 'href="ani/report.html"' in page
    assert 'href="citra' not in page
    write_summary(tmp_path, SUMMARY, ROWS, is_exported=False, language="en")
    assert "report.html" not in (tmp_path / "summary.html").read_text("utf-8")


def test_a_folder_whose_name_is_no_text_is_linked_by_its_bytes(tmp_path: Path) -> None:
    row = Row(os.fsdecode(b"crm-\xff <b>"), "s1", Recommendation.REVIEW, 50, ("SCR.PEP",), 1.0)
    write_summary(tmp_path, summed_up([row], seconds=1.0, at=NOW), [row], is_exported=True, language="en")
    assert 'href="crm-%FF%20%3Cb%3E/report.html"' in (tmp_path / "summary.html").read_text("utf-8")
    assert len(json.loads((tmp_path / "summary.json").read_bytes())["applicants"]) == 1


def test_the_page_says_what_a_code_means(tmp_path: Path) -> None:
    write_summary(tmp_path, SUMMARY, ROWS, is_exported=True, language="en")
    page = (tmp_path / "summary.html").read_text("utf-8")
    for code in {code for row in ROWS for code in row.reasons}:
        assert page.count(str(escape(CATALOGUE[code].en))) >= 2  # once in the counts, once with the applicant
        assert f"<bdi>{code}</bdi>" in page


def test_a_batch_runs_once_at_a_time(tmp_path: Path) -> None:
    with only_run(tmp_path, tmp_path / "one"):
        with pytest.raises(StateError, match="another run"), only_run(tmp_path, tmp_path / "one"):
            pass
        with only_run(tmp_path, tmp_path / "two"):
            pass
    with only_run(tmp_path, tmp_path / "one"):
        pass
