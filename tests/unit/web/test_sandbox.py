"""A sandbox is told by its client how applicants end and what time it is; a live tenant has no such thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from flows.attempts import attempt, plainly
from kyc.storage.database import Database
from tests.databases import OTHER, Clock
from tests.unit.services.line import bench_on, picture, resources_of
from tests.unit.web.conftest import CONSENT, Caller

SANDBOX = "rehearsals"
MONTH = int(timedelta(days=31).total_seconds())


@pytest.fixture
def rehearsing(make_caller: Callable[..., Caller], store: Database) -> Caller:
    """A client of a sandbox."""
    store.ensure_tenant(SANDBOX, is_sandbox=True)
    return make_caller(tenant=SANDBOX)


def submitted(caller: Caller, external_id: str) -> str:
    """The id of an applicant with a card and a selfie."""
    made = caller.post("/v1/applicants", {"external_id": external_id, "consent": CONSENT}).json()["id"]
    for where in ("documents", "selfies"):
        caller.post(f"/v1/applicants/{made}/{where}", files={"file": ("a.png", picture())})
    return str(made)


def worked_off(store: Database, clock: Clock) -> None:
    """Do what a worker does with all that waits."""
    bench = bench_on(store, clock)
    for each in bench.claim(99):
        attempt(each, plainly, resources_of(bench, clock))


def test_an_applicant_ends_as_their_id_says(rehearsing: Caller, store: Database, clock: Clock) -> None:
    asked = {"approve": "approved", "SCR.SANCTION": "in_review", "resubmit": "resubmission_requested"}
    began = {
        key: rehearsing.post("/v1/verifications", {"applicant_id": submitted(rehearsing, f"sandbox:{key}")}).json()
        for key in asked
    }
    worked_off(store, clock)
    ended = {key: rehearsing.get(f"/v1/verifications/{made['id']}").json()["state"] for key, made in began.items()}
    assert ended == asked
    report = rehearsing.get(f"/v1/verifications/{began['approve']['id']}/report").json()
    assert {check["outcome"] for check in report["checks"]} <= {"clear", None}


def test_a_scenario_that_is_not_there_is_a_problem(rehearsing: Caller) -> None:
    refused = rehearsing.post("/v1/verifications", {"applicant_id": submitted(rehearsing, "sandbox:aprove")})
    assert (refused.status_code, refused.json()["code"]) == (422, "SANDBOX.UNKNOWN")


def test_a_clock_is_read_and_moved_on(rehearsing: Caller) -> None:
    moved = rehearsing.post("/v1/sandbox/clock", {"advance_seconds": MONTH}, headers={"Idempotency-Key": "once"})
    again = rehearsing.post("/v1/sandbox/clock", {"advance_seconds": MONTH}, headers={"Idempotency-Key": "once"})
    assert moved.json() == again.json()
    assert rehearsing.get("/v1/sandbox/clock").json()["now"] == "2026-12-23T12:00:00Z"


@pytest.mark.parametrize("seconds", [0, -1, 1.5, "soon", None, 10**9, 2**70])
def test_a_clock_goes_neither_back_nor_out_of_all_time(rehearsing: Caller, seconds: object) -> None:
    assert rehearsing.post("/v1/sandbox/clock", {"advance_seconds": seconds}).status_code in (400, 422)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_live_tenant_has_no_such_clock(caller: Caller, method: str) -> None:
    body = {"json": {"advance_seconds": 60}} if method == "POST" else {}
    refused = caller(method, "/v1/sandbox/clock", **body)
    assert (refused.status_code, refused.json()["code"]) == (404, "STORE.UNKNOWN")


def test_a_moved_clock_moves_nobody_elses(
    rehearsing: Caller, make_caller: Callable[..., Caller], store: Database, clock: Clock
) -> None:
    other = make_caller(tenant=OTHER)
    made = other.post("/v1/verifications", {"applicant_id": submitted(other, "sandbox:approve")}).json()
    rehearsing.post("/v1/sandbox/clock", {"advance_seconds": MONTH})
    worked_off(store, clock)
    found = other.get(f"/v1/verifications/{made['id']}").json()
    assert found["state"] != "approved"
    assert found["updated_at"] == "2026-11-22T12:00:00Z"
