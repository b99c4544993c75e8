"""A repeated request changes nothing and gets the first one's answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from kyc.storage.database import Database
from kyc.web.calls import REPLAYED
from tests.databases import OTHER, TENANT, Clock
from tests.unit.web.conftest import JPEG, NAME, Caller

KEY = {"Idempotency-Key": "order-4711"}


def count(store: Database) -> int:
    with store.transaction(TENANT, "test:look", read_only=True) as unit:
        return len(unit.applicants.list(limit=100).items)


def test_a_repeat_gets_the_first_answer_marked(caller: Caller, store: Database) -> None:
    first, second = (caller.post("/v1/applicants", {"name": NAME}, headers=KEY) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert (REPLAYED in first.headers, second.headers[REPLAYED]) == (False, "true")
    assert first.content == second.content
    assert first.headers["Location"] == second.headers["Location"]
    assert count(store) == 1


def test_the_same_key_with_another_request_is_an_error(caller: Caller, applicant: str) -> None:
    caller.post("/v1/applicants", {"name": NAME}, headers=KEY)
    other_body = caller.post("/v1/applicants", {"name": "Another"}, headers=KEY)
    other_path = caller.post("/v1/verifications", {"applicant_id": applicant}, headers=KEY)
    assert [reply.status_code for reply in (other_body, other_path)] == [422, 422]
    assert other_body.json()["code"] == "INPUT.KEY_REUSED"


def test_a_refused_request_does_not_use_its_key_up(caller: Caller) -> None:
    assert caller.post("/v1/applicants", {"name": 7}, headers=KEY).status_code == 422
    assert caller.post("/v1/applicants", {"name": NAME}, headers=KEY).status_code == 201


def test_a_request_that_failed_is_done_by_its_repeat(
    caller: Caller, applicant: str, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = caller.post("/v1/verifications", {"applicant_id": applicant}, headers=KEY)
    assert before.status_code == 422, "there is no image yet"
    caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("card.jpg", JPEG)})
    assert caller.post("/v1/verifications", {"applicant_id": applicant}, headers=KEY).status_code == 202


def test_keys_belong_to_a_client(caller: Caller, make_caller: Callable[..., Caller], store: Database) -> None:
    for each in (caller, make_caller(), make_caller(tenant=OTHER)):
        assert REPLAYED not in each.post("/v1/applicants", {"name": NAME}, headers=KEY).headers
    assert count(store) == 2


def test_a_key_is_remembered_for_a_day_and_forgotten_after_two(caller: Caller, clock: Clock) -> None:
    caller.post("/v1/applicants", {"name": NAME}, headers=KEY)
    clock.advance(hours=47)
    assert REPLAYED in caller.post("/v1/applicants", {"name": NAME}, headers=KEY).headers
    clock.advance(hours=2)
    assert REPLAYED not in caller.post("/v1/applicants", {"name": NAME}, headers=KEY).headers


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "ü"])
def test_a_key_is_printable_and_short(caller: Caller, key: str) -> None:
    reply = caller.post("/v1/applicants", {}, headers={"Idempotency-Key": key.encode("utf-8")})
    assert (reply.status_code, reply.json()["code"]) == (400, "REQUEST.IDEMPOTENCY_KEY")


def test_an_upload_is_the_same_whatever_boundary_or_wrapping(caller: Caller, applicant: str) -> None:
    path, files = f"/v1/applicants/{applicant}/documents", {"file": ("card.jpg", JPEG)}
    first, second = (caller.post(path, files=files, headers=KEY) for _ in range(2))
    assert second.headers[REPLAYED] == "true"
    assert first.json() == second.json()
    assert caller.post(path, files=files, data={"side": "back"}, headers=KEY).status_code == 422


def test_of_many_at_once_one_does_the_work(caller: Caller, store: Database) -> None:
    async def flood() -> list[int]:
        asked = (caller.ask("POST", "/v1/applicants", json={"name": NAME}, headers=KEY) for _ in range(12))
        return [reply.status_code for reply in await asyncio.gather(*asked)]

    assert set(asyncio.run(flood())) == {201}
    assert count(store) == 1


def test_of_many_changes_of_one_version_exactly_one_wins(caller: Caller, applicant: str) -> None:
    def change(number: int) -> int:
        path, tag = f"/v1/applicants/{applicant}", {"If-Match": '"1"'}
        return caller("PATCH", path, json={"phone": str(number)}, headers=tag).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(change, range(8)))
    assert codes == [200] + [412] * 7
