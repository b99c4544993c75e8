"""Signatures of webhooks as Standard Webhooks 1.0 has them: `v1` by HMAC-SHA256, `v1a` by ed25519.

A secret says by its prefix what it is: `whsec_` is shared with the receiver, `whsk_` is ours alone and its `whpk_` is
given out. An endpoint with several secrets gets a signature of each, so that secrets can be exchanged without a gap.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets as randomness
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kyc.model.errors import InputError

SecretKind = Literal["hmac", "ed25519"]

_SHARED, _PRIVATE, _PUBLIC = "whsec_", "whsk_", "whpk_"
_SHARED_BYTES = 32  # the standard asks for 24 to 64
_SEED_BYTES = 32


def new_secret(kind: SecretKind = "hmac") -> str:
    """Make a secret of either kind."""
    if kind == "hmac":
        return _SHARED + _text(randomness.token_bytes(_SHARED_BYTES))
    seed = randomness.token_bytes(_SEED_BYTES)
    # Seed and public key together, as libsodium and the standard's own examples keep it.
    return _PRIVATE + _text(seed + Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def receivers_key(secret: str) -> str:
    """What the receiver verifies with: a shared secret itself, or the public half of a private one."""
    if secret.startswith(_SHARED):
        return secret
    return _PUBLIC + _text(_private(secret).public_key().public_bytes_raw())


def signed_headers(event_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> Mapping[str, str]:
    """The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` of one attempt; the id never changes.

    Raises:
        InputError: WEBHOOK.SECRET when a secret is of neither kind.
    """
    timestamp = str(int(at.timestamp()))
    signed = f"{event_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    if secret.startswith(_SHARED):
        key = _bytes(secret.removeprefix(_SHARED))
        return "v1," + _text(hmac.new(key, signed, hashlib.sha256).digest())
    return "v1a," + _text(_private(secret).sign(signed))


def _private(secret: str) -> Ed25519PrivateKey:
    if not secret.startswith(_PRIVATE):
        raise InputError("WEBHOOK.SECRET", f"A webhook's secret begins with {_SHARED} or {_PRIVATE}.")
    return Ed25519PrivateKey.from_private_bytes(_bytes(secret.removeprefix(_PRIVATE))[:_SEED_BYTES])


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise InputError("WEBHOOK.SECRET", "A webhook's secret is base64 behind its prefix.") from None
