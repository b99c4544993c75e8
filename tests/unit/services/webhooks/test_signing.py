from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError

from kyc.model.errors import InputError
from kyc.services.webhooks.signing import new_secret, receivers_key, signed_headers

BODY = b'{"type":"verification.approved","data":{"applicant_id":"app_1"}}'


def now() -> datetime:
    return datetime.now(UTC)  # the library compares with the real clock


def test_the_standards_own_library_accepts_what_we_sign() -> None:
    secret = new_secret()
    headers = dict(signed_headers("evt_1", now(), BODY, [secret]))
    assert Webhook(receivers_key(secret)).verify(BODY, headers)["type"] == "verification.approved"


def test_the_standards_published_example_comes_out() -> None:
    # The library's own test vector: msg_p5jXN8AQM9LWM0D4loKWxJek at 1614265330.
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


@pytest.mark.parametrize(
    ("shift", "body"),
    [
        (timedelta(minutes=-6), BODY),
        (timedelta(minutes=6), BODY),
        (timedelta(), BODY.replace(b"approved", b"rejected")),
    ],
)
def test_an_old_or_altered_message_is_refused(shift: timedelta, body: bytes) -> None:
    secret = new_secret()
    headers = dict(signed_headers("evt_1", now() + shift, BODY, [secret]))
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_while_secrets_are_exchanged_old_and_new_receivers_verify() -> None:
    newer, older = new_secret(), new_secret()
    headers = dict(signed_headers("evt_1", now(), BODY, [newer, older]))
    for secret in (newer, older):
        Webhook(secret).verify(BODY, headers)


def test_ed25519_verifies_with_the_key_that_is_given_out() -> None:
    secret = new_secret("ed25519")
    headers = signed_headers("evt_1", now(), BODY, [secret])
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(receivers_key(secret).removeprefix("whpk_")))
    version, signature = headers["webhook-signature"].split(",")
    signed = f"evt_1.{headers['webhook-timestamp']}.".encode() + BODY
    public.verify(base64.b64decode(signature), signed)
    assert version == "v1a"
    with pytest.raises(InvalidSignature):
        public.verify(base64.b64decode(signature), signed + b" ")


@pytest.mark.parametrize("secret", ["", "secret", "whsec_###", "whpk_AAAA"])
def test_what_is_no_secret_is_refused_without_being_quoted(secret: str) -> None:
    with pytest.raises(InputError) as refusal:
        signed_headers("evt_1", now(), BODY, [secret])
    assert refusal.value.code == "WEBHOOK.SECRET"
    assert "###" not in str(refusal.value)
