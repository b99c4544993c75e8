"""People who work in the console: who they are and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person is there for."""

    ANALYST = "analyst"
    SENIOR = "senior"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"  # reads everything, changes nothing


class Right(StrEnum):
    """What a role may do."""

    READ_CASES = "cases:read"
    READ_PII = "pii:read"
    WORK = "cases:work"  # take, note, review hits, propose
    DECIDE = "cases:decide"
    CHECK = "cases:check"  # be the second pair of eyes; decide what is escalated
    ASSIGN = "cases:assign"  # give cases to others
    MANAGE_USERS = "users:write"
    READ_AUDIT = "audit:read"
    READ_LISTS = "lists:read"


_ANALYST = frozenset({Right.READ_CASES, Right.READ_PII, Right.WORK, Right.DECIDE, Right.READ_LISTS})
_SENIOR = _ANALYST | {Right.CHECK, Right.ASSIGN, Right.READ_AUDIT}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.ANALYST: _ANALYST,
    Role.SENIOR: _SENIOR,
    # Whoever makes users does not decide cases: nobody can give themselves a second pair of eyes.
    Role.ADMINISTRATOR: frozenset(
        {Right.READ_CASES, Right.ASSIGN, Right.MANAGE_USERS, Right.READ_AUDIT, Right.READ_LISTS}
    ),
    Role.AUDITOR: frozenset({Right.READ_CASES, Right.READ_PII, Right.READ_AUDIT, Right.READ_LISTS}),
}


@dataclass(frozen=True, slots=True, repr=False)
class User:
    """A person who signs in. `login` is theirs alone within the tenant; a password or TOTP secret is never here."""

    id: str
    tenant: str
    login: str
    name: str
    role: Role
    language: str  # `id` or `en`
    created_at: datetime
    has_totp: bool = False
    disabled_at: datetime | None = None
    version: int = 1

    def may(self, right: Right) -> bool:
        """Whether the role includes a right; a disabled user has none."""
        return self.disabled_at is None and right in RIGHTS[self.role]

    def __repr__(self) -> str:
        return f"User({self.id}, {self.role})"
