"""What the queue's address asks for, and how a line of it is made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kyc.model.case import Case, CaseKind, CaseState
from kyc.model.hours import BusinessHours
from kyc.model.reasons import CATALOGUE
from kyc.model.user import Role, User
from kyc.policy.casework import indonesian_hours
from kyc.services.casework import queue
from kyc.web.console.queue.asked import VIEWS, asked_of
from kyc.web.console.queue.chips import SHORT
from kyc.web.console.queue.rows import deadline_of, rows_of
from tests.databases import NOON

AYU = User("usr_ayu", "acme", "ayu", "Ayu", Role.ANALYST, "id", NOON)
HOURS: BusinessHours = indonesian_hours()


def case(**more: object) -> Case:
    given = {
        "id": "cas_1", "tenant": "acme", "number": 7, "kind": CaseKind.ONBOARDING, "applicant_id": "app_1",
        "verification_id": None, "state": CaseState.OPEN, "queue": "default", "priority": 50,
        "reasons": ("IMG.BLUR", "SCR.SANCTION", "FACE.NO_MATCH", "DATA.NAME_MISMATCH", "SCR.PEP"), "score": 71,
        "opened_at": NOON, "updated_at": NOON,
    }  # fmt: skip
    return Case(**{**given, **more})  # type: ignore[arg-type]


def test_every_view_and_every_reason_has_a_name() -> None:
    assert set(queue.VIEWS) <= set(VIEWS)
    assert set(SHORT) == set(CATALOGUE)
    assert max(map(len, SHORT.values())) <= 32
    for view in VIEWS:
        asked_of({"view": view}).filters(AYU)


def test_mine_is_whoever_asks() -> None:
    assert asked_of({"view": "mine"}).filters(AYU).assignee == "usr_ayu"


def test_an_address_narrows_a_view() -> None:
    given = {
        "view": "open",
        "state": "assigned",
        "kind": "monitoring",
        "least": "40",
        "reason": "SCR.PEP",
        "assignee": "usr_x",
    }
    filters = asked_of(given).filters(AYU)
    assert filters.states == (CaseState.ASSIGNED,)
    assert (filters.kind, filters.least_score, filters.reason, filters.assignee) == (
        CaseKind.MONITORING,
        40,
        "SCR.PEP",
        "usr_x",
    )
    assert asked_of(given).address(after="12") == (
        "/console/cases?view=open&state=assigned&kind=monitoring&reason=SCR.PEP&least=40&assignee=usr_x&after=12"
    )


@pytest.mark.parametrize(
    "query",
    [
        {"view": "nothing"},
        {"state": "dead"},
        {"least": "-1"},
        {"least": "99999"},
        {"least": "٤"},
        {"reason": "<script>"},
        {"assignee": "a b"},
        {"text": "3171234511900007"},
    ],
)
def test_what_makes_no_sense_is_left_out(query: dict[str, str]) -> None:
    asked = asked_of(query)
    assert (asked.view, dict(asked.given)) == ("open", {})


def test_a_line_shows_what_weighs_most() -> None:
    (row,) = rows_of((case(),), {}, {}, now=NOON, hours=HOURS)
    assert (row.reasons, row.more, row.level) == (("SCR.PEP", "SCR.SANCTION", "FACE.NO_MATCH"), 2, "bad")
    assert (row.number, row.assignee) == (None, None)


@pytest.mark.parametrize(
    ("more", "kind", "is_overdue"),
    [
        ({"due_at": NOON + timedelta(days=9)}, "good", False),
        ({"due_at": NOON + timedelta(hours=14)}, "warn", False),
        ({"due_at": NOON - timedelta(minutes=1)}, "bad", True),
        ({"due_at": None, "seconds_left": 600}, "muted", False),
        ({"due_at": None, "seconds_left": -600}, "muted", True),
    ],
)
def test_the_clock_runs_in_business_hours(more: dict[str, object], kind: str, is_overdue: bool) -> None:
    deadline = deadline_of(case(**more), NOON, HOURS)
    assert deadline is not None
    assert (deadline.kind, deadline.is_overdue) == (kind, is_overdue)


def test_a_closed_case_has_no_clock() -> None:
    assert deadline_of(case(state=CaseState.CLOSED, closed_at=NOON), NOON, HOURS) is None
