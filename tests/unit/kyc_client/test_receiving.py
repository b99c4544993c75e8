"""A message is believed only when one of our secrets signed it, whole and just now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from kyc.services.webhooks.signing import new_secret, receivers_key, signed_headers
from kyc_client.receiving import TOLERANCE, ForgedError, Receiver
from tests.databases import NOON

BODY = b'{"type":"verification.approved","timestamp":"2026-11-22T12:00:00.000Z","data":{"sequence":3}}'
AT = NOON.timestamp()


@pytest.mark.parametrize("kind", ["hmac", "ed25519"])
def test_what_the_service_signs_is_read(kind: str) -> None:
    secret = new_secret(kind)  # type: ignore[arg-type]
    headers = signed_headers("evt_1", NOON, BODY, (secret,))
    event = Receiver([receivers_key(secret)], clock=lambda: AT).read(headers, BODY)
    assert (event.id, event.type, event.sequence) == ("evt_1", "verification.approved", 3)


def test_what_the_standards_own_library_signs_is_read() -> None:
    secret = receivers_key(new_secret("hmac"))
    signature = Webhook(secret).sign("evt_1", NOON, BODY.decode())
    headers = {"Webhook-Id": "evt_1", "Webhook-Timestamp": str(int(AT)), "Webhook-Signature": signature}
    assert Receiver([secret], clock=lambda: AT).read(headers, BODY).id == "evt_1"


def test_while_secrets_are_exchanged_either_will_do() -> None:
    old, new = new_secret("hmac"), new_secret("ed25519")
    headers = signed_headers("evt_1", NOON, BODY, (new, old))
    for known in ([old], [new], [old, new]):
        assert Receiver([receivers_key(each) for each in known], clock=lambda: AT).read(headers, BODY)


@pytest.mark.parametrize(
    ("changes", "body", "late"),
    [
        ({"webhook-id": "evt_2"}, BODY, 0),
        ({"webhook-timestamp": str(int(AT) + 1)}, BODY, 0),
        ({}, BODY + b" ", 0),
        ({"webhook-signature": ""}, BODY, 0),
        ({"webhook-signature": "v1,AAAA"}, BODY, 0),
        ({"webhook-signature": "v1," + "é" * 9}, BODY, 0),
        ({"webhook-timestamp": "soon"}, BODY, 0),
        ({"webhook-timestamp": "9" * 400}, BODY, 0),
        ({}, BODY, TOLERANCE + 1),
        ({}, BODY, -TOLERANCE - 1),
    ],
)
def test_anything_else_is_forged(changes: dict[str, str], body: bytes, late: float) -> None:
    secret = new_secret("hmac")
    headers = {**signed_headers("evt_1", NOON, BODY, (secret,)), **changes}
    with pytest.raises(ForgedError):
        Receiver([receivers_key(secret)], clock=lambda: AT + late).read(headers, body)


def test_anothers_secret_signs_nothing_of_ours() -> None:
    headers = signed_headers("evt_1", NOON, BODY, (new_secret("hmac"),))
    with pytest.raises(ForgedError):
        Receiver([receivers_key(new_secret("hmac"))], clock=lambda: AT).read(headers, BODY)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"type":1}', b"\xff"])
def test_a_signed_text_that_is_no_message_is_none(body: bytes) -> None:
    secret = new_secret("hmac")
    with pytest.raises(ForgedError):
        Receiver([receivers_key(secret)], clock=lambda: AT).read(signed_headers("e", NOON, body, (secret,)), body)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", "kyc_secret", "whsk_" + "A" * 44])
def test_what_is_no_secret_is_said_at_once(secret: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        Receiver([secret])


def test_a_message_may_be_as_old_as_the_standard_says() -> None:
    assert timedelta(seconds=TOLERANCE) == timedelta(minutes=5)
