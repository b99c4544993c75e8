"""Signing in: what is kept of a session, of a user's secrets and of attempts that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """How far somebody has come in signing in; only the last stage opens pages."""

    CODE = "code"  # the password was right; a code of the second factor is still asked for
    PASSWORD = "password"  # noqa: S105 - a one-time password was given: a new one has to be set
    ENROL = "enrol"  # the installation asks for a second factor, and this user has none yet
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Session:
    """A session on the server; of its secret, which the browser holds, only the SHA-256 is kept."""

    tenant: str
    sha256: str
    user_id: str
    stage: Stage
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """A user's secrets: the password's argon2id hash, the TOTP secret, the SHA-256 of each recovery code left.

    `pending` is a TOTP secret that was shown and not yet confirmed; `last_step` the newest time step whose code was
    taken, so that no code works twice.
    """

    password: str
    must_change: bool = False
    totp: str | None = None
    pending: str | None = None
    last_step: int = 0
    recovery: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Credentials(must_change={self.must_change}, totp={self.totp is not None})"


@dataclass(frozen=True, slots=True)
class Failures:
    """How often signing in has failed for one login or address, and until when it is refused unseen."""

    count: int
    last_at: datetime
    locked_until: datetime | None
