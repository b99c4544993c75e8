"""Passwords: hashed with argon2id, never shorter than twelve characters, made at random where a person gets one."""

from __future__ import annotations

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kyc.model.errors import InputError

SHORTEST, LONGEST = 12, 128
_MOST_TYPED = 4 * LONGEST  # characters before accents join their letters
_DIFFERENT = 5  # characters that are not all the same few
# RFC 9106's second choice is argon2-cffi's default: 64 MiB, three passes. Two at once, so that guessing at full
# speed costs 128 MiB and not all there is.
_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
# A hash of nobody's password: who is unknown is answered as slowly as who is known.
_NOBODY = _HASHER.hash(secrets.token_hex())


def new_password() -> str:
    """Make a one-time password: 79 random bits, in groups that can be read out.

    >>> len(new_password())
    19
    """
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def check(password: str, *about: str) -> None:
    """Accept a password a person chose; `about` are words that it must not hold.

    Raises:
        InputError: INPUT.PASSWORD, saying what is wrong.
    """
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise InputError("INPUT.PASSWORD", f"A password has {SHORTEST} to {LONGEST} characters.")
    if len(set(plain)) < _DIFFERENT or plain in "0123456789" * 13:
        raise InputError("INPUT.PASSWORD", "This password repeats itself: choose one that is harder to guess.")
    folded = plain.casefold()
    if any(len(word) > 3 and word.casefold() in folded for word in about):
        raise InputError("INPUT.PASSWORD", "A password must not hold the login or the name.")


def hashed(password: str) -> str:
    """Hash a password."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def is_right(password: str, known: str | None) -> bool:
    """Whether a password is the one that was hashed; None, nobody's hash, takes as long and is never right."""
    if len(password) > _MOST_TYPED or len(_plain(password)) > LONGEST:
        return False
    try:
        with _AT_ONCE:
            return _HASHER.verify(known or _NOBODY, _bytes(password)) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(known: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(known)


def _bytes(password: str) -> bytes:
    return _plain(password).encode("utf-8", "surrogatepass")


def _plain(password: str) -> str:
    """One spelling for what looks the same on two keyboards (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFC", password)
