"""How an applicant stands: what was concluded last counts, and whoever concluded it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kyc.model.applicant import Standing
from kyc.model.case import Case, CaseKind, CaseState, DecisionOutcome
from kyc.model.submission import DeclaredData
from kyc.model.verification import Verification, VerificationState
from kyc.services.casework import decisions, queue
from kyc.services.casework.changes import change
from kyc.services.casework.opening import open_case
from kyc.services.casework.standing import standing_of
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import NOON, TENANT, Clock
from tests.unit.services.casework.desk import ANI, OTHER_SENIOR, SENIOR, WHO, approve, cleared

APPROVED, REJECTED = Standing.APPROVED, Standing.REJECTED


def verification(number: int, state: str, day: int) -> Verification:
    at = NOON + timedelta(days=day)
    return Verification(f"ver_{number}", TENANT, "app_1", VerificationState(state), 1, at, at)


def case(kind: CaseKind, resolution: str | None, day: int, about: int | None = 1) -> Case:
    at = NOON + timedelta(days=day)
    state = CaseState.CLOSED if resolution else CaseState.OPEN
    facts: dict[str, Any] = {"queue": "default", "priority": 0, "reasons": (), "score": 0, "opened_at": NOON}
    facts |= {"updated_at": at, "resolution": resolution, "closed_at": at if resolution else None}
    return Case(f"cas_{day}", TENANT, day, kind, "app_1", f"ver_{about}" if about else None, state, **facts)


def onboarding(resolution: str | None, day: int) -> Case:
    return case(CaseKind.ONBOARDING, resolution, day)


def alert(resolution: str | None, day: int) -> Case:
    return case(CaseKind.MONITORING, resolution, day)


@pytest.mark.parametrize(
    ("verifications", "cases", "standing"),
    [
        ([], [], None),
        ([verification(1, "in_review", 1)], [onboarding(None, 1)], None),
        ([verification(1, "canceled", 1)], [], None),
        ([verification(1, "approved", 1)], [], APPROVED),
        ([verification(1, "approved", 1), verification(2, "rejected", 2)], [], REJECTED),
        ([verification(1, "approved", 1), verification(2, "expired", 2)], [], APPROVED),
        ([verification(1, "approved", 1)], [onboarding("reject", 1)], REJECTED),  # superseded
        ([verification(1, "rejected", 1)], [onboarding("approve", 1)], APPROVED),
        ([verification(1, "approved", 1)], [alert("reject", 5)], REJECTED),
        ([verification(1, "approved", 1)], [alert("approve", 5)], APPROVED),
        ([verification(1, "approved", 1)], [alert(None, 5)], APPROVED),  # nobody has decided
        ([verification(1, "rejected", 1)], [alert("approve", 5)], REJECTED),  # cleared of one hit, not of all the rest
        ([verification(1, "approved", 1)], [alert("reject", 5), alert("approve", 6)], REJECTED),
        ([verification(1, "approved", 1), verification(2, "approved", 9)], [alert("reject", 5)], APPROVED),
        ([verification(1, "approved", 1)], [alert("erased", 5)], APPROVED),
        ([], [alert("reject", 5)], REJECTED),  # customers may be watched that were verified elsewhere
    ],
)
def test_what_was_concluded_last_counts(
    verifications: list[Verification], cases: list[Case], standing: Standing | None
) -> None:
    assert standing_of(verifications, cases, {}) is standing
    assert standing_of(reversed(verifications), reversed(cases), {}) is standing


@pytest.mark.parametrize(
    ("superseded", "day", "standing"),
    [
        (alert("reject", 3), 4, APPROVED),  # the verification of day 5 is newer
        (alert("reject", 3), 7, REJECTED),
        (onboarding("reject", 3), 4, APPROVED),
        (onboarding("reject", 3), 7, REJECTED),
    ],
)
def test_a_decision_in_anothers_place_counts_from_when_it_was_made(
    superseded: Case, day: int, standing: Standing
) -> None:
    ended = [verification(1, "approved", 1), verification(2, "approved", 5)]
    assert standing_of(ended, [superseded], {superseded.id: NOON + timedelta(days=day)}) is standing


def test_who_is_found_on_a_list_after_a_newer_verification_is_rejected(database: Database, clock: Clock) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant_id = unit.applicants.add(DeclaredData()).id
        case = monitored(unit, applicant_id)
        first = approve(unit, case)
    clock.advance(days=1)
    with database.transaction(TENANT, WHO) as unit:
        begun = unit.verifications.add(applicant_id, state=VerificationState.PROCESSING)
        change(unit, begun, VerificationState.APPROVED)
    clock.advance(days=1)
    with database.transaction(TENANT, WHO) as unit:
        version, reasons = unit.cases.get(case.id).version, ["SCR.SANCTION"]
        made = decisions.supersede(
            unit, SENIOR, first.id, DecisionOutcome.REJECT, reasons=reasons, note="it is him", version=version
        )
        if made.needs_four_eyes:
            decisions.agree(unit, OTHER_SENIOR, made.id)
        assert unit.applicants.get(applicant_id).standing is REJECTED


def test_a_decision_in_anothers_place_changes_the_standing_and_tells_it_once(database: Database) -> None:
    case = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        first = approve(unit, case)
        assert unit.applicants.get(case.applicant_id).standing is APPROVED
        assert told(unit.outbox.list(limit=99).items) == []  # the verification's own event said so
    with database.transaction(TENANT, WHO) as unit:
        version = unit.cases.get(case.id).version
        outcome = DecisionOutcome.REJECT
        made = decisions.supersede(
            unit, SENIOR, first.id, outcome, reasons=["MAN.FRAUD"], note="found out later", version=version
        )
        if made.state == "proposed":
            assert unit.applicants.get(case.applicant_id).standing is APPROVED  # until a second person agrees
            decisions.agree(unit, OTHER_SENIOR, made.id)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert case.verification_id
        assert unit.applicants.get(case.applicant_id).standing is REJECTED
        assert unit.verifications.get(case.verification_id).state is VerificationState.APPROVED
        assert told(unit.outbox.list(limit=99).items) == ["rejected"]


def monitored(unit: Unit, applicant_id: str) -> Case:
    """An alert in somebody's hands."""
    reasons = ("SCR.SANCTION",)
    opened = open_case(
        unit, applicant_id=applicant_id, verification_id=None, kind=CaseKind.MONITORING, reasons=reasons, score=90
    )
    return queue.assign(unit, ANI, [opened.id], ANI).cases[0]


def told(events: Any) -> list[str]:
    return [event.payload["standing"] for event in events if event.type == "applicant.standing_changed"]
