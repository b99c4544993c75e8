"""One tenant sees nothing of another: its ids are as unknown as those that never were."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

from tests.databases import OTHER
from tests.unit.web.conftest import JPEG, Caller
from tests.unit.web.test_access import IDS, routes


def bodies(applicant: str) -> dict[str, object]:
    return {
        "/v1/verifications": {"applicant_id": applicant},
        "/v1/screenings": {"applicant_id": applicant},
        "/v1/privacy/requests": {"kind": "export", "applicant_id": applicant},
        "consents": {"purpose": "a", "text_version": "1", "given_at": "2026-11-22T08:00:00Z"},
        "monitor": {"is_on": True},
    }


def test_every_route_answers_for_others_ids_as_for_unknown_ones(
    app: FastAPI, make_caller: Callable[..., Caller], caller: Caller, applicant: str, verification: str
) -> None:
    other = make_caller(tenant=OTHER)
    hook = caller.post("/v1/webhook-endpoints", {"url": "https://example.com/hook"}).json()["endpoint"]["id"]
    caller.post(f"/v1/webhook-endpoints/{hook}/test")
    delivery = caller.get(f"/v1/webhook-endpoints/{hook}/deliveries").json()["items"][0]["id"]
    mine = {
        "applicant_id": applicant,
        "verification_id": verification,
        "image_id": caller.get(f"/v1/applicants/{applicant}/documents").json()["items"][0]["id"],
        "consent_id": caller.get(f"/v1/applicants/{applicant}/consents").json()["items"][0]["id"],
        "hold_id": caller.post(f"/v1/applicants/{applicant}/legal-holds", {"reason": "Order 1"}).json()["id"],
        "endpoint_id": hook,
        "delivery_id": delivery,
    }
    walked = 0
    for method, path in routes(app):
        if path.startswith("/v1/") and "_01m808tx" in path:
            walked += 1
            theirs = path
            for kind, unknown in IDS.items():
                theirs = theirs.replace(unknown, mine[kind])
            assert answer(other, method, theirs) == answer(other, method, path) == (404, "STORE.UNKNOWN"), (
                method,
                path,
            )
    assert walked > 20
    for path, body in bodies(applicant).items():
        if path.startswith("/v1/") and path != "/v1/screenings":
            assert other.post(path, body).status_code == 404, path


def answer(caller: Caller, method: str, path: str) -> tuple[int, str]:
    headers = {"If-Match": '"1"'}
    options: dict[str, object] = {}
    if path.endswith(("documents", "selfies")) and method == "POST":
        options["files"] = {"file": ("a", JPEG)}
    elif path.endswith("consents") and method == "POST":
        options["json"] = bodies("")["consents"]
    elif path.endswith("legal-holds") and method == "POST":
        options["json"] = {"reason": "Order 2"}
    elif path.endswith("monitor") and method == "PUT":
        options["json"] = bodies("")["monitor"]
    elif method == "PATCH":
        options["json"] = {}
    reply = caller(method, path, headers=headers, **options)
    return reply.status_code, reply.json()["code"]


def test_lists_show_nothing_of_others(make_caller: Callable[..., Caller], caller: Caller, verification: str) -> None:
    other = make_caller(tenant=OTHER)
    for path in ("/v1/applicants", "/v1/verifications", "/v1/webhook-endpoints"):
        assert other.get(path).json()["items"] == []
    found = other.post("/v1/applicants/search", {"by": "external_id", "value": "customer-4711"})
    assert found.json()["items"] == []
