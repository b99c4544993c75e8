"""Applicants over HTTP: created, found, changed without losing anybody's change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kyc.storage.database import Database
from tests.databases import TENANT, Clock
from tests.unit.web.conftest import CONSENT, NAME, NUMBER, Caller


def test_a_new_applicant_is_where_the_answer_says(caller: Caller) -> None:
    reply = caller.post("/v1/applicants", {"name": NAME, "birth_date": "1990-01", "nationality": "id"})
    assert reply.status_code == 201
    assert reply.json()["declared"] is None, "an answer that is kept for repeats repeats nothing personal"
    read = caller.get(reply.headers["Location"])
    assert read.headers["ETag"] == reply.headers["ETag"] == '"1"'
    declared = read.json()["declared"]
    assert (declared["name"], declared["birth_date"], declared["nationality"]) == (NAME, "1990-01", "IDN")
    assert declared["gender"] is None, "what is unknown is null, never absent"


def test_personal_data_need_a_scope_of_their_own(make_caller: Callable[..., Caller], applicant: str) -> None:
    read = make_caller("applicants:read").get(f"/v1/applicants/{applicant}").json()
    assert (read["declared"], read["external_id"]) == (None, None)


def test_every_look_at_personal_data_is_in_the_audit_log(caller: Caller, applicant: str, store: Database) -> None:
    caller.get(f"/v1/applicants/{applicant}")
    with store.transaction(TENANT, "test:look") as unit:
        entry = unit.audit.list(limit=1).items[0]
    assert (entry.action, entry.object_id) == ("applicant:read", applicant)
    assert entry.actor == f"client:{caller.client_id}"


@pytest.mark.parametrize(
    ("by", "value"), [("external_id", "customer-4711"), ("nik", NUMBER), ("document_number", "3171 2345 1190 0007")]
)
def test_an_applicant_is_found_by_a_number_that_stands_in_no_address(
    caller: Caller, applicant: str, by: str, value: str
) -> None:
    found = caller.post("/v1/applicants/search", {"by": by, "value": value}).json()["items"]
    assert [each["id"] for each in found] == [applicant]
    assert found[0]["declared"] is None
    assert caller.post("/v1/applicants/search", {"by": by, "value": "another"}).json()["items"] == []


def test_a_change_leaves_the_rest_and_null_empties(caller: Caller, applicant: str) -> None:
    path = f"/v1/applicants/{applicant}"
    change = {"address": "Jalan Contoh 1", "document_number": None}
    reply = caller("PATCH", path, json=change, headers={"If-Match": '"1"'})
    assert (reply.status_code, reply.headers["ETag"]) == (200, '"2"')
    declared = caller.get(path).json()["declared"]
    assert (declared["name"], declared["address"], declared["document_number"]) == (NAME, "Jalan Contoh 1", None)


@pytest.mark.parametrize(("given", "status"), [(None, 428), ('"7"', 412), ("seven", 400), ('W/"1"', 200), ("*", 200)])
def test_a_change_names_what_it_changes(caller: Caller, applicant: str, given: str | None, status: int) -> None:
    headers = {"If-Match": given} if given else {}
    reply = caller("PATCH", f"/v1/applicants/{applicant}", json={"phone": "0800"}, headers=headers)
    assert reply.status_code == status


def test_pages_go_on_where_the_last_one_ended(caller: Caller) -> None:
    made = [caller.post("/v1/applicants", {}).json()["id"] for _ in range(5)]
    seen: list[str] = []
    path: str | None = "/v1/applicants?limit=2"
    while path:
        page = caller.get(path)
        seen += [each["id"] for each in page.json()["items"]]
        link = page.headers.get("Link")
        path = link[link.index("<") + 1 : link.index(">")] if link else None
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(made)


def test_a_consent_is_recorded_and_withdrawn_but_never_forgotten(caller: Caller, applicant: str, clock: Clock) -> None:
    clock.advance(seconds=1)
    path = f"/v1/applicants/{applicant}/consents"
    given = caller.post(path, {**CONSENT, "purpose": "monitoring"}).json()
    assert caller("DELETE", f"{path}/{given['id']}").status_code == 204
    first, second = caller.get(path).json()["items"]
    assert (first["withdrawn_at"], second["id"]) == (None, given["id"])
    assert second["withdrawn_at"] is not None


@pytest.mark.parametrize(
    ("given_at", "status"),
    [
        ("2999-01-01T00:00:00Z", 422),
        ("9999-12-31T23:59:59-14:00", 422),  # beyond the last moment that can be written in UTC
        ("0001-01-01T00:00:00+14:00", 201),  # before the first one
        ("{now}", 201),
        ("{soon}", 201),  # clocks differ
    ],
)
def test_a_consent_that_was_not_given_yet_is_none(
    caller: Caller, applicant: str, clock: Clock, given_at: str, status: int
) -> None:
    times = {"now": clock.now.isoformat(), "soon": (clock.now + timedelta(hours=20)).isoformat()}
    consent = CONSENT | {"given_at": given_at.format(**times)}
    given = caller.post(f"/v1/applicants/{applicant}/consents", consent)
    assert given.status_code == status
    made = caller.post("/v1/applicants", {"consent": consent})
    assert made.status_code == status
    if status == 422:
        assert given.json()["code"] == made.json()["code"] == "CONSENT.FUTURE"


def test_a_consent_of_another_applicant_is_not_there(caller: Caller, applicant: str) -> None:
    other = caller.post("/v1/applicants", {"consent": CONSENT}).json()["id"]
    consent = caller.get(f"/v1/applicants/{other}/consents").json()["items"][0]["id"]
    assert caller("DELETE", f"/v1/applicants/{applicant}/consents/{consent}").status_code == 404


def test_monitoring_is_off_until_turned_on_and_guards_against_two_writers(caller: Caller, applicant: str) -> None:
    path = f"/v1/applicants/{applicant}/monitor"
    before = caller.get(path)
    assert before.json()["is_on"] is False
    tag = {"If-Match": before.headers["ETag"]}
    assert caller("PUT", path, json={"is_on": True}, headers=tag).json()["is_on"] is True
    assert caller("PUT", path, json={"is_on": False}, headers=tag).status_code == 412
    assert caller.get(path).json()["is_on"] is True
