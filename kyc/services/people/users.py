"""Users of the console: made, changed, disabled. Whoever may do so is the caller's matter; the rules are here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kyc.model.errors import InputError, StateError, StoreError
from kyc.model.session import Credentials
from kyc.model.user import Role, User
from kyc.services.people import passwords
from kyc.storage.people.users import canonical
from kyc.storage.unit import Unit

LANGUAGES = ("id", "en")
_LONGEST = 120


@dataclass(frozen=True, slots=True, repr=False)
class NewPassword:
    """A user and the one-time password made for them; it is shown once and must be changed at the first sign-in."""

    user: User
    password: str

    def __repr__(self) -> str:
        return f"NewPassword({self.user!r})"


def find(unit: Unit, login: str) -> User:
    """The user with a login.

    Raises:
        StoreError: STORE.UNKNOWN when there is none.
    """
    found = unit.users.find(login)
    if found is None:
        raise StoreError("STORE.UNKNOWN", "There is no user with this login.")
    return found


def every(unit: Unit) -> tuple[User, ...]:
    """All users, disabled ones too, oldest first."""
    return unit.users.all()


def create(
    unit: Unit, login: str, name: str, role: Role, *, language: str = "id", password: str | None = None
) -> NewPassword:
    """Make a user, with a one-time password unless one is given.

    Raises:
        InputError: when the login is taken, or a login, name, language or password is not one.
    """
    _check_texts(login, name, language)
    if password is not None:
        passwords.check(password, login, name)
    if unit.users.find(login):
        raise InputError("INPUT.LOGIN_TAKEN", "Somebody has this login already; logins of disabled users stay theirs.")
    given = password or passwords.new_password()
    credentials = Credentials(passwords.hashed(given), must_change=password is None)
    user = unit.users.add(login, name.strip(), role, language=language, credentials=credentials)
    unit.audit.append("user:created", "user", user.id, after=f"state:{role}")
    return NewPassword(user, given)


def disable(unit: Unit, user_id: str) -> User:
    """End a user's access at once.

    Raises:
        StateError: USER.SELF or USER.LAST_ADMINISTRATOR, when nobody would be left to manage users.
    """
    user = unit.users.get(user_id)
    if user.disabled_at is not None:
        return user
    _check_somebody_manages(unit, user)
    unit.sessions.end_all(user_id)
    unit.audit.append("user:disabled", "user", user_id, before=f"state:{user.role}")
    return unit.users.save(replace(user, disabled_at=unit.now()))


def enable(unit: Unit, user_id: str) -> User:
    """Give a disabled user their access back."""
    user = unit.users.get(user_id)
    if user.disabled_at is None:
        return user
    unit.audit.append("user:enabled", "user", user_id, after=f"state:{user.role}")
    return unit.users.save(replace(user, disabled_at=None))


def set_role(unit: Unit, user_id: str, role: Role) -> User:
    """Change what a user may do; they have to sign in again.

    Raises:
        StateError: USER.SELF or USER.LAST_ADMINISTRATOR.
    """
    user = unit.users.get(user_id)
    if user.role is role:
        return user
    _check_somebody_manages(unit, user)
    unit.sessions.end_all(user_id)
    unit.audit.append("user:role_changed", "user", user_id, before=f"state:{user.role}", after=f"state:{role}")
    return unit.users.save(replace(user, role=role))


def set_language(unit: Unit, user_id: str, language: str) -> User:
    """Change the language in which the console speaks to a user."""
    user = unit.users.get(user_id)
    _check_texts(user.login, user.name, language)
    return unit.users.save(replace(user, language=language))


def reset(unit: Unit, user_id: str) -> NewPassword:
    """Give a user a one-time password and take their second factor away, because both may be lost.

    Raises:
        StateError: USER.SELF: one's own password is changed, not reset.
    """
    user = unit.users.get(user_id)
    _check_other(unit, user)
    password = passwords.new_password()
    unit.users.set_credentials(user_id, Credentials(passwords.hashed(password), must_change=True))
    unit.sessions.end_all(user_id)
    unit.failures.forget(unit.users.login_digest(user.login))
    unit.audit.append("user:reset", "user", user_id)
    return NewPassword(replace(user, has_totp=False), password)


def _check_texts(login: str, name: str, language: str) -> None:
    plain = canonical(login)
    if not 1 < len(plain) <= _LONGEST or not plain.isprintable() or " " in plain:
        raise InputError("INPUT.LOGIN", f"A login has 2 to {_LONGEST} characters and no space.")
    if not 0 < len(name.strip()) <= _LONGEST or not name.isprintable():
        raise InputError("INPUT.USER_NAME", f"A name has 1 to {_LONGEST} characters.")
    if language not in LANGUAGES:
        raise InputError("INPUT.LANGUAGE", f"The console speaks {' and '.join(LANGUAGES)}.")


def _check_other(unit: Unit, user: User) -> None:
    if unit.scope.actor == actor_of(user):
        raise StateError("USER.SELF", "Nobody does this to themselves: ask another administrator.")


def _check_somebody_manages(unit: Unit, user: User) -> None:
    _check_other(unit, user)
    if user.role is Role.ADMINISTRATOR and not set(unit.users.take_administrators()) - {user.id}:
        raise StateError("USER.LAST_ADMINISTRATOR", "This is the last administrator: make another one first.")


def actor_of(user: User) -> str:
    """How the audit log names a user."""
    return f"user:{user.id}"
