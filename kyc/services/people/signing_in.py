"""Signing in: password, second factor, and a delay that grows with each failure for a login and for an address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kyc.model.errors import KycError, StoreError
from kyc.model.session import Credentials, Failures, Stage
from kyc.model.user import User
from kyc.services.people import passwords, sessions, totp
from kyc.services.people.own import wrong_password
from kyc.services.people.sessions import Entry, Span
from kyc.services.people.users import actor_of
from kyc.storage.database import Database
from kyc.storage.unit import Unit

_ACTOR = "system:console"
_FREE = {"login": 5, "address": 20}  # failures without a delay; many people may share an address
_FIRST_DELAY, _LONGEST_DELAY = timedelta(seconds=15), timedelta(minutes=15)


class SignInError(KycError):
    """Signing in was refused; `until` says how long it will be, whatever is given."""

    def __init__(self, code: str, message: str, until: datetime | None = None) -> None:
        super().__init__(code, message)
        self.until = until


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody signs in: the store, the tenant, from which address, and under which rules."""

    database: Database
    tenant: str
    address: str
    span: Span
    needs_totp: bool = True


def with_password(door: Door, login: str, password: str) -> Entry:
    """Take a login and its password; the session that begins may be one in which a code is still asked for.

    Raises:
        SignInError: SIGNIN.REFUSED, the same whatever was wrong, or SIGNIN.LOCKED.
    """
    user, credentials = _begin(door, login)
    # Argon2 takes a tenth of a second, in which the database is free for others.
    is_right = passwords.is_right(password, credentials.password if credentials else None)
    entry = _let_in(door, user, credentials, password) if user and credentials and is_right else None
    if entry is None:
        _tell_failure(door, user)
        raise _refused()
    return entry


def _let_in(door: Door, user: User, judged: Credentials, password: str) -> Entry | None:
    """Begin a session; None where the user was disabled, or got another password while this one was judged."""
    newer = passwords.hashed(password) if passwords.is_outdated(judged.password) else judged.password
    with door.database.transaction(door.tenant, actor_of(user)) as unit:
        known, user = unit.users.take_credentials(user.id), unit.users.get(user.id)
        if known.password != judged.password or user.disabled_at is not None:
            return None
        if newer != known.password:
            unit.users.set_credentials(user.id, replace(known, password=newer))
        stage = _stage(known, door)
        _forgive(unit, door, user.login, is_all=stage is not Stage.CODE)
        return _enter(unit, user, stage, door.span)


def with_code(door: Door, entry: Entry, code: str) -> Entry:
    """Take a code of the second factor, or a recovery code, after the password.

    Raises:
        SignInError: SIGNIN.REFUSED or SIGNIN.LOCKED.
    """
    _begin(door, entry.user.login)
    with door.database.transaction(door.tenant, actor_of(entry.user)) as unit:
        known = unit.users.take_credentials(entry.user.id)
        changed = _accepted(unit, entry.user, known, code)
        if changed is not None:
            unit.users.set_credentials(entry.user.id, changed)
            unit.sessions.end(entry.session.sha256)
            _forgive(unit, door, entry.user.login, is_all=True)
            return _enter(unit, entry.user, _after_code(changed), door.span)
    _tell_failure(door, entry.user)
    raise _refused()


def prove(door: Door, user: User, password: str) -> None:
    """Take the present password of somebody who is signed in; a wrong one counts as at the door, whoever sits there.

    Raises:
        InputError: INPUT.PASSWORD.
        SignInError: SIGNIN.LOCKED.
    """
    _, known = _begin(door, user.login)
    if known is None or not passwords.is_right(password, known.password):
        _tell_failure(door, user)
        raise wrong_password()
    with door.database.transaction(door.tenant, actor_of(user)) as unit:
        _forgive(unit, door, user.login, is_all=False)


def go_on(unit: Unit, door: Door, user: User) -> Entry:
    """Begin the next stage, after a password was set or a second factor enrolled; every session before it ends."""
    unit.sessions.end_all(user.id)
    return _enter(unit, user, _stage_after(unit.users.credentials(user.id), door), door.span)


def _begin(door: Door, login: str) -> tuple[User | None, Credentials | None]:
    """Count the attempt before it is judged, so that a hundred at once are a hundred; refuse it while locked.

    An unknown tenant is refused like a wrong password: which tenants there are is nobody's business.
    """
    try:
        with door.database.transaction(door.tenant, _ACTOR) as unit:
            user = unit.users.find(login)
            _count(unit, unit.users.login_digest(login), _FREE["login"], user)
            _count(unit, _address_digest(unit, door), _FREE["address"], None)
            return user, unit.users.credentials(user.id) if user else None
    except StoreError as error:
        if error.code != "STORE.UNKNOWN":
            raise
    return None, None


def _count(unit: Unit, subject: str, free: int, user: User | None) -> None:
    known, now = unit.failures.take(subject), unit.now()
    if known.locked_until is not None and now < known.locked_until:
        raise SignInError("SIGNIN.LOCKED", "Too many attempts failed: wait and try again.", known.locked_until)
    delay = _delay(known.count + 1 - free)
    if delay and user:
        unit.audit.append("user:locked", "user", user.id)
    unit.failures.put(subject, Failures(known.count + 1, now, now + delay if delay else None))


def _delay(over: int) -> timedelta | None:
    """How long to wait after so many failures over what is free: doubling, up to a quarter of an hour.

    >>> [str(_delay(over)) for over in (0, 1, 2, 9)]
    ['None', '0:00:15', '0:00:30', '0:15:00']
    """
    return min(_FIRST_DELAY * 2 ** min(over - 1, 10), _LONGEST_DELAY) if over > 0 else None


def _forgive(unit: Unit, door: Door, login: str, *, is_all: bool) -> None:
    """Undo the counting of an attempt that was right. An address keeps what others failed from there.

    A login is forgiven everything once it is in. A password alone forgives no code that was wrong before: whoever has
    the password could guess at the code for ever.
    """
    subject = unit.users.login_digest(login)
    if is_all:
        unit.failures.forget(subject)
    else:
        _undo(unit, subject)
    _undo(unit, _address_digest(unit, door))


def _undo(unit: Unit, subject: str) -> None:
    known = unit.failures.take(subject)
    unit.failures.put(subject, replace(known, count=max(0, known.count - 1), locked_until=None))


def _accepted(unit: Unit, user: User, known: Credentials, code: str) -> Credentials | None:
    """The credentials after a code was taken; None when it is not right."""
    if known.totp is None:
        return None
    step = totp.step_of(known.totp, code, unit.now(), after=known.last_step)
    if step is not None:
        return replace(known, last_step=step)
    left = totp.without_recovery_code(known, code)
    if left is not None:
        unit.audit.append("user:recovery_code_used", "user", user.id)
    return left


def _stage(credentials: Credentials, door: Door) -> Stage:
    return Stage.CODE if credentials.totp else _stage_after(credentials, door)


def _after_code(credentials: Credentials) -> Stage:
    return Stage.PASSWORD if credentials.must_change else Stage.FULL


def _stage_after(credentials: Credentials, door: Door) -> Stage:
    if credentials.must_change:
        return Stage.PASSWORD
    return Stage.ENROL if door.needs_totp and credentials.totp is None else Stage.FULL


def _enter(unit: Unit, user: User, stage: Stage, span: Span) -> Entry:
    if stage is Stage.FULL:
        unit.audit.append("user:signed_in", "user", user.id)
    return sessions.begin(unit, user, stage, span)


def _tell_failure(door: Door, user: User | None) -> None:
    """Note that it failed, for a user there is; guesses at logins that nobody has would only fill the chain."""
    if user is not None:
        with door.database.transaction(door.tenant, _ACTOR) as unit:
            unit.audit.append("user:sign_in_failed", "user", user.id)


def _address_digest(unit: Unit, door: Door) -> str:
    return unit.keys.digest_own(b"address\0" + door.address.encode())


def _refused() -> SignInError:
    return SignInError("SIGNIN.REFUSED", "Login, password or code are not right.")
