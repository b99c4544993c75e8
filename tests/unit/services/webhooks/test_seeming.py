"""Receivers that only seem to be answer a sandbox by their address, and nobody else."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import httpx
import pytest

from kyc.model.webhook import DeliveryState, EndpointState
from kyc.services.sandbox import clock as sandbox_clock
from kyc.services.webhooks.courier import Courier, Pace
from kyc.services.webhooks.delivery import Answer, Dispatch
from kyc.services.webhooks.endpoints import create
from kyc.services.webhooks.endpoints import test as send_test
from kyc.services.webhooks.outgoing import Rules
from kyc.services.webhooks.seeming import HOST, seeming_answer
from kyc.storage.database import Database
from tests.databases import TENANT, Clock
from tests.unit.services.line import WHO

SANDBOX = "rehearsals"


@pytest.mark.parametrize(
    ("path", "attempt", "answer"),
    [
        ("/ok", 1, Answer(204)),
        ("/200", 1, Answer(200)),
        ("/302", 1, Answer(302, "WEBHOOK.STATUS")),
        ("/410", 1, Answer(410, "WEBHOOK.STATUS")),
        ("/500", 9, Answer(500, "WEBHOOK.STATUS")),
        ("/flaky", 2, Answer(503, "WEBHOOK.STATUS")),
        ("/flaky", 3, Answer(204)),
        ("/timeout", 1, Answer(fault="WEBHOOK.TIMEOUT")),
        ("/refused", 1, Answer(fault="WEBHOOK.CONNECTION")),
        ("/busy", 1, Answer(503, "WEBHOOK.STATUS", timedelta(minutes=1))),
        ("/", 1, Answer(204)),
    ],
)
def test_the_path_says_what_is_answered(path: str, attempt: int, answer: Answer) -> None:
    assert seeming_answer(f"https://{HOST}{path}", attempt) == answer


@pytest.mark.parametrize("url", ["https://example.com/500", f"https://{HOST}.example.com/500", f"https://x.{HOST}/"])
def test_any_other_host_is_a_real_one(url: str) -> None:
    assert seeming_answer(url, 1) is None


def carried(database: Database, clock: Clock, rounds: int = 1) -> list[httpx.Request]:
    """Let a courier take what is due; return what went over the network."""
    sent: list[httpx.Request] = []

    def receive(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(204)

    courier = Courier(
        Dispatch(database, "wrk_test", clock, lambda: 0.0),
        Rules(),
        Pace(timeout=0.2, idle=0),
        resolve=lambda _host, _port: ("93.184.215.14",),
        make_client=lambda timeout: httpx.AsyncClient(timeout=timeout, transport=httpx.MockTransport(receive)),
    )
    left = iter(range(rounds))

    class Rounds(threading.Event):
        def is_set(self) -> bool:
            return next(left, None) is None

    asyncio.run(courier.carry(Rounds()))
    return sent


def hooked(database: Database, path: str, tenant: str = SANDBOX) -> str:
    """The id of an endpoint that is about to get a test event."""
    database.ensure_tenant(SANDBOX, is_sandbox=True)
    with database.transaction(tenant, WHO) as unit:
        made = create(unit, f"https://{HOST}{path}", rules=Rules()).endpoint
        send_test(unit, made.id)
    return made.id


def test_a_retry_comes_due_when_the_clock_is_moved(database: Database, clock: Clock) -> None:
    endpoint = hooked(database, "/flaky")
    for _ in range(3):
        assert carried(database, clock) == []
        with database.transaction(SANDBOX, WHO) as unit:
            (delivery,) = unit.deliveries.list(limit=9, endpoint_id=endpoint).items
            sandbox_clock.advance(unit, timedelta(days=1))
    assert (delivery.state, delivery.attempts) == (DeliveryState.DELIVERED, 3)


def test_gone_disables_the_endpoint(database: Database, clock: Clock) -> None:
    endpoint = hooked(database, "/410")
    carried(database, clock)
    with database.transaction(SANDBOX, WHO, read_only=True) as unit:
        assert unit.webhooks.get(endpoint).state is EndpointState.DISABLED


def test_a_live_tenants_message_to_such_an_address_is_sent_for_real(database: Database, clock: Clock) -> None:
    hooked(database, "/500", TENANT)
    assert [request.headers["host"] for request in carried(database, clock)] == [HOST]
