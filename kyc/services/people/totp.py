"""The second factor: time-based codes (RFC 6238), each good once, and recovery codes for a lost telephone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime

import pyotp

from kyc.model.session import Credentials

STEP = 30  # seconds
_DRIFT = 1  # steps that a telephone's clock may be off
_RECOVERY_CODES = 10
_RECOVERY_BYTES = 10  # 80 random bits need no slow hash


def new_secret() -> str:
    """Make a secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def address(secret: str, login: str, issuer: str) -> str:
    """The otpauth:// address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The time step whose code this is; None when it is none of about now, or one that was used already."""
    bare, current = "".join(code.split()), int(now.timestamp()) // STEP
    one = pyotp.TOTP(secret)
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if step > after and hmac.compare_digest(one.at(step * STEP).encode(), bare.encode("utf-8", "replace")):
            return step
    return None


def new_recovery_codes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make recovery codes, and the digests by which they are recognised."""
    codes = tuple(_grouped(secrets.token_hex(_RECOVERY_BYTES)) for _ in range(_RECOVERY_CODES))
    return codes, tuple(map(_digest, codes))


def without_recovery_code(known: Credentials, code: str) -> Credentials | None:
    """The credentials once a recovery code is used up; None when it is none of theirs."""
    digest = _digest(code)
    if digest not in known.recovery:
        return None
    return replace(known, recovery=tuple(each for each in known.recovery if each != digest))


def _grouped(text: str) -> str:
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def _digest(code: str) -> str:
    bare = "".join(filter(str.isalnum, code.lower()))
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()
