"""Ids that say nothing of anybody: a prefix for the kind, then a time-ordered random number."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_LENGTH = 26
_ID = re.compile(rf"([a-z]{{3}})_[0-7][{_ALPHABET}]{{{_LENGTH - 1}}}")


def new_id(prefix: str, clock: Clock, random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Make an id such as `app_01m8…`: 48 bits of milliseconds and 80 random bits, as in a ULID.

    >>> from datetime import UTC
    >>> new_id("app", lambda: datetime(2026, 11, 22, tzinfo=UTC), bytes)
    'app_01m808tx000000000000000000'
    """
    milliseconds = int(clock().timestamp() * 1000)
    number = milliseconds << 80 | int.from_bytes(random(10), "big")
    return f"{prefix}_" + "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def is_id(text: str, prefix: str) -> bool:
    """Whether a text has the shape of an id of this kind; whether such a thing exists is another question."""
    found = _ID.fullmatch(text)
    return found is not None and found[1] == prefix
