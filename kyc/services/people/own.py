"""What users do with their own password and second factor."""

from __future__ import annotations

from dataclasses import replace

from kyc.model.errors import InputError
from kyc.model.user import User
from kyc.services.people import passwords, totp
from kyc.storage.unit import Unit
from kyc.texts.marking import N_


def wrong_password() -> InputError:
    """What somebody who is signed in is told when their present password is not right."""
    return InputError("INPUT.PASSWORD", N_("The present password is not right."))


def change_password(unit: Unit, user: User, old: str, new: str) -> None:
    """Set a new password; every session of the user ends, the caller begins a new one.

    Raises:
        InputError: INPUT.PASSWORD when the old one is wrong, or the new one is not good enough.
    """
    known = unit.users.take_credentials(user.id)
    if not passwords.is_right(old, known.password):
        raise wrong_password()
    passwords.check(new, user.login, user.name)
    if passwords.is_right(new, known.password):
        raise InputError("INPUT.PASSWORD", N_("This is the present password: choose another one."))
    unit.users.set_credentials(user.id, replace(known, password=passwords.hashed(new), must_change=False))
    unit.sessions.end_all(user.id)
    unit.audit.append("user:password_changed", "user", user.id)


def offer_totp(unit: Unit, user: User) -> str:
    """Make a TOTP secret to show as a QR code; it counts once a code of it is given. Asked again, it is the same.

    Raises:
        InputError: INPUT.TOTP when there is one already: `remove_totp`, which asks for the password, comes first.
    """
    known = unit.users.take_credentials(user.id)
    if known.totp:
        raise InputError("INPUT.TOTP", N_("A second factor is set up already: remove it first."))
    if known.pending:
        return known.pending
    secret = totp.new_secret()
    unit.users.set_credentials(user.id, replace(known, pending=secret))
    return secret


def enrol_totp(unit: Unit, user: User, code: str) -> tuple[str, ...]:
    """Take the offered secret into use and return the recovery codes, which are shown this once.

    Raises:
        InputError: INPUT.CODE when the code is not one of it.
    """
    known = unit.users.take_credentials(user.id)
    step = totp.step_of(known.pending, code, unit.now(), after=0) if known.pending else None
    if step is None:
        raise InputError("INPUT.CODE", N_("This is not the code that the app shows now."))
    codes, digests = totp.new_recovery_codes()
    enrolled = replace(known, totp=known.pending, pending=None, last_step=step, recovery=digests)
    unit.users.set_credentials(user.id, enrolled)
    unit.audit.append("user:totp_enrolled", "user", user.id)
    return codes


def remove_totp(unit: Unit, user: User, password: str) -> None:
    """Give the second factor up, to enrol another telephone.

    Raises:
        InputError: INPUT.PASSWORD when the password is wrong.
    """
    known = unit.users.take_credentials(user.id)
    if not passwords.is_right(password, known.password):
        raise wrong_password()
    unit.users.set_credentials(user.id, replace(known, totp=None, pending=None, recovery=()))
    unit.audit.append("user:totp_removed", "user", user.id)
