"""What the program wrote on earlier days, byte for byte: whatever the records have gained since, it reads still.

Who adds a field to a record that reports hold, and forgets what reports without it say (`kyc.reporting.codec.LATER`),
or one without a default to a record that the store keeps, makes these fail. `fixtures/README.md`: how to keep a day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kyc.model.evidence import Evidence
from kyc.model.report import Recommendation, Report
from kyc.model.submission import Submission
from kyc.policy import builtin
from kyc.policy.policy import load_policy
from kyc.reporting import codec as reports
from kyc.reporting.bundle import write_report
from kyc.reporting.codec import LATER, parse
from kyc.reporting.document import as_json, from_json, verify
from kyc.services.assembly import known_checks
from kyc.services.backtesting.files import pasts, reports_in
from kyc.services.backtesting.past import Past
from kyc.services.backtesting.rejudging import Bench, judge_again
from kyc.storage import codec

STORED = Path(__file__).parents[2] / "fixtures" / "stored"
DAYS = sorted(folder.name for folder in STORED.iterdir())


@pytest.fixture(params=DAYS)
def day(request: pytest.FixtureRequest) -> Path:
    return STORED / str(request.param)


def report_of(day: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((day / "report.json").read_bytes())
    return document


def paths(value: Any, above: str = "") -> Iterator[str]:
    """The keys of a document, with those above them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{above}.{key}"
            yield from paths(inner, f"{above}.{key}")
    if isinstance(value, list):
        for inner in value:
            yield from paths(inner, above)


def test_the_first_day_is_older_than_what_came_later() -> None:
    """Else nothing here would show that anything is read that is not there."""
    assert LATER
    assert not any(path.endswith("hits.fingerprint") for path in paths(report_of(STORED / DAYS[0])))


def test_a_report_is_whole_and_reads_as_what_it_said(day: Path) -> None:
    document = report_of(day)
    report = from_json(document)
    assert verify(document)
    assert report.outcome.recommendation is Recommendation.REVIEW
    assert report.screening is not None
    assert any(hit.flagged for hit in report.screening.hits)


def test_written_again_a_report_says_the_same_and_what_came_later(day: Path) -> None:
    document = report_of(day)
    again = as_json(from_json(document))
    gained = {path.rpartition(".")[2] for path in set(paths(again)) - set(paths(document))}
    assert gained <= {name for _, name in LATER}
    assert set(paths(document)) <= set(paths(again))
    assert [again[key] for key in ("outcome", "trace", "integrity")] == [
        document[key] for key in ("outcome", "trace", "integrity")
    ]


def test_what_the_store_kept_reads(day: Path) -> None:
    evidence = codec.parse(Evidence, (day / "evidence.json").read_bytes())
    submission = codec.parse(Submission, (day / "submission.json").read_bytes())
    assert evidence.submission_id == submission.id
    assert submission.declared.consent is not None


def test_an_analyst_can_print_it(day: Path, tmp_path: Path) -> None:
    write_report(tmp_path, from_json(report_of(day)), {}, language="en")
    assert "BAGUS HARTANTO SURYAKENCANA" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_it_can_be_judged_again(day: Path) -> None:
    (past,) = pasts(reports_in([day]))
    assert isinstance(past, Past)
    again = judge_again(past.report, past.evidence, Bench(load_policy(builtin(), checks=known_checks())))
    assert again.outcome.recommendation is past.report.outcome.recommendation


def test_a_field_that_nobody_gave_a_reading_to_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard itself: without its entry in LATER, the oldest report no longer reads."""
    monkeypatch.setattr(reports, "LATER", {})
    reports._reader.cache_clear()
    try:
        with pytest.raises(KeyError, match=r"fingerprint|birth_place"):
            parse(Report, {**report_of(STORED / DAYS[0]), "checks": []})
    finally:
        monkeypatch.undo()
        reports._reader.cache_clear()
