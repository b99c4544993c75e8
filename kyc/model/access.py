"""Who may use the interface, and by which keys; a key itself is never kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A system that calls us on behalf of a tenant."""

    id: str
    tenant: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ApiKey:
    """What is known of a key: the `prefix` that finds it and the SHA-256 that recognises it.

    An OAuth client secret is kept the same way. `scopes` narrow the client's own.
    """

    id: str
    tenant: str
    client_id: str
    prefix: str
    sha256: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def __repr__(self) -> str:
        return f"ApiKey({self.id}, {self.prefix}…)"


@dataclass(frozen=True, slots=True)
class Credential:
    """A key together with its client: all that authentication needs, found by the key's prefix."""

    client: ApiClient
    key: ApiKey

    def is_valid(self, now: datetime) -> bool:
        """Whether neither the key nor its client is revoked, and the key has not expired."""
        expired = self.key.expires_at is not None and now >= self.key.expires_at
        return not (expired or self.key.revoked_at or self.client.revoked_at)

    @property
    def scopes(self) -> frozenset[str]:
        """What the key may do: its own scopes as far as the client has them."""
        return frozenset(self.key.scopes) & frozenset(self.client.scopes)


@dataclass(frozen=True, slots=True)
class Tenant:
    """One customer of an installation; nothing of one is ever seen by another."""

    id: str
    is_sandbox: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """A key that signs access tokens; `private` is its JWK as JSON, `public` may be published."""

    id: str
    private: str
    public: str
    created_at: datetime
    retired_at: datetime | None = None

    def __repr__(self) -> str:
        return f"SigningKey({self.id})"


@dataclass(frozen=True, slots=True, repr=False)
class StoredReply:
    """The answer that a repeated request gets again; `body` is what was sent, encrypted at rest."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"StoredReply({self.status})"
