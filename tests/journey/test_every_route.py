"""Every operation of the description is carried out once on a real server, and answers as described."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from kyc.services import clients
from kyc.storage.database import Database
from kyc.web.scopes import SCOPES
from tests.databases import Clock
from tests.journey.live import serving
from tests.unit.services.line import picture

OPENAPI = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text("utf-8"))
CONSENT = {"purpose": "identity verification", "text_version": "2026-11", "given_at": "2026-11-22T08:00:00Z"}
SANDBOX = "rehearsals"
# What a server without lists cannot do: it says so, and takes it up again once there are some.
WITHOUT_LISTS = {"run_screening": 503}


class Walker:
    """Carries out operations by their names and holds every answer against the description."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.answered: set[str] = set()
        self._known = {
            operation["operationId"]: (method, path, operation)
            for path, methods in OPENAPI["paths"].items()
            for method, operation in methods.items()
        }

    def __call__(self, name: str, /, *ids: str, **options: Any) -> Any:
        """Do it; return the answer's JSON, or its text where it has none."""
        method, path, operation = self._known[name]
        for one in ids:
            path = re.sub(r"{\w+}", one, path, count=1)
        answer = self._http.request(method, path, **options)
        wanted = WITHOUT_LISTS.get(name)
        assert answer.status_code == wanted if wanted else answer.is_success, (name, answer.status_code, answer.text)
        self.answered.add(name)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if not answer.content:
            assert answer.status_code == 204, name
            return None
        described = operation["responses"].get(str(answer.status_code), operation["responses"]["default"])
        if "$ref" in described:
            described = OPENAPI["components"]["responses"][described["$ref"].rpartition("/")[2]]
        assert kind in described["content"], (name, kind, "is not described")
        if not kind.endswith("json"):
            return answer.text
        shape = described["content"][kind]["schema"]
        told = answer.json()
        Draft202012Validator({**shape, "components": OPENAPI["components"]}).validate(told)
        return told


@pytest.fixture
def walk(database: Database, tmp_path: Path, clock: Clock) -> Iterator[Walker]:
    """A walker with a key of a sandbox, where all states can be had."""
    database.ensure_tenant(SANDBOX, is_sandbox=True)
    with database.transaction(SANDBOX, "test:setup") as unit:
        made = clients.create(unit, "walker", SCOPES)
    with serving(database, tmp_path, clock) as live:
        headers = {"Authorization": f"ApiKey {made.secret}"}
        with httpx.Client(base_url=live.url, headers=headers, timeout=60, trust_env=False) as http:
            walker = Walker(http)
            form = {"grant_type": "client_credentials", "client_id": made.client.id, "client_secret": made.secret}
            walker("issue_token", data=form)
            yield walker


def begun(walk: Walker, scenario: str, *, wait: int = 20) -> tuple[str, str]:
    """An applicant of a scenario and their verification, worked off if there is time to wait."""
    applicant = walk("create_applicant", json={"external_id": f"sandbox:{scenario}", "consent": CONSENT})["id"]
    walk("attach_document", applicant, files={"file": picture(200)})
    walk("attach_selfie", applicant, files={"file": picture(60)})
    verification = walk("create_verification", params={"wait": wait}, json={"applicant_id": applicant})["id"]
    return applicant, verification


def test_every_operation_answers_as_it_is_described(walk: Walker) -> None:
    _ask_about_the_service(walk)
    applicant, verification = begun(walk, "approve")
    _read_verification(walk, verification)
    _tend_applicant(walk, applicant)
    _resubmit_retry_and_cancel(walk)
    _be_told(walk)
    for kind in ("export", "erase"):
        walk("run_request", json={"kind": kind, "applicant_id": applicant})
    assert {name for methods in OPENAPI["paths"].values() for name in _names(methods)} == walk.answered


def _names(methods: dict[str, Any]) -> list[str]:
    return [operation["operationId"] for operation in methods.values()]


def _ask_about_the_service(walk: Walker) -> None:
    for name in ("is_alive", "is_ready", "read_metrics", "read_keys", "list_reason_codes", "read_clock"):
        walk(name)
    walk("run_screening", json={"query": {"name": "Siti Contoh"}})


def _read_verification(walk: Walker, verification: str) -> None:
    assert walk("read_verification", verification)["state"] == "approved"
    assert walk("list_verifications", params={"state": "approved"})["items"][0]["id"] == verification
    for name in ("read_report", "read_report_page", "read_report_pdf"):
        walk(name, verification)
    assert "event: verification.approved" in walk("watch_verification", verification)


def _tend_applicant(walk: Walker, applicant: str) -> None:
    version = walk("read_applicant", applicant)["version"]
    walk("change_applicant", applicant, json={"phone": "+62 21 555"}, headers={"If-Match": f'"{version}"'})
    walk("list_applicants")
    walk("search_applicants", json={"by": "external_id", "value": "sandbox:approve"})
    consent = walk("give_consent", applicant, json=CONSENT)["id"]
    walk("list_consents", applicant)
    walk("withdraw_consent", applicant, consent)
    assert walk("switch_monitor", applicant, json={"is_on": True})["is_on"]
    walk("read_monitor", applicant)
    walk("read_image", walk("list_images", applicant)["items"][0]["id"])
    hold = walk("place_hold", applicant, json={"reason": "Order 1"})["id"]
    walk("list_holds", applicant)
    walk("lift_hold", applicant, hold)


def _resubmit_retry_and_cancel(walk: Walker) -> None:
    again, waiting = begun(walk, "resubmit")
    walk("attach_document", again, files={"file": picture(90)})
    walk("resubmit_verification", waiting)
    _, failing = begun(walk, "error", wait=0)
    for _ in range(500):
        walk("move_clock", json={"advance_seconds": 60})  # attempts are minutes apart
        if walk("read_verification", failing)["state"] == "error":
            break
    walk("retry_verification", failing)
    walk("cancel_verification", begun(walk, "review")[1])


def _be_told(walk: Walker) -> None:
    made = walk("create_endpoint", json={"url": "https://receiver.sandbox.invalid/503"})["endpoint"]
    headers = {"If-Match": f'"{made["version"]}"'}
    walk("change_endpoint", made["id"], json={"events": ["verification.approved"]}, headers=headers)
    walk("list_endpoints")
    walk("read_endpoint", made["id"])
    walk("exchange_secret", made["id"])
    walk("test_endpoint", made["id"])
    walk("replay_delivery", walk("list_deliveries", made["id"])["items"][0]["id"])
    walk("move_clock", json={"advance_seconds": 60})
    walk("remove_endpoint", made["id"])
