"""No tipping off: what clients and applicants get to see."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kyc.checks import CHECKS
from kyc.model.check import CheckResult, Item, Outcome
from kyc.model.context import CheckContext
from kyc.model.reasons import CATALOGUE, NEUTRAL_EN, NEUTRAL_ID, Audience
from kyc.model.report import Counterfactual, Recommendation, Report, RiskLevel, TraceStep
from kyc.model.screening import ListVersion, Screening, ScreeningQuery
from kyc.reporting.document import Projection, as_json, seal
from kyc.reporting.projections import WITHHELD_CHECKS
from tests.unit.reporting import samples

LESSER: tuple[Projection, ...] = ("client", "applicant")
RESTRICTED = [reason for reason in CATALOGUE.values() if reason.audience is Audience.RESTRICTED]
CODES = sorted(CATALOGUE)
OWN = {code for code, reason in CATALOGUE.items() if reason.audience is Audience.APPLICANT}
RECOMMENDATIONS = st.sampled_from(Recommendation)


@st.composite
def results(draw: st.DrawFn) -> CheckResult:
    """A check of any key with any reasons, on itself and on its items."""
    key = draw(st.sampled_from(["sanctions", "pep", "duplicates", "face_match", "image_quality", "some_plug_in"]))
    outcome = draw(st.sampled_from(Outcome))
    codes = st.lists(st.sampled_from(CODES), min_size=1, max_size=4)
    item = Item("measured", outcome, None, reasons=tuple(draw(codes)))
    screened = samples.screening(samples.hit()) if draw(st.booleans()) else None
    return replace(samples.check(key, outcome, *draw(codes), items=(item,)), screening=screened)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with restricted reasons wherever a reason or a text can stand."""
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=6))
    texts = draw(
        st.lists(st.sampled_from([text for reason in RESTRICTED for text in (reason.en, reason.id, reason.code)]))
    )
    checks = draw(st.lists(results(), max_size=5))
    steps = tuple(TraceStep(text, {text: text}, True, text) for text in texts)
    changes = tuple(Counterfactual(text, Recommendation.APPROVE) for text in texts)
    base = samples.report(
        draw(RECOMMENDATIONS),
        draw(st.integers(0, 100)),
        draw(st.sampled_from(RiskLevel)),
        *codes,
        checks=tuple(checks),
        screened=draw(st.sampled_from([None, samples.screening(), samples.screening(samples.hit())])),
        decided_by=draw(st.sampled_from(["policy", "analyst-7"])),
    )
    return replace(base, trace=steps, counterfactuals=changes, limits=(*base.limits, *texts))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports(), st.sampled_from(LESSER))
def test_no_restricted_code_or_text_stands_anywhere(report: Report, projection: Projection) -> None:
    written = json.dumps(as_json(seal(report), projection), ensure_ascii=False)
    for reason in RESTRICTED:
        assert reason.code not in written
        assert reason.en not in written
        assert reason.id not in written
    assert "WULANDARI" not in written.upper()
    assert "local-17" not in written


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RECOMMENDATIONS, st.sampled_from(LESSER), st.data())
def test_nothing_depends_on_screening_but_the_recommendation(
    recommendation: Recommendation, projection: Projection, data: st.DataObject
) -> None:
    def screened() -> Report:
        outcome = data.draw(st.sampled_from(Outcome))
        codes = tuple(data.draw(st.lists(st.sampled_from([r.code for r in RESTRICTED]), min_size=1)))
        seen = data.draw(st.sampled_from([None, samples.screening(), samples.screening(samples.hit())]))
        base = samples.clear()
        others = tuple(check for check in base.checks if check.check not in WITHHELD_CHECKS)
        hidden = tuple(
            replace(samples.check(key, outcome, *codes), duration_ms=data.draw(st.floats(0, 900)), screening=seen)
            for key in sorted(WITHHELD_CHECKS)
        )
        risk, level = data.draw(st.integers(0, 100)), data.draw(st.sampled_from(RiskLevel))
        verdict = replace(
            base.outcome,
            recommendation=recommendation,
            risk_score=risk,
            risk_level=level,
            reasons=("DOC.EXPIRED", *codes),
        )
        checks = data.draw(st.permutations((*others, *hidden)))
        return replace(base, outcome=verdict, checks=tuple(checks), screening=seen, trace=base.trace[:2])

    assert as_json(seal(screened()), projection) == as_json(seal(screened()), projection)


@dataclass(frozen=True)
class Found:
    """A screener that always gives the same answer."""

    answer: Screening

    def screen(self, query: ScreeningQuery) -> Screening:
        return replace(self.answer, query=query)


class Carried:
    """Every number is another applicant's as well."""

    def others(self, submission_id: str, kind: str, number: str) -> tuple[str, ...]:
        return ("app_other",)


@pytest.mark.parametrize("lists", [(), samples.LISTS], ids=["no lists", "lists"])
def test_just_the_withheld_checks_can_give_a_restricted_reason(lists: tuple[ListVersion, ...]) -> None:
    hits = (replace(samples.hit(), topics=("sanction", "crime.terror", "role.pep")),)
    found = Found(samples.screening(*hits, lists=lists))
    speaking = set()
    for key, check in CHECKS.items():
        result = check.run(samples.evidence(), CheckContext(samples.AT.date(), check.THRESHOLDS, found, Carried()))
        speaking |= {key for code in result.reasons if CATALOGUE[code].audience is Audience.RESTRICTED}
    assert speaking == WITHHELD_CHECKS


@pytest.mark.parametrize("code", ["SCR.SANCTION", "FACE.BORDERLINE", "DATA.NAME_MISMATCH"])
def test_a_client_cannot_tell_what_a_review_is_about(code: str) -> None:
    base = samples.review()
    other = replace(base, outcome=replace(base.outcome, reasons=(code,)), checks=samples.clear().checks)
    assert as_json(base, "client") == as_json(other, "client")


def test_a_client_sees_why_to_hand_in_again() -> None:
    document = as_json(samples.unable(), "client")
    checks = {check["check"]: check for check in document["checks"]}
    assert document["outcome"]["reasons"] == ["IMG.BLUR", "IMG.GLARE", "FACE.NONE", "OCR.FIELD_MISSING"]
    assert checks["image_quality"]["reasons"] == ["IMG.BLUR", "IMG.GLARE"]
    assert checks["sanctions"]["outcome"] is None


def test_a_client_sees_the_checks_of_an_approval_but_never_screening() -> None:
    checks = {check["check"]: check["outcome"] for check in as_json(samples.clear(), "client")["checks"]}
    assert checks["face_match"] == "clear"
    assert {checks[key] for key in WITHHELD_CHECKS & checks.keys()} == {None}


def test_a_persons_decision_is_told_without_the_person_or_the_reasons() -> None:
    base = samples.reject()
    decided = replace(base, outcome=replace(base.outcome, decided_by="analyst-7", reasons=("MAN.FRAUD",)))
    document = as_json(decided, "client")
    assert document["outcome"]["decided_by"] == "person"
    assert document["outcome"]["reasons"] == []
    assert all(check["outcome"] is None for check in document["checks"])
    assert "analyst-7" not in json.dumps(document)


def test_a_check_with_a_restricted_item_is_withheld_whole() -> None:
    item = samples.field_item("name", Outcome.CONSIDER, "MAN.FRAUD")
    tainted = samples.check("identity_match", Outcome.CONSIDER, "DATA.NAME_MISMATCH", items=(item,))
    (check,) = as_json(replace(samples.clear(), checks=(tainted,)), "client")["checks"]
    assert check["outcome"] is None


@pytest.mark.parametrize(
    ("make", "status", "messages"),
    [
        (samples.clear, "complete", []),
        (samples.review, "in_progress", [{"code": None, "en": NEUTRAL_EN, "id": NEUTRAL_ID}]),
        (samples.reject, "in_progress", [{"code": None, "en": NEUTRAL_EN, "id": NEUTRAL_ID}]),
    ],
)
def test_an_applicant_reads_a_neutral_status(make: Callable[[], Report], status: str, messages: list[Any]) -> None:
    document = as_json(make(), "applicant")
    assert (document["status"], document["messages"]) == (status, messages)


def test_an_applicant_reads_what_to_mend_in_both_languages() -> None:
    messages = as_json(samples.unable(), "applicant")["messages"]
    assert [message["code"] for message in messages] == ["IMG.BLUR", "IMG.GLARE", "FACE.NONE"]
    assert messages[0]["id"] == "Gambar buram."


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_an_applicant_never_reads_more_than_their_own_texts(report: Report) -> None:
    document = as_json(report, "applicant")
    assert {message["code"] for message in document["messages"]} <= OWN | {None}
    assert "recommendation" not in json.dumps(document)


@pytest.mark.parametrize(
    ("limit", "is_told"),
    [
        ("liveness: not assessed", True),
        ("registry: asked, and could not be answered", True),
        ("face_match: not examined, this policy does not enable it", True),
        ("pep: asked, and could not be answered", False),
        ("PEP lists are a month old", False),
        ("sanctions: not examined, this policy does not enable it", False),
        ("duplicates: asked, and could not be answered", False),
        ("screening covers persons only", False),
        ("daftar DTTOT belum dimuat", False),
        ("terduga teroris tidak diperiksa", False),
        ("no hit was looked at", False),
        ("see SCR.LIST_STALE", False),
        *((reason.en, False) for reason in RESTRICTED),
        *((reason.id, False) for reason in RESTRICTED),
    ],
)
def test_a_limit_that_may_speak_of_screening_stays_with_the_analysts(limit: str, is_told: bool) -> None:
    report = replace(samples.clear(), limits=("liveness: passive", limit))
    shown = as_json(seal(report), "client")["limits"]
    assert shown == ["liveness: passive", *([limit] if is_told else [])]
    assert limit in as_json(seal(report), "internal")["limits"]


@pytest.mark.parametrize(
    ("recommendation", "decided_by", "is_explained"),
    [
        (Recommendation.APPROVE, "policy", True),
        (Recommendation.RESUBMIT, "policy", True),
        (Recommendation.REJECT, "policy", True),
        (Recommendation.REVIEW, "policy", False),
        *((each, "usr_1", False) for each in Recommendation),
    ],
)
def test_only_what_the_policy_itself_concluded_is_explained(
    recommendation: Recommendation, decided_by: str, is_explained: bool
) -> None:
    face = samples.check("face_match", Outcome.CONSIDER, "FACE.BORDERLINE")
    report = replace(
        samples.report(
            recommendation,
            40,
            RiskLevel.MEDIUM,
            "FACE.BORDERLINE",
            checks=(face,),
            screened=None,
            decided_by=decided_by,
        ),
        limits=("liveness: passive",),
    )
    shown = as_json(seal(report), "client")
    assert shown["outcome"]["reasons"] == (["FACE.BORDERLINE"] if is_explained else [])
    assert shown["limits"] == (["liveness: passive"] if is_explained else [])
    assert [each["outcome"] for each in shown["checks"]] == (["consider"] if is_explained else [None])
    assert shown["outcome"]["decided_by"] == ("policy" if decided_by == "policy" else "person")
