"""Repeated requests: the same reply, and the work done once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from kyc.model.access import StoredReply
from kyc.model.errors import InputError, StoreError
from kyc.model.submission import DeclaredData
from kyc.storage.database import Database
from kyc.storage.erasing import erase
from tests.databases import TENANT, Clock

WHO = "client:test"
REPLY = StoredReply(201, b'{"id":"app_1"}', (("Location", "/v1/applicants/app_1"),))


@pytest.fixture
def client(database: Database) -> str:
    with database.transaction(TENANT, WHO) as unit:
        client = unit.clients.add("backend", ())
        assert unit.idempotency.begin(client.id, "key", b"request") is None
        unit.idempotency.finish(client.id, "key", REPLY)
    return client.id


def test_a_repeated_request_gets_the_first_reply(database: Database, client: str) -> None:
    with database.transaction(TENANT, WHO) as unit:
        assert unit.idempotency.begin(client, "key", b"request") == REPLY
        assert unit.idempotency.begin(client, "another key", b"request") is None
        assert unit.idempotency.begin("cli_other", "key", b"request") is None


def test_another_request_under_the_same_key_is_refused(database: Database, client: str) -> None:
    with pytest.raises(InputError) as error, database.transaction(TENANT, WHO) as unit:
        unit.idempotency.begin(client, "key", b"another request")
    assert error.value.code == "INPUT.KEY_REUSED"


def test_a_request_that_failed_may_be_repeated(database: Database, client: str) -> None:
    with pytest.raises(RuntimeError), database.transaction(TENANT, WHO) as unit:  # noqa: PT012
        unit.idempotency.begin(client, "failing", b"request")
        raise RuntimeError
    with database.transaction(TENANT, WHO) as unit:
        assert unit.idempotency.begin(client, "failing", b"request") is None


def test_replies_are_kept_for_a_day_at_least(database: Database, client: str, clock: Clock) -> None:
    clock.advance(hours=24)
    with database.transaction(TENANT, WHO) as unit:
        assert unit.idempotency.begin(client, "key", b"request") == REPLY
        assert unit.idempotency.purge(clock()) == 0
    clock.advance(hours=24)
    with database.transaction(TENANT, WHO) as unit:
        assert unit.idempotency.begin(client, "key", b"another request") is None
    clock.advance(days=3)
    with database.transaction(TENANT, WHO) as unit:
        assert unit.idempotency.purge(clock()) == 1


def test_a_reply_about_an_applicant_goes_with_them(database: Database, client: str) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        unit.idempotency.begin(client, "onboard", b"request")
        unit.idempotency.finish(client, "onboard", REPLY, applicant_id=applicant.id)
    with database.transaction(TENANT, WHO) as unit:
        assert unit.idempotency.begin(client, "onboard", b"request") == REPLY
        assert dict(erase(unit, applicant.id).destroyed)["replies"] == 1


def test_requests_at_once_do_the_work_once(
    database: Database, open_database: Callable[..., Database], client: str
) -> None:
    patient = [open_database(busy_seconds=30) for _ in range(6)]
    together = Barrier(6)

    def request(number: int) -> bool:
        together.wait()
        with patient[number].transaction(TENANT, WHO) as unit:
            if unit.idempotency.begin(client, "at once", b"request") is not None:
                return False
            unit.applicants.add(DeclaredData())
            unit.idempotency.finish(client, "at once", REPLY)
            return True

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(request, range(6))) == [False] * 5 + [True]
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert len(unit.applicants.list(limit=9).items) == 1


def test_a_damaged_reply_is_told(database: Database, client: str) -> None:
    with database.transaction(TENANT, WHO) as unit:
        table = unit.idempotency.TABLE
        unit.scope.connection.execute(table.update().values(sealed_reply=b"\x01" + bytes(60)))
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        unit.idempotency.begin(client, "key", b"request")
    assert error.value.code == "STORE.DAMAGED"
