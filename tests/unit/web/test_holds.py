"""While a legal hold is active nobody is erased; who placed and lifted it, and who read why, is on record."""

from __future__ import annotations

from collections.abc import Callable

from kyc.storage.database import Database
from tests.databases import OTHER, TENANT
from tests.unit.web.conftest import Caller

REASON = "Order 12/2026 of the court of Zirconia"


def placed(caller: Caller, applicant: str) -> str:
    reply = caller.post(f"/v1/applicants/{applicant}/legal-holds", {"reason": REASON})
    assert reply.status_code == 201, reply.text
    assert reply.headers["Location"] == f"/v1/applicants/{applicant}/legal-holds/{reply.json()['id']}"
    return str(reply.json()["id"])


def erased(caller: Caller, applicant: str) -> tuple[int, str | None]:
    reply = caller.post("/v1/privacy/requests", {"kind": "erase", "applicant_id": applicant})
    return reply.status_code, reply.json().get("code")


def test_an_applicant_is_erased_once_the_last_hold_is_lifted(caller: Caller, applicant: str) -> None:
    first, second = placed(caller, applicant), placed(caller, applicant)
    for hold in (first, second):
        assert erased(caller, applicant) == (409, "STATE.LEGAL_HOLD")
        assert caller("DELETE", f"/v1/applicants/{applicant}/legal-holds/{hold}").status_code == 204
    assert erased(caller, applicant)[0] == 200


def test_holds_stay_on_record_with_who_and_when(caller: Caller, applicant: str) -> None:
    hold = placed(caller, applicant)
    for _ in range(2):
        assert caller("DELETE", f"/v1/applicants/{applicant}/legal-holds/{hold}").status_code == 204
    (listed,) = caller.get(f"/v1/applicants/{applicant}/legal-holds").json()["items"]
    assert (listed["reason"], listed["placed_by"]) == (REASON, f"client:{caller.client_id}")
    assert listed["lifted_at"] == "2026-11-22T12:00:00Z"


def test_the_reason_is_answered_only_where_its_reading_is_noted(
    caller: Caller, applicant: str, store: Database
) -> None:
    made = caller.post(f"/v1/applicants/{applicant}/legal-holds", {"reason": REASON})
    caller.get(f"/v1/applicants/{applicant}/legal-holds")
    with store.transaction(TENANT, "test", read_only=True) as unit:
        entries = [(entry.action, entry.object_id) for entry in unit.audit.list(limit=2).items]
    assert made.json()["reason"] is None
    assert entries == [("hold:read", applicant), ("hold:placed", made.json()["id"])]


def test_another_applicants_hold_is_unknown(caller: Caller, applicant: str) -> None:
    hold = placed(caller, applicant)
    another = caller.post("/v1/applicants", {}).json()["id"]
    assert caller("DELETE", f"/v1/applicants/{another}/legal-holds/{hold}").status_code == 404


def test_holding_takes_the_right_to_erase(make_caller: Callable[..., Caller], applicant: str) -> None:
    writer = make_caller("applicants:write", "applicants:read", "pii:read")
    assert writer.post(f"/v1/applicants/{applicant}/legal-holds", {"reason": REASON}).status_code == 403
    stranger = make_caller(tenant=OTHER)
    assert stranger.post(f"/v1/applicants/{applicant}/legal-holds", {"reason": REASON}).status_code == 404
