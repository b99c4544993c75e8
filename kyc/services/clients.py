"""API clients: made, listed, revoked, recognised. A key is shown once; the store knows its digest."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kyc.model.access import ApiClient, ApiKey, Credential
from kyc.model.errors import InputError
from kyc.storage.unit import SystemUnit, Unit

_LONGEST = 120  # characters of a name
_PREFIX_BYTES, _SECRET_BYTES = 6, 32
# kyc_<12 hex digits>_<43 characters of base64url>: a pattern that secret scanners can be taught.
_KEY = re.compile(r"kyc_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, repr=False)
class NewKey:
    """A key that was just made. `secret` is the key itself, and is not to be had again."""

    client: ApiClient
    key: ApiKey
    secret: str

    def __repr__(self) -> str:
        return f"NewKey({self.key!r})"


def create(unit: Unit, name: str, scopes: Iterable[str], *, expires_at: datetime | None = None) -> NewKey:
    """Make a client with its first key.

    Raises:
        InputError: INPUT.CLIENT_NAME.
    """
    if not 0 < len(name.strip()) <= _LONGEST or not name.isprintable():
        raise InputError("INPUT.CLIENT_NAME", f"A client's name has 1 to {_LONGEST} characters.")
    client = unit.clients.add(name.strip(), tuple(sorted(set(scopes))))
    unit.audit.append("client:created", "client", client.id)
    return add_key(unit, client.id, expires_at=expires_at)


def add_key(unit: Unit, client_id: str, *, expires_at: datetime | None = None) -> NewKey:
    """Make another key for a client, so that it can change keys without a gap."""
    client, (prefix, secret) = unit.clients.get(client_id), _new_secret()
    key = unit.api_keys.add(
        client_id, prefix=prefix, sha256=_digest(secret), scopes=client.scopes, expires_at=expires_at
    )
    unit.audit.append("key:created", "key", key.id)
    return NewKey(client, key, secret)


def every(unit: Unit) -> tuple[tuple[ApiClient, tuple[ApiKey, ...]], ...]:
    """All clients with their keys, revoked ones too."""
    return tuple((client, unit.api_keys.of(client.id)) for client in unit.clients.all())


def revoke(unit: Unit, client_or_key_id: str) -> None:
    """End the access of a client, or the use of one key.

    Raises:
        StoreError: STORE.UNKNOWN when there is neither by this id.
    """
    if client_or_key_id.startswith("key_"):
        unit.api_keys.revoke(client_or_key_id)
        unit.audit.append("key:revoked", "key", client_or_key_id)
    else:
        unit.clients.revoke(client_or_key_id)
        unit.audit.append("client:revoked", "client", client_or_key_id)


def prefix_of(secret: str) -> str | None:
    """The part of a key that finds it; None when it has not the shape of one."""
    found = _KEY.fullmatch(secret)
    return found[1] if found else None


def authenticate(system: SystemUnit, secret: str) -> Credential | None:
    """The credential a key proves; None when it is unknown, revoked or expired."""
    credential = find(system, prefix_of(secret) or "")
    return credential if credential and is_key_of(secret, credential) else None


def find(system: SystemUnit, prefix: str) -> Credential | None:
    """The credential a prefix stands for, if it is valid now."""
    credential = system.directory.by_prefix(prefix)
    return credential if credential and credential.is_valid(system.now()) else None


def is_key_of(secret: str, credential: Credential) -> bool:
    """Whether a key is the one whose digest is stored."""
    return hmac.compare_digest(_digest(secret), credential.key.sha256)


def _new_secret() -> tuple[str, str]:
    prefix = secrets.token_hex(_PREFIX_BYTES)
    return prefix, f"kyc_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"


def _digest(secret: str) -> str:
    # 256 random bits need no slow hash: there is nothing to guess.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
