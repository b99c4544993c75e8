"""API clients and their keys; of a key only a prefix and a digest are stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, ForeignKeyConstraint, Index, Row, select

from kyc.model.access import ApiClient, ApiKey, Credential
from kyc.storage.repository import Repository
from kyc.storage.tables import CODE, ID, Instant, tenant_table

CLIENTS = tenant_table(
    "api_clients",
    Column("id", ID, primary_key=True),
    Column("name", CODE, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
API_KEYS = tenant_table(
    "api_keys",
    Column("id", ID, primary_key=True),
    Column("client_id", ID, nullable=False),
    Column("prefix", CODE, nullable=False),
    Column("sha256", CODE, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    ForeignKeyConstraint(["tenant", "client_id"], ["api_clients.tenant", "api_clients.id"]),
    Index("ix_api_keys_prefix", "prefix", unique=True),
    Index("ix_api_keys_client", "tenant", "client_id"),
)


class Clients(Repository):
    """The tenant's clients."""

    TABLE = CLIENTS

    def add(self, name: str, scopes: tuple[str, ...]) -> ApiClient:
        """Store a new client."""
        made = ApiClient(self._scope.new_id("cli"), self._tenant, name, scopes, self._now())
        self._insert(id=made.id, name=name, scopes=list(scopes), created_at=made.created_at)
        return made

    def get(self, client_id: str) -> ApiClient:
        """Return a client."""
        return client_of(self._known(self.TABLE.c.id == client_id))

    def all(self) -> tuple[ApiClient, ...]:
        """Every client, oldest first, revoked ones too."""
        return tuple(map(client_of, self._rows(order=self.TABLE.c.id)))

    def revoke(self, client_id: str) -> None:
        """End a client's access; the first time counts."""
        if self._known(self.TABLE.c.id == client_id).revoked_at is None:
            self._update({"revoked_at": self._now()}, self.TABLE.c.id == client_id)


class ApiKeys(Repository):
    """The keys of the tenant's clients."""

    TABLE = API_KEYS

    def add(
        self, client_id: str, *, prefix: str, sha256: str, scopes: tuple[str, ...], expires_at: datetime | None = None
    ) -> ApiKey:
        """Store what is known of a new key."""
        key_id, now = self._scope.new_id("key"), self._now()
        made = ApiKey(key_id, self._tenant, client_id, prefix, sha256, scopes, now, expires_at)
        self._insert(
            id=key_id,
            client_id=client_id,
            prefix=prefix,
            sha256=sha256,
            scopes=list(scopes),
            created_at=now,
            expires_at=expires_at,
        )
        return made

    def get(self, key_id: str) -> ApiKey:
        """Return a key."""
        return key_of(self._known(self.TABLE.c.id == key_id))

    def of(self, client_id: str) -> tuple[ApiKey, ...]:
        """A client's keys, oldest first."""
        return tuple(map(key_of, self._rows(self.TABLE.c.client_id == client_id, order=self.TABLE.c.id)))

    def revoke(self, key_id: str) -> None:
        """End a key's use; the first time counts."""
        if self._known(self.TABLE.c.id == key_id).revoked_at is None:
            self._update({"revoked_at": self._now()}, self.TABLE.c.id == key_id)


class Directory:
    """All tenants' keys, to find out whose a key is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_prefix(self, prefix: str) -> Credential | None:
        """The key with this prefix and its client, valid or not; None when there is none."""
        key = self._connection.execute(select(API_KEYS).where(API_KEYS.c.prefix == prefix)).one_or_none()
        return self._credential(key_of(key)) if key else None

    def _credential(self, key: ApiKey) -> Credential:
        mine = (CLIENTS.c.tenant == key.tenant, CLIENTS.c.id == key.client_id)
        return Credential(client_of(self._connection.execute(select(CLIENTS).where(*mine)).one()), key)


def client_of(row: Row[Any]) -> ApiClient:
    """A client from its row."""
    return ApiClient(row.id, row.tenant, row.name, tuple(row.scopes), row.created_at, row.revoked_at)


def key_of(row: Row[Any]) -> ApiKey:
    """A key from its row."""
    names = ("id", "tenant", "client_id", "prefix", "sha256", "created_at", "expires_at", "revoked_at")
    return ApiKey(scopes=tuple(row.scopes), **{name: getattr(row, name) for name in names})
