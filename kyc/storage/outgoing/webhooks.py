"""Webhook endpoints; address and secrets are sealed under the tenant's key."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import JSON, Column, Integer, LargeBinary, Row

from kyc.model.webhook import EndpointState, WebhookEndpoint
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table
from kyc.storage.tenants.keys import Keys

ENDPOINTS = tenant_table(
    "webhook_endpoints",
    Column("id", ID, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("events", JSON, nullable=False),
    Column("state", CODE, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
)
_KIND = "endpoint"


class Webhooks(Repository):
    """The tenant's endpoints."""

    TABLE = ENDPOINTS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def add(self, url: str, *, secrets: tuple[str, ...], events: tuple[str, ...] = ()) -> WebhookEndpoint:
        """Store a new endpoint."""
        made = WebhookEndpoint(
            self._scope.new_id("whk"), self._tenant, url, events, secrets, EndpointState.ENABLED, self._now()
        )
        self._insert(id=made.id, created_at=made.created_at, version=1, **self._columns(made))
        return made

    def get(self, endpoint_id: str) -> WebhookEndpoint:
        """Return an endpoint with its secrets."""
        return self._endpoint(self._known(self.TABLE.c.id == endpoint_id))

    def all(self) -> tuple[WebhookEndpoint, ...]:
        """Every endpoint, oldest first."""
        return tuple(map(self._endpoint, self._rows(order=self.TABLE.c.id)))

    def save(self, endpoint: WebhookEndpoint) -> WebhookEndpoint:
        """Store a changed endpoint, if nobody else changed it meanwhile.

        Raises:
            StoreError: STORE.CONFLICT when somebody did.
        """
        self._replace(endpoint.id, endpoint.version, **self._columns(endpoint))
        return replace(endpoint, version=endpoint.version + 1)

    def remove(self, endpoint_id: str) -> None:
        """Forget an endpoint; its deliveries must be gone."""
        self._known(self.TABLE.c.id == endpoint_id)
        self._delete(self.TABLE.c.id == endpoint_id)

    def _columns(self, endpoint: WebhookEndpoint) -> dict[str, Any]:
        private = json.dumps({"url": endpoint.url, "secrets": list(endpoint.secrets)}).encode()
        sealed = self._keys.seal_own(_KIND, endpoint.id, private)
        return {"sealed": sealed, "events": list(endpoint.events), "state": endpoint.state}

    def _endpoint(self, row: Row[Any]) -> WebhookEndpoint:
        private = json.loads(self._keys.unseal_own(_KIND, row.id, row.sealed))
        return WebhookEndpoint(
            id=row.id,
            tenant=self._tenant,
            url=private["url"],
            events=tuple(row.events),
            secrets=tuple(private["secrets"]),
            state=EndpointState(row.state),
            created_at=row.created_at,
            version=row.version,
        )
