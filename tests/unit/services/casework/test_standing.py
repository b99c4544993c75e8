"""How an applicant stands: what was concluded last counts, and whoever concluded it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kyc.model.applicant import Standing
from kyc.model.case import Case, CaseKind, CaseState, DecisionOutcome
from kyc.model.verification import Verification, VerificationState
from kyc.services.casework import decisions
from kyc.services.casework.standing import standing_of
from kyc.storage.database import Database
from tests.databases import NOON, TENANT
from tests.unit.services.casework.desk import OTHER_SENIOR, SENIOR, WHO, approve, cleared

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
    assert standing_of(verifications, cases) is standing
    assert standing_of(reversed(verifications), reversed(cases)) is standing


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


def told(events: Any) -> list[str]:
    return [event.payload["standing"] for event in events if event.type == "applicant.standing_changed"]
