"""Webhook endpoints and deliveries over the wire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from kyc.model.webhook import Delivery, DeliveryState, EndpointState, Event, WebhookEndpoint
from kyc.services.webhooks.endpoints import NewSecret
from kyc.web.api.schemas import DeliveryId, EndpointId, EventId, Wire

Url = Annotated[str, Field(min_length=9, max_length=2000, examples=["https://onboarding.example.com/hooks/kyc"])]
Types = Annotated[
    Sequence[Annotated[str, Field(pattern=r"^[a-z_]{1,29}\.[a-z_]{1,29}$")]],
    Field(
        max_length=50, description="Types of events to tell of; none means all.", examples=[["verification.approved"]]
    ),
]
SecretKind = Literal["hmac", "ed25519"]


class EndpointIn(Wire):
    """An address to tell of events."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": "https://onboarding.example.com/hooks/kyc"}]})

    url: Url
    events: Types = ()
    signature: SecretKind = "hmac"


class EndpointPatch(Wire):
    """Changes to an endpoint; what is left out stays."""

    url: Url | None = None
    events: Types | None = None
    state: EndpointState | None = None


class SecretIn(Wire):
    """Which kind of secret to change to."""

    signature: SecretKind = "hmac"


class EndpointOut(Wire):
    """An address that is told of events."""

    id: EndpointId
    url: str
    events: Sequence[str]
    state: EndpointState
    created_at: datetime
    version: int

    @classmethod
    def from_model(cls, endpoint: WebhookEndpoint) -> EndpointOut:
        """As clients see it; its secrets are not shown again."""
        return cls.model_validate({name: getattr(endpoint, name) for name in cls.model_fields})


class EndpointList(Wire):
    """Every webhook endpoint, oldest first."""

    items: Sequence[EndpointOut]

    @classmethod
    def from_model(cls, endpoints: Iterable[WebhookEndpoint]) -> EndpointList:
        """As clients see them."""
        return cls(items=tuple(map(EndpointOut.from_model, endpoints)))


class NewSecretOut(Wire):
    """An endpoint, and what its receiver verifies with (Standard Webhooks): shown this once."""

    endpoint: EndpointOut
    secret: Annotated[str, Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])]

    @classmethod
    def from_model(cls, made: NewSecret) -> NewSecretOut:
        """As clients see it."""
        return cls(endpoint=EndpointOut.from_model(made.endpoint), secret=made.key)


class EventOut(Wire):
    """An event that was written down to be told."""

    id: EventId
    type: str
    created_at: datetime

    @classmethod
    def from_model(cls, event: Event) -> EventOut:
        """As clients see it."""
        return cls(id=event.id, type=event.type, created_at=event.created_at)


class DeliveryOut(Wire):
    """How the telling of one event to one endpoint went."""

    id: DeliveryId
    endpoint_id: EndpointId
    event_id: EventId
    state: DeliveryState
    attempts: int
    next_at: datetime
    created_at: datetime
    status: Annotated[int | None, Field(description="The HTTP status answered last.")]
    fault: Annotated[str | None, Field(description="Why the last attempt failed, as a code.")]
    delivered_at: datetime | None

    @classmethod
    def from_model(cls, delivery: Delivery) -> DeliveryOut:
        """As clients see it."""
        return cls.model_validate({name: getattr(delivery, name) for name in cls.model_fields})


class DeliveryList(Wire):
    """Deliveries, newest first; the header Link names the next page."""

    items: Sequence[DeliveryOut]

    @classmethod
    def from_model(cls, deliveries: Iterable[Delivery]) -> DeliveryList:
        """As clients see them."""
        return cls(items=tuple(map(DeliveryOut.from_model, deliveries)))
