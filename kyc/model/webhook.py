"""Who hears of changes, of which, and how far the telling has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class EndpointState(StrEnum):
    """Whether an endpoint is sent to."""

    ENABLED = "enabled"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, repr=False)
class WebhookEndpoint:
    """An address of a tenant. `events` are the types it wants, empty for all; `secrets` sign, the newest first."""

    id: str
    tenant: str
    url: str
    events: tuple[str, ...]
    secrets: tuple[str, ...]
    state: EndpointState
    created_at: datetime
    version: int = 1

    def wants(self, event_type: str) -> bool:
        """Whether this endpoint is told of events of a type."""
        return self.state is EndpointState.ENABLED and (not self.events or event_type in self.events)

    def __repr__(self) -> str:
        return f"WebhookEndpoint({self.id}, {self.state})"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `payload` is thin: ids, states and codes; `sequence` grows within an applicant."""

    id: str
    type: str
    tenant: str
    sequence: int
    payload: Mapping[str, Any]
    created_at: datetime
    applicant_id: str | None = None


class DeliveryState(StrEnum):
    """How far the telling of one event to one endpoint has come."""

    PENDING = "pending"
    LEASED = "leased"  # a worker is sending it
    DELIVERED = "delivered"
    FAILED = "failed"  # given up; may be replayed


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint; `attempts` counts the claims, `status` is the last HTTP status."""

    id: str
    tenant: str
    endpoint_id: str
    event_id: str
    state: DeliveryState
    attempts: int
    next_at: datetime
    created_at: datetime
    status: int | None = None
    fault: str | None = None  # a code such as WEBHOOK.TIMEOUT
    delivered_at: datetime | None = None
    lease_owner: str | None = None
