"""Judging, deciding, checking: once, by those who may, on what they saw."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from kyc.model.case import Case, CaseKind, CaseState, DecisionState
from kyc.model.hours import BusinessHours
from kyc.model.screening import HitStatus
from kyc.model.submission import DeclaredData
from kyc.model.user import Role
from kyc.model.verification import VerificationState
from kyc.policy.casework import Terms
from kyc.services.casework import queue
from kyc.services.casework.opening import open_case
from kyc.storage.database import Database
from kyc.web.console.visit import Visit
from tests.databases import NOON, TENANT
from tests.unit.web.console.case.conftest import Worked
from tests.unit.web.console.case.lodging import LISTED, WHO, flagged_namesake, lodged, taken
from tests.unit.web.console.conftest import Browser, token_on

NOTE = "born in another year; the passport agrees with that"


def now_is(store: Database, case: Case) -> Case:
    with store.transaction(TENANT, WHO, read_only=True) as unit:
        return unit.cases.get(case.id)


def form(browser: Browser, case: Case, part: str, path: str, **data: Any) -> httpx.Response:
    """Open a part of the case and send a form of it, as seen then."""
    opened = browser.get(f"/cases/{case.id}{part}")
    assert opened.status_code == 200
    return browser.post(f"/cases/{case.id}{path}", {**seen(opened), **data})


def seen(opened: httpx.Response) -> dict[str, str]:
    """What every form of a page carries."""
    found = {"token": token_on(opened)}
    for name in ("version", "seen"):
        _, _, rest = opened.text.partition(f'name="{name}" value="')
        found |= {name: rest.partition('"')[0]} if rest else {}
    return found


def judge(browser: Browser, case: Case, status: str, reason: str, **data: Any) -> httpx.Response:
    part = f"/hits/{LISTED}"
    return form(browser, case, part, f"{part}/review", status=status, reason=reason, **data)


def decide(browser: Browser, case: Case, outcome: str, **data: Any) -> httpx.Response:
    return form(browser, case, f"/decision?outcome={outcome}", "/decide", outcome=outcome, **{"note": NOTE, **data})


def test_a_cleared_namesake_leads_to_the_decision_and_leaves_an_exception(worked: Worked, store: Database) -> None:
    browser, case = worked("flagged_namesake")
    reply = judge(browser, case, "false_positive", "birth_date_differs", days="90")
    assert (reply.status_code, reply.headers["location"]) == (303, f"/console/cases/{case.id}/decision")
    with store.transaction(TENANT, WHO, read_only=True) as unit:
        (review,) = unit.reviews.of(case.id)
        exception = unit.exceptions.find(case.applicant_id, LISTED)
    assert review.status is HitStatus.FALSE_POSITIVE
    assert exception is not None
    assert exception.expires_at == review.expires_at


@pytest.mark.parametrize(
    ("status", "reason", "note", "code"),
    [
        ("false_positive", "", "", 422),
        ("false_positive", "identity_confirmed", "", 422),  # a reason of another answer
        ("false_positive", "other", "", 422),  # has to be told
        ("false_positive", "other", "his twin", 303),
        ("inconclusive", "too_little_data", "", 303),
        ("nonsense", "other", "x", 422),
    ],
)
def test_a_judgement_needs_a_reason_of_its_own(status: str, reason: str, note: str, code: int, worked: Worked) -> None:
    browser, case = worked("flagged_namesake")
    assert judge(browser, case, status, reason, note=note).status_code == code


@pytest.mark.parametrize("entity_id", ["local-a/b c?d", "local-ü%2F..", "NK-x/review"])
def test_an_entity_of_any_id_can_be_judged(entity_id: str, console: Callable[..., Browser], store: Database) -> None:
    person = flagged_namesake()
    screening = person.report.screening
    assert screening is not None
    hits = (replace(screening.hits[0], entity_id=entity_id),)
    report = replace(person.report, screening=replace(screening, hits=hits))
    browser = console(Role.ANALYST)
    case = taken(store, lodged(store, replace(person, report=report)), browser.user)  # type: ignore[arg-type]
    path = f"/hits/{quote(entity_id)}"
    reply = form(browser, case, path, f"{path}/review", status="inconclusive", reason="too_little_data")
    assert reply.status_code == 303
    with store.transaction(TENANT, WHO, read_only=True) as unit:
        assert [review.entity_id for review in unit.reviews.of(case.id)] == [entity_id]


def test_what_is_missing_is_said_on_the_hits_own_page(worked: Worked) -> None:
    browser, case = worked("flagged_namesake")
    reply = judge(browser, case, "false_positive", "other")
    assert "Another reason has to be told in a note." in reply.text
    assert "Side by side" in reply.text


def test_an_approval_closes_the_case(worked: Worked, store: Database) -> None:
    browser, case = worked("flagged_namesake")
    judge(browser, case, "false_positive", "birth_date_differs")
    reply = decide(browser, case, "approve", reasons=["MAN.CLEARED"])
    assert reply.status_code == 303
    assert (now_is(store, case).state, now_is(store, case).resolution) == (CaseState.CLOSED, "approve")
    with store.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.verifications.get(case.verification_id or "").state is VerificationState.APPROVED


def test_the_back_button_never_decides_twice(worked: Worked, store: Database) -> None:
    browser, case = worked("flagged_namesake")
    judge(browser, case, "false_positive", "birth_date_differs")
    opened = browser.get(f"/cases/{case.id}/decision?outcome=approve")
    sent = {**seen(opened), "outcome": "approve", "reasons": "MAN.CLEARED", "note": NOTE}
    replies = [browser.post(f"/cases/{case.id}/decide", sent) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [303, 303]
    with store.transaction(TENANT, WHO, read_only=True) as unit:
        assert len(unit.decisions.of(case.id)) == 1


def test_a_confirmed_hit_waits_for_a_second_person(
    worked: Worked, console: Callable[..., Browser], store: Database
) -> None:
    maker, case = worked(role=Role.SENIOR)
    judge(maker, case, "true_positive", "identity_confirmed")
    assert decide(maker, case, "reject", reasons=["SCR.SANCTION"]).status_code == 303
    assert now_is(store, case).state is CaseState.PENDING_APPROVAL
    (made,) = decisions_of(store, case)

    own = maker.get(f"/cases/{case.id}")
    assert "You made it, so somebody else has to check it." in own.text
    refused = maker.post(f"/cases/{case.id}/decisions/{made.id}/agree", {"token": token_on(own)})
    assert refused.status_code == 403

    checker = console(Role.SENIOR, login="second@kyc.test")
    assert form(checker, case, "", f"/decisions/{made.id}/agree").status_code == 303
    (agreed,) = decisions_of(store, case)
    assert (agreed.state, agreed.maker != agreed.checker) == (DecisionState.APPLIED, True)
    assert now_is(store, case).state is CaseState.CLOSED


def test_a_returned_decision_comes_back_with_its_reason(
    worked: Worked, console: Callable[..., Browser], store: Database
) -> None:
    maker, case = worked()
    judge(maker, case, "true_positive", "identity_confirmed")
    decide(maker, case, "reject", reasons=["SCR.SANCTION"])
    (made,) = decisions_of(store, case)
    checker = console(Role.SENIOR)
    path = f"/decisions/{made.id}/return"
    assert form(checker, case, "", path, note=" ").status_code == 422
    assert form(checker, case, "", path, note="look at the birth place").status_code == 303
    assert now_is(store, case).state is CaseState.ASSIGNED
    assert "look at the birth place" in maker.get(f"/cases/{case.id}").text


def test_an_analyst_does_not_check(worked: Worked, console: Callable[..., Browser], store: Database) -> None:
    maker, case = worked()
    judge(maker, case, "true_positive", "identity_confirmed")
    decide(maker, case, "reject", reasons=["SCR.SANCTION"])
    (made,) = decisions_of(store, case)
    other = console(Role.ANALYST, login="other@kyc.test")
    assert form(other, case, "", f"/decisions/{made.id}/agree").status_code == 403


def test_a_standing_decision_is_replaced_and_kept(
    worked: Worked, console: Callable[..., Browser], store: Database
) -> None:
    browser, case = worked("flagged_namesake")
    judge(browser, case, "false_positive", "birth_date_differs")
    decide(browser, case, "approve", reasons=["MAN.CLEARED"])
    (made,) = decisions_of(store, case)
    senior = console(Role.SENIOR)
    reply = form(
        senior, case, "/decision", f"/decisions/{made.id}/supersede",
        outcome="reject", reasons=["MAN.FRAUD"], note="the passport is a forgery",
    )  # fmt: skip
    assert reply.status_code == 303
    assert len(decisions_of(store, case)) == 2
    assert now_is(store, case).state is CaseState.CLOSED


@pytest.mark.parametrize(
    ("items", "code"),
    [
        (["document:IMG.BLUR", "selfie:"], 303),
        (["document:IMG.BLUR", "selfie:FACE.POOR"], 303),
        (["document:", "selfie:"], 422),  # nothing asked for
        (["document:SCR.SANCTION"], 422),  # not for the applicant
        (["passport:IMG.BLUR"], 422),
        (["nonsense"], 422),
    ],
)
def test_what_is_asked_for_again_has_reasons_the_applicant_may_read(
    items: list[str], code: int, worked: Worked, store: Database
) -> None:
    browser, case = worked("blurred_card")
    assert decide(browser, case, "resubmit", items=items, note="").status_code == code
    state = CaseState.AWAITING_APPLICANT if code == 303 else CaseState.ASSIGNED
    assert now_is(store, case).state is state


def test_asking_again_stops_the_clock_by_the_policys_own_hours(
    worked: Worked, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    day_and_night = BusinessHours("UTC", frozenset(range(7)), time(0), time(23, 59), frozenset(), frozenset())
    monkeypatch.setattr(Visit, "terms", Terms(calendar=day_and_night))
    browser, case = worked("blurred_card")
    assert case.due_at is not None
    assert decide(browser, case, "resubmit", items=["document:IMG.BLUR"]).status_code == 303
    stopped = now_is(store, case)
    assert stopped.state is CaseState.AWAITING_APPLICANT
    assert stopped.seconds_left == day_and_night.seconds_between(NOON, case.due_at)


@pytest.mark.parametrize("message", ["You stand on a sanctions list.", "Anda masuk daftar teroris", "We suspect fraud"])
def test_words_that_would_tip_off_are_refused_and_kept_in_the_form(message: str, worked: Worked) -> None:
    browser, case = worked("blurred_card")
    reply = decide(browser, case, "resubmit", items=["document:IMG.BLUR"], message=message)
    assert reply.status_code == 422
    assert html.escape(message) in reply.text
    assert NOTE in reply.text


def test_the_letter_follows_what_is_chosen_and_tells_nothing_restricted(worked: Worked) -> None:
    browser, case = worked("blurred_card")
    asked = form(browser, case, "/decision", "/letters", outcome="resubmit", items=["document:IMG.GLARE"])
    assert "A reflection covers part of the image." in asked.text
    assert "Pantulan cahaya menutupi sebagian gambar." in asked.text
    refused = form(browser, case, "/decision", "/letters", outcome="reject", reasons=["SCR.SANCTION", "MAN.FRAUD"])
    assert "We could not complete your verification yet." in refused.text
    for word in ("sanction", "sanksi", "fraud", "penipuan"):
        assert word not in refused.text.lower()


def test_whoever_comes_second_sees_what_changed_and_keeps_the_words(
    worked: Worked, console: Callable[..., Browser], store: Database
) -> None:
    first, case = worked("blurred_card")
    opened = first.get(f"/cases/{case.id}/decision")
    senior = console(Role.SENIOR, name="Sari Dewi")
    with store.transaction(TENANT, WHO) as unit:
        queue.assign(unit, senior.user, [case.id], senior.user)  # type: ignore[arg-type]
    sent = {**seen(opened), "outcome": "reject", "reasons": "DOC.UNSUPPORTED", "note": "my <b>words</b>"}
    reply = first.post(f"/cases/{case.id}/decide", sent)
    assert reply.status_code == 409
    assert "Somebody was faster" in reply.text
    assert "took the case" in reply.text
    assert "my &lt;b&gt;words&lt;/b&gt;" in reply.text
    assert decisions_of(store, case) == ()


def test_whoever_decides_in_two_tabs_is_told_that_it_was_they_who_decided(worked: Worked, store: Database) -> None:
    browser, case = worked("blurred_card")
    tabs = [seen(browser.get(f"/cases/{case.id}/decision")) for _ in range(2)]
    sent = {"outcome": "reject", "reasons": "DOC.UNSUPPORTED", "note": NOTE}
    first, second = (browser.post(f"/cases/{case.id}/decide", {**tab, **sent}) for tab in tabs)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "You changed the case yourself meanwhile: what you sent now was not carried out" in second.text
    assert "Somebody was faster" not in second.text
    assert len(decisions_of(store, case)) == 1


def test_the_case_says_how_its_applicant_stands(worked: Worked, store: Database) -> None:
    browser, case = worked("blurred_card")
    assert "data-standing" not in browser.get(f"/cases/{case.id}").text  # nothing was concluded yet
    decide(browser, case, "reject", reasons=["DOC.UNSUPPORTED"])
    stands = browser.get(f"/cases/{case.id}").text.partition("data-standing")[2].partition("</span></span>")[0]
    assert "Applicant stands as" in stands
    assert "Rejected" in stands


def test_whoever_judged_in_another_tab_is_not_told_that_they_decided(worked: Worked, store: Database) -> None:
    browser, case = worked("flagged_namesake")
    opened = seen(browser.get(f"/cases/{case.id}/decision?outcome=approve"))
    judge(browser, case, "false_positive", "birth_date_differs")
    sent = {**opened, "outcome": "approve", "reasons": "MAN.CLEARED", "note": NOTE}
    reply = browser.post(f"/cases/{case.id}/decide", sent)
    assert reply.status_code == 409
    assert "what you sent now was not carried out" in reply.text
    assert "already" not in reply.text.partition('id="conflict"')[2].partition("</h2>")[0]
    assert decisions_of(store, case) == ()


def test_what_follows_by_itself_from_ones_own_decision_is_nobody_elses_doing(
    worked: Worked, console: Callable[..., Browser], store: Database
) -> None:
    browser = console(Role.ANALYST)
    with store.transaction(TENANT, WHO) as unit:
        applicant_id = unit.applicants.add(DeclaredData()).id
        alert = open_case(
            unit, applicant_id=applicant_id, verification_id=None, kind=CaseKind.MONITORING, reasons=(), score=0
        )
    case = taken(store, alert, browser.user)  # type: ignore[arg-type]
    tabs = [seen(browser.get(f"/cases/{case.id}/decision")) for _ in range(2)]
    sent = {"outcome": "reject", "reasons": "MAN.FRAUD", "note": NOTE}
    first, second = (browser.post(f"/cases/{case.id}/decide", {**tab, **sent}) for tab in tabs)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Somebody was faster" not in second.text  # though the applicant's standing changed, which is nobody's act


def test_a_note_is_written_and_comes_back_to_its_page(worked: Worked) -> None:
    browser, case = worked()
    opened = browser.get(f"/cases/{case.id}/face")
    sent = {"token": token_on(opened), "back": f"/console/cases/{case.id}/face", "text": "ask for a passport"}
    reply = browser.post(f"/cases/{case.id}/notes", sent)
    assert reply.headers["location"] == f"/console/cases/{case.id}/face"
    assert "ask for a passport" in browser.get(f"/cases/{case.id}").text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 a letter", 303),
        (b"plain words", 303),
        (b"<html><script>", 422),
        (b"MZ\x90\x00\x03", 422),
        (b"", 422),
    ],
)
def test_only_safe_files_are_added_and_none_is_opened(content: bytes, code: int, worked: Worked) -> None:
    browser, case = worked()
    token = token_on(browser.get(f"/cases/{case.id}"))
    reply = browser.post(
        f"/cases/{case.id}/attachments", {"token": token}, files={"file": ("../a\u202e.html", content)}
    )
    assert reply.status_code == code
    if code == 303:
        text = browser.get(f"/cases/{case.id}").text
        path = text.partition("/attachments/")[2].partition('"')[0]
        got = browser.get(f"/cases/{case.id}/attachments/{path}")
        assert got.content == content
        assert got.headers["content-disposition"].startswith("attachment;")
        assert got.headers["content-type"] == "application/octet-stream"
        assert "sandbox" in got.headers["content-security-policy"]


def test_a_case_is_taken_put_back_and_passed_on(
    worked: Worked, console: Callable[..., Browser], store: Database
) -> None:
    browser, case = worked()
    assert form(browser, case, "", "/release").status_code == 303
    assert now_is(store, case).state is CaseState.OPEN
    other = console(Role.ANALYST, login="other@kyc.test")
    assert form(other, case, "", "/take").status_code == 303
    assert now_is(store, case).assignee == other.user.id  # type: ignore[union-attr]
    assert form(other, case, "/decision", "/escalate", note="").status_code == 422
    assert form(other, case, "/decision", "/escalate", note="two people of one name").status_code == 303
    assert now_is(store, case).escalated


@pytest.mark.parametrize(
    "path", ["/notes", "/decide", "/take", "/release", "/escalate", f"/hits/{LISTED}/review", "/attachments"]
)
def test_an_auditor_changes_nothing(path: str, worked: Worked, console: Callable[..., Browser]) -> None:
    _, case = worked()
    auditor = console(Role.AUDITOR)
    token = token_on(auditor.get(f"/cases/{case.id}"))
    assert auditor.post(f"/cases/{case.id}{path}", {"token": token}).status_code == 403


def decisions_of(store: Database, case: Case) -> tuple[Any, ...]:
    with store.transaction(TENANT, WHO, read_only=True) as unit:
        return unit.decisions.of(case.id)
