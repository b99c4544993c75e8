"""Every scenario ends as its key says, judged by the real checks and the shipped policy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kyc.model.errors import EngineError, InputError
from kyc.model.evidence import Evidence
from kyc.model.reasons import CATALOGUE, Severity
from kyc.model.submission import DeclaredData, Submission, SubmittedImage
from kyc.reporting import document as written
from kyc.services.sandbox.rehearsing import Rehearsal, rehearse
from kyc.services.sandbox.scenarios import SCENARIOS, scenario_of
from kyc.services.verification import Resources
from tests.databases import NOON
from tests.fakes import fake_engines
from tests.unit.services.line import CONSENT, picture, policy
from watchlists.dates import PartialDate

SCHEMA = json.loads((Path(written.__file__).parent / "report.schema.json").read_text())
# Reasons that no check of the line gives: a policy's rule, a person or nobody does.
NOT_BY_A_CHECK = {"LIVE.NOT_ASSESSED", "LIVE.SPOOF", "RISK.HIGH_GEO", "SYS.RULE_ERROR"}
WORDS = {
    "approve": ("approve", ()),
    "review": ("review", ("FACE.BORDERLINE",)),
    "resubmit": ("resubmit", ("IMG.BLUR",)),
    "reject": ("reject", ("FACE.NO_MATCH",)),
    "flaky": ("approve", ()),
    "slow": ("approve", ()),
    "stuck": ("approve", ()),
    "expires": ("approve", ()),
}
DECLARED = (
    DeclaredData(consent=CONSENT),
    DeclaredData(
        name="Budi Contoh", birth_date=PartialDate(1985, 3, 2), gender="male", nationality="IDN",
        document_number="3171010203850001", address="Jalan Contoh 7", consent=CONSENT,
    ),
    DeclaredData(name="Ana Example", nationality="PHL", document_number="P1234567A", consent=CONSENT),
)  # fmt: skip


class Shelf:
    """A store that keeps one report and one evidence."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.evidence_kept: Evidence | None = None

    def put_submission(self, submission: Submission) -> None: ...

    def submission(self, submission_id: str) -> Submission:
        raise LookupError(submission_id)

    def put_evidence(self, evidence: Evidence) -> None:
        self.evidence_kept = evidence

    def evidence(self, submission_id: str) -> Evidence | None:
        return self.evidence_kept

    def put_report(self, submission_id: str, report: Mapping[str, Any]) -> None:
        self.kept = dict(report)

    def report(self, submission_id: str) -> Mapping[str, Any] | None:
        return self.kept


def played(
    key: str,
    declared: DeclaredData = DECLARED[0],
    *,
    ahead: timedelta = timedelta(),
    attempt: int = 2,
    image: bytes | None = None,
) -> dict[str, Any]:
    """The report of a scenario, as JSON."""
    shelf = Shelf()
    resources = Resources(
        fake_engines(), policy(), None, shelf, lambda: NOON, new_id=lambda: "rep_1", digest_key=b"k" * 32
    )
    front = SubmittedImage("document", picture() if image is None else image)
    submission = Submission("ver_1", front, SubmittedImage("selfie", picture(90)), declared=declared)
    rehearse(submission, Rehearsal(SCENARIOS[key], ahead, attempt), resources)
    return shelf.kept


def reasons_in(report: Mapping[str, Any]) -> set[str]:
    items = [item for check in report["checks"] for part in check["breakdown"] for item in part["items"]]
    return {code for each in (*report["checks"], *items) for code in each["reasons"]}


@pytest.mark.parametrize("declared", DECLARED, ids=["nothing declared", "a citizen", "a foreigner"])
@pytest.mark.parametrize("code", sorted(SCENARIOS.keys() & CATALOGUE.keys()))
def test_a_reason_code_gives_that_reason(code: str, declared: DeclaredData) -> None:
    report = played(code, declared)
    jsonschema.validate(report, SCHEMA)
    assert code in reasons_in(report)
    assert CATALOGUE[code].severity is Severity.INFO or report["outcome"]["recommendation"] != "approve"


def test_every_reason_a_check_can_give_has_a_scenario() -> None:
    spoken_by_checks = {code for code in CATALOGUE if not code.startswith("MAN.")}
    assert spoken_by_checks - SCENARIOS.keys() == NOT_BY_A_CHECK


@pytest.mark.parametrize("declared", DECLARED, ids=["nothing declared", "a citizen", "a foreigner"])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_gives_that_end(word: str, declared: DeclaredData) -> None:
    outcome = played(word, declared)["outcome"]
    assert (outcome["recommendation"], tuple(outcome["reasons"])) == WORDS[word]


def test_the_report_says_that_it_was_made_up() -> None:
    assert any(limit.startswith("sandbox: evidence and lists were made up") for limit in played("approve")["limits"])


@pytest.mark.parametrize(("code", "check"), [("REG.NOT_FOUND", "registry"), ("DUP.NIK", "duplicates")])
def test_a_check_that_the_policy_leaves_out_is_asked_where_the_scenario_is_about_it(code: str, check: str) -> None:
    report = played(code)
    assert check in {each["check"] for each in report["checks"]}
    assert not any(limit.startswith(f"{check}:") for limit in report["limits"])
    assert check not in {each["check"] for each in played("approve")["checks"]}


def test_a_failing_engine_fails_as_often_as_it_should() -> None:
    with pytest.raises(EngineError):
        played("flaky", attempt=1)
    with pytest.raises(EngineError):
        played("error", attempt=99)


def test_what_is_slow_waits_once() -> None:
    first, second = (Rehearsal(SCENARIOS["slow"], timedelta(), attempt) for attempt in (1, 2))
    assert (first.wait, second.wait) == (timedelta(seconds=10), timedelta())


def test_a_passport_expires_when_the_clock_is_moved() -> None:
    later = played("expires", ahead=timedelta(days=31))
    assert later["outcome"]["reasons"] == ["DOC.EXPIRED"]
    assert later["created_at"].startswith("2026-12-23")


def test_a_file_that_is_no_picture_stays_none() -> None:
    report = played("approve", image=b"no picture at all, only words " * 9)
    assert report["outcome"]["recommendation"] == "resubmit"
    assert "IMG.NOT_IMAGE" in report["outcome"]["reasons"]


@pytest.mark.parametrize(
    ("external_id", "name", "key"),
    [
        ("sandbox:approve", None, "approve"),
        ("sandbox:face.no_match", None, "FACE.NO_MATCH"),
        ("SANDBOX:Approve:customer-17", None, "approve"),
        (None, "Sandbox SCR.PEP", "SCR.PEP"),
        ("customer-17", "Sandbox  approve", "approve"),
        ("customer-17", "Siti Contoh", None),
        ("customer-17", "Sandbox Contoh Siti", None),
        ("sandbox:", None, None),
        (None, None, None),
    ],
)
def test_an_applicant_names_the_scenario(external_id: str | None, name: str | None, key: str | None) -> None:
    found = scenario_of(DeclaredData(external_id=external_id, name=name))
    assert (found.key if found else None) == key


@pytest.mark.parametrize("external_id", ["sandbox:aprove", "sandbox:MAN.FRAUD", "sandbox:LIVE.SPOOF"])
def test_a_scenario_that_is_not_there_is_a_mistake(external_id: str) -> None:
    with pytest.raises(InputError) as refused:
        scenario_of(DeclaredData(external_id=external_id))
    assert refused.value.code == "SANDBOX.UNKNOWN"


def test_scenarios_do_not_share_a_number_unless_it_was_declared() -> None:
    def number(submission_id: str) -> str | None:
        shelf = Shelf()
        resources = Resources(
            fake_engines(), policy(), None, shelf, lambda: NOON, new_id=lambda: "rep_1", digest_key=b"k" * 32
        )
        image = SubmittedImage("document", picture())
        rehearse(Submission(submission_id, image), Rehearsal(SCENARIOS["approve"], timedelta(), 1), resources)
        assert shelf.evidence_kept
        return shelf.evidence_kept.read("nik")

    assert number("ver_1") != number("ver_2")


def test_the_docs_list_every_scenario_with_its_recommendation() -> None:
    text = (Path(__file__).parents[4] / "docs" / "sandbox.md").read_text("utf-8")
    for key, scenario in SCENARIOS.items():
        ends = f" {played(key)['outcome']['recommendation']} |" if key in CATALOGUE else ""
        assert f"| `{key}` | {scenario.told} |{ends}\n" in text, key
