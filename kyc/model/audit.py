"""The audit log's records: who did what to which thing when. Digests only, never personal data."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"[a-z0-9_.-]+(:[A-Za-z0-9_.@-]+)*")
_VALUE = re.compile(r"(hmac-)?sha256:[0-9a-f]{64}|state:[a-z_]{1,40}|version:[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One link of a tenant's chain: `hash` = SHA-256(`previous_hash` ‖ canonical JSON of the rest), both in hex.

    `at` is the instant as text (ISO 8601, UTC, microseconds), because the text is what was hashed. `before` and
    `after` are digests (`hmac-sha256:…`, `sha256:…`), states (`state:approved`) or versions (`version:3`).
    """

    seq: int
    tenant: str
    at: str
    actor: str
    action: str
    object_kind: str
    object_id: str
    before: str | None
    after: str | None
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What happened, before it is chained. Values that might be personal data cannot be built into it."""

    at: str
    actor: str
    action: str
    object_kind: str
    object_id: str
    before: str | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        for part in (self.actor, self.action, self.object_kind, self.object_id):
            if not _NAME.fullmatch(part):
                raise ValueError("an audit entry names its actor, action and object by ids and codes")
        for value in (self.before, self.after):
            if value is not None and not _VALUE.fullmatch(value):
                raise ValueError("an audit entry holds digests, states and versions, no values")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement that a tenant's chain had this hash at this entry; kept outside the database.

    `key` is the raw ed25519 public key and `signature` its signature, both in hex.
    """

    tenant: str
    seq: int
    hash: str
    at: str
    key: str
    signature: str
