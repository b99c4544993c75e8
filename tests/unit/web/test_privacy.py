"""A copy of everything, or its end; and no trace of anybody where none belongs."""

from __future__ import annotations

import base64
import logging
from pathlib import Path

import pytest

from kyc.model.verification import VerificationState as S
from kyc.storage.database import Database
from kyc.web.kit import Kit
from tests.databases import TENANT
from tests.unit.reporting import samples
from tests.unit.web.conftest import JPEG, NAME, NUMBER, Caller, finish


def test_a_copy_holds_everything_and_no_tipping_off(caller: Caller, verification: str, store: Database) -> None:
    finish(store, verification, samples.review(), S.IN_REVIEW)
    applicant = caller.get(f"/v1/verifications/{verification}").json()["applicant_id"]
    reply = caller.post("/v1/privacy/requests", {"kind": "export", "applicant_id": applicant})
    copy = reply.json()["export"]
    assert copy["applicant"]["declared"]["name"] == NAME
    assert base64.b64decode(copy["images"][0]["content"]) == JPEG
    assert copy["reports"][0]["schema"] == "report/1/applicant"
    assert len(copy["consents"]) == 1
    assert "SCR." not in reply.text


def test_erasing_ends_everything_once(caller: Caller, verification: str, tmp_path: Path) -> None:
    applicant = caller.get(f"/v1/verifications/{verification}").json()["applicant_id"]
    body = {"kind": "erase", "applicant_id": applicant}
    first, second = caller.post("/v1/privacy/requests", body), caller.post("/v1/privacy/requests", body)
    assert first.json()["certificate"] == second.json()["certificate"]
    read = caller.get(f"/v1/applicants/{applicant}").json()
    assert (read["status"], read["declared"], read["external_id"]) == ("erased", None, None)
    assert caller.get(f"/v1/verifications/{verification}").json()["state"] == "canceled"
    assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    for path, more in (("consents", {"purpose": "a", "text_version": "1", "given_at": "2026-11-22T08:00:00Z"}),):
        refused = caller.post(f"/v1/applicants/{applicant}/{path}", more)
        assert (refused.status_code, refused.json()["code"]) == (409, "APPLICANT.ERASED")


def test_a_legal_hold_refuses(caller: Caller, applicant: str, store: Database) -> None:
    with store.transaction(TENANT, "user:officer") as unit:
        unit.holds.place(applicant, "an inquiry")
    refused = caller.post("/v1/privacy/requests", {"kind": "erase", "applicant_id": applicant})
    assert (refused.status_code, refused.json()["code"]) == (409, "STATE.LEGAL_HOLD")


def test_kept_replies_about_an_applicant_go_with_them(caller: Caller, applicant: str) -> None:
    key = {"Idempotency-Key": "copy-1"}
    copy = {"kind": "export", "applicant_id": applicant}
    assert caller.post("/v1/privacy/requests", copy, headers=key).status_code == 200
    caller.post("/v1/privacy/requests", {"kind": "erase", "applicant_id": applicant})
    assert caller.post("/v1/privacy/requests", copy, headers=key).json()["code"] == "APPLICANT.ERASED"


def test_nobodys_data_lie_anywhere_readable(
    caller: Caller, verification: str, store: Database, kit: Kit, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        applicant = caller.get(f"/v1/verifications/{verification}").json()["applicant_id"]
        caller.get(f"/v1/applicants/{applicant}")
        caller.post("/v1/applicants/search", {"by": "nik", "value": NUMBER}, headers={"Idempotency-Key": NUMBER})
        caller.post("/v1/applicants", {"name": NAME, NUMBER: NAME})
        caller.get(f"/v1/applicants/{NUMBER}")
        caller.get("/v1/verifications", params={"state": NAME})
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    told = "\n".join(str(record.__dict__) for record in caplog.records if record.name not in ("httpx", "httpcore"))
    assert applicant.encode() in written
    assert "http.request" in told
    for canary in (NAME, NAME.upper(), NUMBER):
        assert canary.encode() not in written
        assert canary not in told
        assert canary.encode() not in kit.metrics.text()
