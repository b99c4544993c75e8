"""A registry over HTTP: who we are, what is tried again, when it is left alone, and what never leaks."""

from __future__ import annotations

import logging

import pytest

from fixtures.registry_server import CLIENT_ID, CLIENT_SECRET, Fault, serving
from kyc.model.errors import EngineError
from tests.unit.engines.registries import CHECKED, PERSON, Hand, client_of, connected, question

ANSWERED = {503: "answered 503", 500: "answered 500", 502: "answered 502"}


def test_a_known_person_agrees_in_every_field() -> None:
    with connected() as (registry, client):
        answer = client.ask(question())
    assert answer.found
    assert answer.fields == CHECKED
    assert answer.reference == "sim-1"
    assert registry.paths == ["/verify"], "personal data never stand in a URL"


def test_other_data_and_unknown_numbers_are_told_apart() -> None:
    with connected() as (_, client):
        assert client.ask(question(name="SOMEBODY ELSE")).fields == {**CHECKED, "name": 0.0}
        assert not client.ask(question(nik="3171234511900007")).found


def test_a_status_can_say_that_a_number_is_unknown() -> None:
    with connected() as (registry, client):
        registry.faults.append(Fault(status=404))
        assert not client.ask(question()).found


@pytest.mark.parametrize("status", ANSWERED)
def test_a_failing_server_is_asked_again_after_growing_pauses(status: int) -> None:
    hand = Hand()
    with connected(hand) as (registry, client):
        registry.faults.extend([Fault(status=status), Fault(status=status)])
        assert client.ask(question()).found
    assert hand.slept == [0.2, 0.4]


@pytest.mark.parametrize("status", ANSWERED)
def test_a_server_that_stays_down_is_unavailable(status: int) -> None:
    with connected(attempts=2) as (registry, client):
        registry.faults.extend([Fault(status=status)] * 2)
        with pytest.raises(EngineError, match=ANSWERED[status]) as caught:
            client.ask(question())
    assert caught.value.code == "REG.UNAVAILABLE"
    assert len(registry.asked) == 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(status=400), "REG.REFUSED"),
        (Fault(status=403), "REG.REFUSED"),
        (Fault(status=302), "REG.REFUSED"),
        (Fault(status=429), "REG.UNAVAILABLE"),
        (Fault(body=b"<html>"), "REG.UNREADABLE"),
        (Fault(body=b""), "REG.UNREADABLE"),
        (Fault(body=b"[" * 100_000), "REG.UNREADABLE"),
        (Fault(body=b'{"content": [{"RESPONSE_CODE": ' + b"9" * 5000 + b"}]}"), "REG.UNREADABLE"),
        (Fault(body=b" " * 1_000_001), "REG.UNREADABLE"),
        (Fault(body=b'"\xff"'), "REG.UNREADABLE"),
    ],
)
def test_what_another_attempt_would_not_mend_is_not_tried_again(fault: Fault, code: str) -> None:
    hand = Hand()
    with connected(hand) as (registry, client):
        registry.faults.append(fault)
        with pytest.raises(EngineError) as caught:
            client.ask(question())
    assert caught.value.code == code
    assert (len(registry.asked), hand.slept) == (1, [])


def test_a_server_that_takes_too_long_is_not_waited_for() -> None:
    with connected(timeout_seconds=0.2, attempts=2) as (registry, client):
        registry.faults.extend([Fault(delay=30), Fault(delay=30)])
        with pytest.raises(EngineError, match="did not answer in time") as caught:
            client.ask(question())
    assert caught.value.code == "REG.UNAVAILABLE"
    assert len(registry.asked) == 2


def test_nobody_there_is_unavailable() -> None:
    with serving() as registry:
        pass
    with client_of(registry, attempts=1) as client, pytest.raises(EngineError, match="cannot be reached") as caught:
        client.ask(question())
    assert caught.value.code == "REG.UNAVAILABLE"


def test_a_registry_that_keeps_failing_is_left_alone_for_a_while() -> None:
    hand = Hand()
    with connected(hand, attempts=1, breaker={"failures": 2, "pause_seconds": 30}) as (registry, client):
        registry.faults.extend([Fault(status=503)] * 2)
        for _ in range(5):
            with pytest.raises(EngineError) as caught:
                client.ask(question())
            assert caught.value.code == "REG.UNAVAILABLE"
        assert len(registry.asked) == 2
        hand.now += 30
        assert client.ask(question()).found


def test_a_refusal_shows_that_the_registry_is_there() -> None:
    with connected(attempts=1, breaker={"failures": 2, "pause_seconds": 30}) as (registry, client):
        registry.faults.extend([Fault(status=503), Fault(status=400), Fault(status=503)])
        for _ in range(3):
            with pytest.raises(EngineError):
                client.ask(question())
        assert client.ask(question()).found


def test_a_wrong_key_is_refused_and_not_tried_again() -> None:
    with connected(secret="wrong") as (registry, client), pytest.raises(EngineError, match="401") as caught:
        client.ask(question())
    assert caught.value.code == "REG.REFUSED"
    assert registry.paths == ["/verify"]


def oauth(url: str, client_id: str = CLIENT_ID) -> dict[str, str]:
    return {"kind": "oauth2", "token_url": f"{url}/token", "client_id": client_id, "secret": "env:X"}


def test_a_token_serves_until_shortly_before_its_end() -> None:
    hand = Hand()
    with serving() as registry, client_of(registry, hand, CLIENT_SECRET, auth=oauth(registry.url)) as client:
        client.ask(question())
        client.ask(question())
        hand.now += registry.token_seconds - 29
        client.ask(question())
    assert registry.paths == ["/token", "/verify", "/verify", "/token", "/verify"]


def test_a_token_that_is_refused_is_fetched_anew_once() -> None:
    with serving() as registry, client_of(registry, Hand(), CLIENT_SECRET, auth=oauth(registry.url)) as client:
        client.ask(question())
        registry.tokens_given += 1  # which makes the simulated registry forget the token it gave
        assert client.ask(question()).found
    assert registry.paths == ["/token", "/verify", "/verify", "/token", "/verify"]


def test_who_gets_no_token_is_refused() -> None:
    with (
        serving() as registry,
        client_of(registry, Hand(), "wrong", auth=oauth(registry.url)) as client,
        pytest.raises(EngineError, match="gave us no token") as caught,
    ):
        client.ask(question())
    assert caught.value.code == "REG.REFUSED"
    assert registry.asked == []


@pytest.mark.parametrize("fault", [Fault(status=503), Fault(status=400), Fault(body=b"<html>")])
def test_neither_errors_nor_logs_say_whom_we_asked_about(fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with connected(attempts=1) as (registry, client):
        registry.faults.append(fault)
        with pytest.raises(EngineError) as caught:
            client.ask(question())
    logged = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    for private in (PERSON.nik, PERSON.name, "simulated-key"):
        assert private not in logged + str(caught.value) + repr(question())
