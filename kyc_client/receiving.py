"""Verify what a webhook brings (Standard Webhooks 1.0) before a word of it is believed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TOLERANCE = 300.0  # seconds that a message may be old, or ahead of our clock
_HMAC, _ED25519 = "whsec_", "whpk_"


class ForgedError(Exception):
    """A message that does not verify: answer 400 and do nothing."""


@dataclass(frozen=True, slots=True)
class Event:
    """A message. `id` stays the same however often it is sent; what comes with a smaller `sequence` is older."""

    id: str
    type: str
    timestamp: str
    data: Mapping[str, Any]

    @property
    def sequence(self) -> int | None:
        """Its place among the changes of an applicant; None for a test."""
        found = self.data.get("sequence")
        return found if isinstance(found, int) else None


class Receiver:
    """Verifies messages with the secrets of an endpoint: `whsec_…` (HMAC) or `whpk_…` (ed25519, needs cryptography)."""

    def __init__(self, secrets: Sequence[str], *, clock: Callable[[], float] = time.time) -> None:
        """Take one secret, or two while they are being exchanged.

        Raises:
            ValueError: when one is no secret of this kind.
        """
        self._verifiers = [_verifier(secret) for secret in secrets]
        self._clock = clock

    def read(self, headers: Mapping[str, str], body: bytes) -> Event:
        """The event of a request, given its headers and its body byte for byte.

        Raises:
            ForgedError: when it is not signed by any of the secrets, too old, or no message.
        """
        known = {name.lower(): value for name, value in headers.items()}
        event_id, at, signatures = (known.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
        if not (at.isascii() and at.isdecimal() and len(at) < 16):
            raise ForgedError("the message has no time")
        if abs(self._clock() - int(at)) > TOLERANCE:
            raise ForgedError("the message is too old, or from the future")
        signed = b".".join((event_id.encode(), at.encode(), body))
        given = [_bytes(part.partition(",")[2]) for part in signatures.split()]
        if not any(verify(signed, each) for verify in self._verifiers for each in given):
            raise ForgedError("no signature is ours")
        return _event(event_id, body)


def _event(event_id: str, body: bytes) -> Event:
    try:
        told = json.loads(body)
        return Event(event_id, str(told["type"]), str(told["timestamp"]), dict(told["data"]))
    except (ValueError, KeyError, TypeError):
        raise ForgedError("the message is none of the service's") from None


def _verifier(secret: str) -> Callable[[bytes, bytes], bool]:
    if secret.startswith(_HMAC):
        return _hmac(_secret(secret.removeprefix(_HMAC)))
    if secret.startswith(_ED25519):
        return _ed25519(_secret(secret.removeprefix(_ED25519)))
    raise ValueError("expected a secret that begins with whsec_ or whpk_")


def _hmac(key: bytes) -> Callable[[bytes, bytes], bool]:
    return lambda signed, given: hmac.compare_digest(hmac.digest(key, signed, hashlib.sha256), given)


def _ed25519(key: bytes) -> Callable[[bytes, bytes], bool]:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = Ed25519PublicKey.from_public_bytes(key)

    def verify(signed: bytes, given: bytes) -> bool:
        try:
            public.verify(given, signed)
        except InvalidSignature:
            return False
        return True

    return verify


def _secret(text: str) -> bytes:
    key = _bytes(text)
    if len(key) < 24:
        raise ValueError("expected at least 24 bytes in base64")
    return key


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""
