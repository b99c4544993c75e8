"""Reports as files."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from kyc.model.errors import StoreError
from kyc.reporting.bundle import write_index, write_report
from kyc.reporting.document import from_json, seal, verify
from tests.unit.reporting import samples
from tests.unit.reporting.markup import Page


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_report_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    bundle = write_report(
        tmp_path / "a" / "b", seal(samples.review()), samples.images(), samples.evidence(), language="en"
    )
    assert (bundle.document.name, bundle.page.name) == ("report.json", "report.html")
    assert (mode(bundle.page.parent), mode(bundle.page), mode(bundle.document)) == (0o700, 0o600, 0o600)


def test_the_written_document_verifies_and_reads_back(tmp_path: Path) -> None:
    report = seal(samples.review())
    bundle = write_report(tmp_path, report, {}, None, language="en")
    document = json.loads(bundle.document.read_text("utf-8"))
    assert verify(document)
    assert from_json(document) == report


def test_writing_again_replaces_and_leaves_nothing_behind(tmp_path: Path) -> None:
    write_report(tmp_path, seal(samples.review()), {}, None, language="en")
    bundle = write_report(tmp_path, seal(samples.clear()), {}, None, language="en")
    assert {path.name for path in tmp_path.iterdir()} == {"report.json", "report.html"}
    assert json.loads(bundle.document.read_text("utf-8"))["outcome"]["recommendation"] == "approve"


def test_a_folder_that_is_a_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(StoreError) as caught:
        write_report(tmp_path / "taken", samples.clear(), {}, None, language="en")
    assert caught.value.code == "STORE.UNWRITABLE"


def test_a_file_that_cannot_take_its_place_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "report.json").mkdir()
    with pytest.raises(StoreError):
        write_report(tmp_path, samples.clear(), {}, None, language="en")
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_half_a_character_in_a_name_is_written_as_a_mark(tmp_path: Path) -> None:
    base = samples.clear()
    odd = replace(base, subject=replace(base.subject, external_id="half \ud83d"))
    bundle = write_report(tmp_path, seal(odd), {}, None, language="en")
    assert verify(json.loads(bundle.document.read_text("utf-8")))
    assert "half ?" in bundle.page.read_text("utf-8")


def test_the_index_puts_the_most_urgent_first_and_links_to_each(tmp_path: Path) -> None:
    reports = {name: make() for name, make in samples.REPORTS.items()}
    page = Page(write_index(tmp_path, reports, language="en").read_text("utf-8"))
    links = [link for link in page.values("href") if link.endswith("report.html")]
    assert links == [f"{name}/report.html" for name in ("reject", "review", "unable", "clear")]
    assert "A sanctioned person or organisation resembles the applicant." in page.text


def test_a_folder_name_with_odd_characters_is_linked_and_shown_as_it_is(tmp_path: Path) -> None:
    name = "a&b #1/../<i>"
    page = Page(write_index(tmp_path, {name: samples.clear()}, language="en").read_text("utf-8"))
    assert "a%26b%20%231%2F..%2F%3Ci%3E/report.html" in page.values("href")
    assert name in page.texts
    assert page.tags["i"] == 0
