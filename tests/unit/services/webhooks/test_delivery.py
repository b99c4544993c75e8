"""Events reach their endpoints: signed, at least once, in days if need be, and no endpoint waits for another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from kyc.model.webhook import Delivery, DeliveryState, EndpointState
from kyc.services.retries import WEBHOOK_DELAYS
from kyc.services.webhooks.courier import Courier, Pace
from kyc.services.webhooks.delivery import Dispatch
from kyc.services.webhooks.endpoints import NewSecret, change, create, exchange_secret, remove, replay
from kyc.services.webhooks.endpoints import test as send_test
from kyc.services.webhooks.outgoing import Rules
from kyc.storage.database import Database
from tests.databases import NOON, TENANT, Clock
from tests.unit.services.line import DECLARED, WHO

PUBLIC = "93.184.215.14"
QUICK = Pace(timeout=0.2, idle=0)
RULES = Rules()


@dataclass
class Receiver:
    """Answers as it is told to; `hosts` that hang never answer."""

    answer: Callable[[httpx.Request], httpx.Response] = lambda _request: httpx.Response(204)
    hanging: frozenset[str] = frozenset()
    seen: list[httpx.Request] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if request.headers["host"] in self.hanging:
            await asyncio.sleep(3600)
        return self.answer(request)

    @property
    def ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.seen]


def status(code: int, headers: Mapping[str, str] | None = None) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(code, headers=headers)


def courier(database: Database, clock: Clock, receiver: Receiver, pace: Pace = QUICK) -> Courier:
    dispatch = Dispatch(database, "wrk_test", clock, lambda: 0.0)
    return Courier(
        dispatch,
        RULES,
        pace,
        resolve=lambda _host, _port: (PUBLIC,),
        make_client=lambda timeout: httpx.AsyncClient(timeout=timeout, transport=httpx.MockTransport(receiver)),
    )


def carry(database: Database, clock: Clock, receiver: Receiver, *, rounds: int = 1) -> None:
    """Let a courier take what is due, once for each round, and wait for the answers."""
    made = courier(database, clock, receiver)
    taken = iter(range(rounds))

    class Rounds(threading.Event):
        def is_set(self) -> bool:
            return next(taken, None) is None

    asyncio.run(made.carry(Rounds()))


def endpoint(database: Database, url: str = "https://hooks.example.com/in", **options: Any) -> NewSecret:
    with database.transaction(TENANT, WHO) as unit:
        return create(unit, url, rules=RULES, **options)


def publish(database: Database, count: int = 1, kind: str = "verification.approved") -> list[str]:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DECLARED)
        payload = {"applicant_id": applicant.id, "state": "approved"}
        return [unit.outbox.publish(kind, payload, applicant_id=applicant.id).id for _ in range(count)]


def deliveries(database: Database) -> tuple[Delivery, ...]:
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        return unit.deliveries.list(limit=200).items


def test_an_event_arrives_signed_thin_and_in_order(database: Database) -> None:
    clock = Clock(datetime.now(UTC))  # the library that verifies compares with the real clock
    made, receiver = endpoint(database), Receiver()
    (event_id,) = publish(database)
    carry(database, clock, receiver)
    (request,) = receiver.seen
    body = Webhook(made.key).verify(request.content, dict(request.headers))
    assert request.headers["webhook-id"] == event_id
    assert body["type"] == "verification.approved"
    assert set(body["data"]) == {"applicant_id", "state"}
    assert "SITI" not in request.content.decode()
    (done,) = deliveries(database)
    assert (done.state, done.status, done.attempts) == (DeliveryState.DELIVERED, 204, 1)


def test_only_events_that_are_wanted_are_sent(database: Database, clock: Clock) -> None:
    endpoint(database, events=("verification.rejected",))
    publish(database)
    receiver = Receiver()
    carry(database, clock, receiver)
    assert receiver.seen == []


def test_what_fails_is_tried_for_three_days_under_one_id_and_then_given_up(database: Database, clock: Clock) -> None:
    endpoint(database)
    receiver = Receiver(status(500))
    (event_id,) = publish(database)
    for delay in WEBHOOK_DELAYS:
        carry(database, clock, receiver)
        clock.advance(seconds=delay.total_seconds() - 1)
        carry(database, clock, receiver)
        clock.advance(seconds=1)
    carry(database, clock, receiver)
    (done,) = deliveries(database)
    assert receiver.ids == [event_id] * 10
    assert (done.state, done.status, done.fault) == (DeliveryState.FAILED, 500, "WEBHOOK.STATUS")
    assert clock.now - NOON > timedelta(days=3)
    assert len({request.headers["webhook-timestamp"] for request in receiver.seen}) == 10
    assert len({request.content for request in receiver.seen}) == 1


@pytest.mark.parametrize("code", [301, 302, 307, 308, 400, 404, 429, 500, 503])
def test_everything_but_2xx_is_tried_again(database: Database, clock: Clock, code: int) -> None:
    endpoint(database)
    publish(database)
    receiver = Receiver(status(code, {"location": "http://169.254.169.254/"}))
    carry(database, clock, receiver)
    (waiting,) = deliveries(database)
    assert (waiting.state, waiting.status) == (DeliveryState.PENDING, code)
    assert len(receiver.seen) == 1


def test_a_receiver_that_asks_for_time_gets_it(database: Database, clock: Clock) -> None:
    endpoint(database)
    publish(database)
    carry(database, clock, Receiver(status(503, {"retry-after": "120"})))
    (waiting,) = deliveries(database)
    assert waiting.next_at == NOON + timedelta(seconds=120)


def test_410_disables_the_endpoint_until_somebody_enables_it(database: Database, clock: Clock) -> None:
    made = endpoint(database)
    publish(database, 2)
    carry(database, clock, Receiver(status(410)), rounds=2)
    with database.transaction(TENANT, WHO) as unit:
        disabled = unit.webhooks.get(made.endpoint.id)
        assert unit.audit.list(limit=1).items[0].action == "webhook:disabled"
        assert disabled.state is EndpointState.DISABLED
        change(unit, disabled, rules=RULES, state=EndpointState.ENABLED)
    assert {each.fault for each in deliveries(database)} == {"WEBHOOK.GONE"}
    publish(database)
    receiver = Receiver()
    carry(database, clock, receiver)
    assert len(receiver.seen) == 1


def test_what_waits_for_a_disabled_endpoint_is_not_sent(database: Database, clock: Clock) -> None:
    made = endpoint(database)
    publish(database)
    with database.transaction(TENANT, WHO) as unit:
        change(unit, made.endpoint, rules=RULES, state=EndpointState.DISABLED)
    receiver = Receiver()
    carry(database, clock, receiver)
    assert receiver.seen == []
    assert deliveries(database)[0].fault == "WEBHOOK.DISABLED"


def test_an_endpoint_that_hangs_delays_no_other(database: Database, clock: Clock) -> None:
    endpoint(database, "https://hanging.example.com/")
    endpoint(database, "https://well.example.com/")
    publish(database, 30)
    receiver = Receiver(hanging=frozenset({"hanging.example.com"}))
    made = courier(database, clock, receiver, Pace(slots=16, bite=8, per_endpoint=2, timeout=60, idle=0.001))
    stop = threading.Event()

    async def until_the_other_has_everything() -> int:
        carrying = asyncio.create_task(made.carry(stop))
        while sum(each.state is DeliveryState.DELIVERED for each in deliveries(database)) < 30:
            await asyncio.sleep(0)
        held = made.under_way
        carrying.cancel()
        return held

    assert asyncio.run(until_the_other_has_everything()) < 16, "slots were left while the endpoint hung"


def test_a_receiver_that_hangs_or_breaks_off_is_a_fault_and_tried_again(database: Database, clock: Clock) -> None:
    endpoint(database)
    publish(database)
    carry(database, clock, Receiver(hanging=frozenset({"hooks.example.com"})))
    assert deliveries(database)[0].fault == "WEBHOOK.TIMEOUT"

    def broken(_request: httpx.Request) -> httpx.Response:
        raise httpx.RemoteProtocolError("broken off")

    clock.advance(seconds=10)
    carry(database, clock, Receiver(broken))
    assert deliveries(database)[0].fault == "WEBHOOK.CONNECTION"


def test_a_name_that_turns_private_is_not_sent_to(database: Database, clock: Clock) -> None:
    endpoint(database)
    publish(database)
    receiver = Receiver()
    made = courier(database, clock, receiver)
    made.resolve = lambda _host, _port: ("10.0.0.7",)
    asyncio.run(made.carry(_Once()))
    assert receiver.seen == []
    assert deliveries(database)[0].fault == "WEBHOOK.ADDRESS"


class _Once(threading.Event):
    """Lets a loop run once."""

    _looked = False

    def is_set(self) -> bool:
        self._looked, looked = True, self._looked
        return looked


def test_a_dead_couriers_parcel_is_carried_by_another_under_the_same_id(database: Database, clock: Clock) -> None:
    endpoint(database)
    (event_id,) = publish(database)
    dead = Dispatch(database, "wrk_dead", clock, lambda: 0.0)
    assert len(dead.take(5)) == 1
    receiver = Receiver()
    carry(database, clock, receiver)
    assert receiver.seen == []
    clock.advance(seconds=61)
    carry(database, clock, receiver)
    assert receiver.ids == [event_id]


def test_a_test_event_goes_to_one_endpoint_whatever_it_wants(database: Database, clock: Clock) -> None:
    chosen = endpoint(database, "https://chosen.example.com/", events=("verification.rejected",))
    endpoint(database, "https://other.example.com/")
    with database.transaction(TENANT, WHO) as unit:
        send_test(unit, chosen.endpoint.id)
    receiver = Receiver()
    carry(database, clock, receiver)
    assert [request.headers["host"] for request in receiver.seen] == ["chosen.example.com"]


def test_a_replay_carries_the_same_id(database: Database, clock: Clock) -> None:
    endpoint(database)
    publish(database)
    receiver = Receiver()
    carry(database, clock, receiver)
    with database.transaction(TENANT, WHO) as unit:
        replay(unit, unit.deliveries.list(limit=1).items[0].id)
    carry(database, clock, receiver)
    assert len(receiver.seen) == 2
    assert len(set(receiver.ids)) == 1


def test_while_secrets_are_exchanged_both_verify(database: Database) -> None:
    clock = Clock(datetime.now(UTC))
    older = endpoint(database)
    with database.transaction(TENANT, WHO) as unit:
        newer = exchange_secret(unit, older.endpoint)
    publish(database)
    receiver = Receiver()
    carry(database, clock, receiver)
    (request,) = receiver.seen
    for key in (older.key, newer.key):
        Webhook(key).verify(request.content, dict(request.headers))


def test_a_removed_endpoint_is_forgotten_with_what_was_on_its_way(database: Database, clock: Clock) -> None:
    made = endpoint(database)
    publish(database)
    with database.transaction(TENANT, WHO) as unit:
        remove(unit, made.endpoint.id)
    receiver = Receiver()
    carry(database, clock, receiver)
    assert receiver.seen == []
    assert deliveries(database) == ()


def test_an_outbox_is_emptied_as_far_as_receivers_let_us(database: Database, clock: Clock) -> None:
    receiver = Receiver(status(503))
    endpoint(database)
    for _ in range(QUICK.bite + 3):
        publish(database)
    sender = courier(database, clock, receiver)
    assert sender.drain() == QUICK.bite + 3
    assert sender.drain() == 0
    clock.advance(days=1)
    receiver.answer = status(204)
    assert courier(database, clock, receiver).drain() == QUICK.bite + 3
