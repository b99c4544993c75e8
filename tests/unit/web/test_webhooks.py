"""Webhook endpoints over HTTP."""

from __future__ import annotations

import pytest

from tests.unit.web.conftest import Caller

URL = {"url": "https://example.com/hook"}


def test_the_secret_is_shown_once(caller: Caller) -> None:
    made = caller.post("/v1/webhook-endpoints", URL)
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    path = made.headers["Location"]
    assert "secret" not in caller.get(path).text
    assert caller.get("/v1/webhook-endpoints").json()["items"] == [made.json()["endpoint"]]
    changed = caller.post(f"{path}/secret", {"signature": "ed25519"}).json()["secret"]
    assert changed.startswith("whpk_")


@pytest.mark.parametrize(
    "url", ["http://example.com/x", "https://127.0.0.1/x", "https://[::1]/", "https://10.0.0.7/", "https://user@example.com/",
            "https://169.254.169.254/latest", "ftp://example.com", "https://", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(caller: Caller, url: str) -> None:
    assert caller.post("/v1/webhook-endpoints", {"url": url}).status_code == 422


def test_an_endpoint_is_changed_and_removed(caller: Caller) -> None:
    made = caller.post("/v1/webhook-endpoints", URL)
    path, tag = made.headers["Location"], {"If-Match": made.headers["ETag"]}
    assert caller("PATCH", path, json={"state": "disabled"}).status_code == 428
    changed = caller("PATCH", path, json={"state": "disabled", "events": ["verification.approved"]}, headers=tag).json()
    assert (changed["state"], changed["events"], changed["url"]) == ("disabled", ["verification.approved"], URL["url"])
    assert caller("PATCH", path, json={"state": "enabled"}, headers=tag).status_code == 412
    assert caller("DELETE", path).status_code == 204
    assert caller.get(path).status_code == 404


def test_a_test_event_is_written_down_and_sent_again_when_asked(caller: Caller) -> None:
    path = caller.post("/v1/webhook-endpoints", URL).headers["Location"]
    event = caller.post(f"{path}/test").json()
    delivery = caller.get(f"{path}/deliveries").json()["items"][0]
    assert (delivery["event_id"], delivery["state"], delivery["attempts"]) == (event["id"], "pending", 0)
    again = caller.post(f"/v1/webhook-deliveries/{delivery['id']}/replay")
    assert (again.status_code, again.json()["event_id"]) == (202, event["id"])
