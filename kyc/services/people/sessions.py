"""Sessions on the server: a random secret in the browser, its digest here, two clocks that end it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from kyc.model.session import Session, Stage
from kyc.model.user import User
from kyc.services.people.users import actor_of
from kyc.storage.database import Database
from kyc.storage.unit import Unit

_SECRET_BYTES = 32
_UNFINISHED = timedelta(minutes=10)  # for who still has to give a code, or set a password
_NOTED_EVERY = timedelta(seconds=60)  # so often a session's use is written down


@dataclass(frozen=True, slots=True)
class Span:
    """How long sessions last: unused, and at most."""

    idle: timedelta = timedelta(minutes=30)
    most: timedelta = timedelta(hours=10)


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A session that was just begun, and the secret for the browser's cookie."""

    user: User
    session: Session
    secret: str

    def __repr__(self) -> str:
        return f"Entry({self.user!r}, {self.session.stage})"


def begin(unit: Unit, user: User, stage: Stage, span: Span) -> Entry:
    """Begin a session; every stage gets a new secret, so that one learned before is worth nothing after."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    lasts = span.most if stage is Stage.FULL else _UNFINISHED
    unit.sessions.purge()
    return Entry(user, unit.sessions.add(digest(secret), user.id, stage, expires_at=unit.now() + lasts), secret)


def recognise(database: Database, tenant: str, secret: str, span: Span) -> Entry | None:
    """Whose session a secret opens; None when it is unknown, over, or its user disabled."""
    with database.transaction(tenant, "system:console", read_only=True) as unit:
        session = unit.sessions.find(digest(secret))
        if session is None or not _is_alive(session, unit, span):
            return None
        user, now = unit.users.get(session.user_id), unit.now()
    if user.disabled_at is not None:
        return None
    if now - session.seen_at >= min(_NOTED_EVERY, span.idle / 4):
        with database.transaction(tenant, actor_of(user)) as unit:
            session = unit.sessions.seen(session)
    return Entry(user, session, secret)


def end(unit: Unit, user: User, session: Session) -> None:
    """Sign out."""
    unit.sessions.end(session.sha256)
    unit.audit.append("user:signed_out", "user", user.id)


def _is_alive(session: Session, unit: Unit, span: Span) -> bool:
    now = unit.now()
    return now < session.expires_at and now - session.seen_at < span.idle


def digest(secret: str) -> str:
    """By what a session is found; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
