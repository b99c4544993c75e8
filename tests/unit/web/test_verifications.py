"""Verifications: started once there is consent and an image, watched, called off, given better images."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from kyc.model.verification import VerificationState as S
from kyc.storage.database import Database
from kyc.web import waiting
from tests.databases import TENANT, Clock
from tests.unit.reporting import samples
from tests.unit.web.conftest import CONSENT, JPEG, Caller, finish


def test_an_accepted_verification_waits_in_the_queue(caller: Caller, applicant: str, store: Database) -> None:
    image = caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("card.jpg", JPEG)}).json()["id"]
    reply = caller.post("/v1/verifications", {"applicant_id": applicant})
    made = reply.json()
    assert (reply.status_code, reply.headers["Location"]) == (202, f"/v1/verifications/{made['id']}")
    assert int(reply.headers["Retry-After"]) > 0
    assert (made["state"], made["images"], made["recommendation"]) == ("created", [image], None)
    with store.transaction(TENANT, "test:look", read_only=True) as unit:
        assert unit.jobs.get(made["id"]).state == "pending"
        assert [event.type for event in unit.outbox.since(applicant, 0)] == ["verification.created"]
        assert {each.kind for each in unit.retention.of(applicant)} == {"declared", "report", "evidence", "images"}


def test_without_a_standing_consent_nothing_starts(caller: Caller) -> None:
    applicant = caller.post("/v1/applicants", {}).json()["id"]
    caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("card.jpg", JPEG)})
    refused = caller.post("/v1/verifications", {"applicant_id": applicant})
    assert (refused.status_code, refused.json()["code"]) == (409, "CONSENT.MISSING")
    consent = caller.post(f"/v1/applicants/{applicant}/consents", CONSENT).json()["id"]
    assert caller.post("/v1/verifications", {"applicant_id": applicant}).status_code == 202
    caller("DELETE", f"/v1/applicants/{applicant}/consents/{consent}")
    assert caller.post("/v1/verifications", {"applicant_id": applicant}).status_code == 409


def test_the_images_are_those_named_or_the_newest_of_each_kind(caller: Caller, applicant: str, clock: Clock) -> None:
    def attach(path: str, **data: str) -> str:
        clock.advance(seconds=1)
        reply = caller.post(f"/v1/applicants/{applicant}/{path}", files={"file": ("a", JPEG)}, data=data)
        return str(reply.json()["id"])

    old, back, selfie, new = (
        attach("documents"),
        attach("documents", side="back"),
        attach("selfies"),
        attach("documents"),
    )

    def start(**body: object) -> httpx.Response:
        return caller.post("/v1/verifications", {"applicant_id": applicant, **body})

    assert start().json()["images"] == [new, back, selfie]
    assert start(images=[selfie, old]).json()["images"] == [selfie, old]
    for wrong in ([selfie], [old, new], [old, old], ["doc_01m808tx000000000000000000"]):
        refused = start(images=wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "VERIFICATION.IMAGES")


def test_a_verification_is_read_with_its_version(caller: Caller, verification: str, store: Database) -> None:
    path = f"/v1/verifications/{verification}"
    assert caller.get(path).headers["ETag"] == '"1"'
    finish(store, verification, samples.clear(), S.APPROVED)
    done = caller.get(path)
    assert (done.headers["ETag"], done.json()["state"], done.json()["is_final"]) == ('"3"', "approved", True)
    assert done.json()["recommendation"] == "approve"


def test_a_list_is_filtered_and_paged(caller: Caller, verification: str, clock: Clock) -> None:
    applicant = caller.get(f"/v1/verifications/{verification}").json()["applicant_id"]
    for _ in range(2):
        clock.advance(seconds=1)
        caller.post("/v1/verifications", {"applicant_id": applicant})
    caller.post(f"/v1/verifications/{verification}/cancel")
    page = caller.get(f"/v1/verifications?applicant_id={applicant}&state=created&limit=1")
    assert len(page.json()["items"]) == 1
    assert f"applicant_id={applicant}&state=created&limit=1&cursor=" in page.headers["Link"]
    canceled = caller.get("/v1/verifications?state=canceled").json()["items"]
    assert [each["id"] for each in canceled] == [verification]


def test_a_canceled_verification_leaves_the_queue_and_is_final(
    caller: Caller, verification: str, store: Database
) -> None:
    path = f"/v1/verifications/{verification}/cancel"
    assert caller.post(path, headers={"If-Match": '"7"'}).status_code == 412
    assert caller.post(path, headers={"If-Match": '"1"'}).json()["state"] == "canceled"
    with store.system() as system:
        assert system.jobs.claim("worker:test", 9, 60) == ()
    again = caller.post(path)
    assert (again.status_code, again.json()["code"]) == (409, "STATE.ILLEGAL")


def test_new_images_are_looked_at_once_they_were_asked_for(
    caller: Caller, verification: str, store: Database, clock: Clock
) -> None:
    path = f"/v1/verifications/{verification}/resubmit"
    assert caller.post(path).status_code == 409, "nothing was asked for"
    finish(store, verification, samples.clear(), S.RESUBMISSION_REQUESTED)
    clock.advance(seconds=1)
    applicant = caller.get(f"/v1/verifications/{verification}").json()["applicant_id"]
    image = caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("card.jpg", JPEG)}).json()["id"]
    reply = caller.post(path)
    assert (reply.status_code, reply.json()["state"], reply.json()["images"]) == (202, "awaiting_input", [image])
    with store.system() as system:
        assert [job.verification_id for job in system.jobs.claim("worker:test", 9, 60)] == [verification]


def test_what_ended_in_error_is_tried_again(caller: Caller, verification: str, store: Database) -> None:
    path = f"/v1/verifications/{verification}/retry"
    assert caller.post(path).json()["code"] == "STATE.ILLEGAL"
    finish(store, verification, samples.unable(), S.ERROR)
    reply = caller.post(path)
    assert (reply.status_code, reply.json()["state"]) == (202, "processing")


def test_the_report_is_the_clients_and_the_look_is_noted(caller: Caller, verification: str, store: Database) -> None:
    path = f"/v1/verifications/{verification}/report"
    early = caller.get(path)
    assert (early.status_code, early.json()["code"]) == (409, "REPORT.NOT_READY")
    finish(store, verification, samples.review(), S.IN_REVIEW)
    report = caller.get(path).json()
    assert (report["schema"], report["screening"], report["outcome"]["risk_score"]) == ("report/1/client", None, None)
    assert "SCR." not in caller.get(path).text
    with store.transaction(TENANT, "test:look") as unit:
        assert unit.audit.list(limit=1).items[0].action == "report:read"


def test_the_whole_report_needs_a_scope_of_its_own(
    caller: Caller, make_caller: Callable[..., Caller], verification: str, store: Database
) -> None:
    finish(store, verification, samples.review(), S.IN_REVIEW)
    path = f"/v1/verifications/{verification}/report?view=internal"
    assert caller.get(path).json()["screening"]["hits"]
    for page in (path, path.replace("report", "report.html", 1)):
        assert make_caller("verifications:read").get(page).status_code == 403


def test_the_page_for_clients_holds_their_projection_only(caller: Caller, verification: str, store: Database) -> None:
    finish(store, verification, samples.review(), S.IN_REVIEW)
    path = f"/v1/verifications/{verification}/report.html"
    page = caller.get(path)
    assert page.headers["content-type"].startswith("text/html")
    assert "script" not in page.headers["Content-Security-Policy"]
    assert "Tinjau" in page.text
    assert "Review" in caller.get(f"{path}?language=en").text
    assert "SCR." not in page.text
    for hit in samples.review().screening.hits:  # type: ignore[union-attr]
        assert hit.caption not in page.text


def test_the_page_for_analysts_shows_what_is_withheld(caller: Caller, verification: str, store: Database) -> None:
    finish(store, verification, samples.review(), S.IN_REVIEW)
    page = caller.get(f"/v1/verifications/{verification}/report.html?view=internal")
    assert page.status_code == 200
    assert "SCR." in page.text
    assert '<html lang="id">' in page.text
    english = caller.get(f"/v1/verifications/{verification}/report.html?view=internal&language=en")
    assert '<html lang="en">' in english.text


def test_a_damaged_image_is_told_and_never_shown(
    caller: Caller, verification: str, store: Database, tmp_path: Path
) -> None:
    finish(store, verification, samples.clear(), S.APPROVED)
    for blob in tmp_path.glob("blobs/**/*"):
        if blob.is_file():
            content = bytearray(blob.read_bytes())
            content[100] ^= 1
            blob.write_bytes(content)
    page = caller.get(f"/v1/verifications/{verification}/report.html?view=internal")
    assert (page.status_code, page.json()["code"]) == (500, "STORE.DAMAGED")


def test_a_small_integration_may_wait_for_the_outcome(
    caller: Caller, applicant: str, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LOOK_EVERY", 0.01)
    caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("card.jpg", JPEG)})

    async def both() -> tuple[int, str]:
        asked = asyncio.create_task(caller.ask("POST", "/v1/verifications?wait=10", json={"applicant_id": applicant}))
        while not (waiting_ones := _created(store)):
            await asyncio.sleep(0.01)
        await asyncio.to_thread(finish, store, waiting_ones[0], samples.clear(), S.APPROVED)
        reply = await asked
        return reply.status_code, reply.json()["state"]

    assert asyncio.run(both()) == (200, "approved")


def _created(store: Database) -> list[str]:
    with store.transaction(TENANT, "test:look", read_only=True) as unit:
        return [each.id for each in unit.verifications.list(limit=9, state=S.CREATED).items]


def test_whoever_waited_in_vain_is_told_to_come_again(caller: Caller, applicant: str) -> None:
    caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("card.jpg", JPEG)})
    reply = caller.post("/v1/verifications?wait=0.05", {"applicant_id": applicant}, headers={"Idempotency-Key": "w"})
    assert (reply.status_code, reply.json()["state"]) == (202, "created")


def test_events_tell_each_change_once_and_end_with_the_last(caller: Caller, verification: str, store: Database) -> None:
    finish(store, verification, samples.clear(), S.APPROVED)
    path = f"/v1/verifications/{verification}/events"
    stream = caller.get(path)
    assert stream.headers["content-type"].startswith("text/event-stream")
    told = [dict(line.split(": ", 1) for line in each.splitlines()) for each in stream.text.split("\n\n") if each]
    assert [each["event"] for each in told] == [
        "verification.created",
        "verification.processing",
        "verification.approved",
    ]
    assert [int(each["id"]) for each in told] == [1, 2, 3]
    assert json.loads(told[-1]["data"])["state"] == "approved"
    later = caller.get(path, headers={"Last-Event-ID": "2"}).text
    assert later.count("event: ") == 1


def test_a_quiet_stream_shows_that_it_lives_and_ends_in_time(
    caller: Caller, verification: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(waiting, "BEAT_EVERY", 0.05)
    monkeypatch.setattr(waiting, "STREAM_SECONDS", 0.3)
    assert ": still here" in caller.get(f"/v1/verifications/{verification}/events").text


def test_reason_codes_are_told_in_two_languages(caller: Caller) -> None:
    codes = {each["code"]: each for each in caller.get("/v1/reason-codes").json()["items"]}
    assert codes["SCR.SANCTION"]["audience"] == "restricted"
    assert codes["IMG.BLUR"]["id"] != codes["IMG.BLUR"]["en"]
