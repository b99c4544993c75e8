"""Events on their way to webhook endpoints: taken off the outbox under a lease, sent, and their fate written down.

An event is sent at least once, always under the same id; whoever receives it knows by its `sequence` whether it is
news. What is sent is thin: ids, states and codes.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain

from kyc.model.errors import StoreError
from kyc.model.webhook import Delivery, EndpointState, Event, WebhookEndpoint
from kyc.services.retries import webhook_delay
from kyc.services.webhooks.signing import signed_headers
from kyc.storage.database import Database
from kyc.storage.unit import Unit

log = logging.getLogger(__name__)

GONE = 410  # the receiver wants no more of it
USER_AGENT = "kyc-webhooks/1"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery with all that sending it takes."""

    delivery: Delivery
    endpoint: WebhookEndpoint
    event: Event
    is_rehearsed: bool = False  # of a sandbox, whose receivers may only seem to be

    @property
    def body(self) -> bytes:
        """The message, the same bytes at every attempt."""
        at = self.event.created_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        message = {"type": self.event.type, "timestamp": at, "data": dict(self.event.payload)}
        return json.dumps(message, sort_keys=True, separators=(",", ":")).encode()

    def headers(self, at: datetime) -> Mapping[str, str]:
        """The headers of an attempt, signed with the time it is made."""
        signed = signed_headers(self.event.id, at, self.body, self.endpoint.secrets)
        return {"content-type": "application/json", "user-agent": USER_AGENT, **signed}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt: a status, or the code of what went wrong; how long the receiver asks us to wait."""

    status: int | None = None
    fault: str | None = None
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Dispatch:
    """The outbox as one worker works on it."""

    database: Database
    owner: str
    clock: Callable[[], datetime]
    random: Callable[[], float]
    lease_seconds: float = 60.0

    def take(self, count: int, *, but: Collection[str] = ()) -> tuple[Parcel, ...]:
        """Claim up to `count` deliveries that are due, none to the endpoints `but`."""
        with self.database.system() as system:
            claimed = system.deliveries.claim(self.owner, count, self.lease_seconds, but=but)
        by_tenant: dict[str, list[Delivery]] = {}
        for delivery in claimed:
            by_tenant.setdefault(delivery.tenant, []).append(delivery)
        return tuple(chain.from_iterable(map(self._parcels, by_tenant, by_tenant.values())))

    def settle(self, parcel: Parcel, answer: Answer) -> None:
        """Write down what came of an attempt; a lease that was lost meanwhile leaves it to whoever has it now."""
        try:
            with self.database.transaction(parcel.delivery.tenant, self.owner) as unit:
                self._settle(unit, parcel, answer)
        except StoreError as error:
            # Unwritten, the delivery is sent again when the lease ends: at least once.
            log.warning("delivery.unsettled", extra={"delivery": parcel.delivery.id, "code": error.code})

    def _parcels(self, tenant: str, claimed: Sequence[Delivery]) -> tuple[Parcel, ...]:
        """What is sent of a tenant's deliveries; looked up together, since a store takes one writer at a time."""
        with self.database.transaction(tenant, self.owner) as unit:
            is_rehearsed = unit.sandbox.is_one
            found = [self._parcel(unit, delivery, is_rehearsed=is_rehearsed) for delivery in claimed]
        return tuple(parcel for parcel in found if parcel)

    @staticmethod
    def _parcel(unit: Unit, delivery: Delivery, *, is_rehearsed: bool) -> Parcel | None:
        endpoint = unit.webhooks.get(delivery.endpoint_id)
        if endpoint.state is EndpointState.DISABLED:
            unit.deliveries.fail(delivery, status=None, fault="WEBHOOK.DISABLED")
            return None
        return Parcel(delivery, endpoint, unit.outbox.get(delivery.event_id), is_rehearsed=is_rehearsed)

    def _settle(self, unit: Unit, parcel: Parcel, answer: Answer) -> None:
        delivery, status, fault = parcel.delivery, answer.status, answer.fault
        if status is not None and fault is None:
            unit.deliveries.delivered(delivery, status=status)
            return
        delay = webhook_delay(delivery.attempts, self.random, asked=answer.wait)
        if status == GONE:
            unit.deliveries.fail(delivery, status=status, fault="WEBHOOK.GONE")
            disable(unit, delivery.endpoint_id)
        elif delay is None:
            unit.deliveries.fail(delivery, status=status, fault=fault or "WEBHOOK.STATUS")
        else:
            next_at = self.clock() + delay
            unit.deliveries.retry(delivery, next_at=next_at, status=status, fault=fault or "WEBHOOK.STATUS")


def disable(unit: Unit, endpoint_id: str) -> None:
    """Send nothing more to an endpoint until somebody enables it again."""
    endpoint = unit.webhooks.get(endpoint_id)
    if endpoint.state is EndpointState.ENABLED:
        unit.webhooks.save(replace(endpoint, state=EndpointState.DISABLED))
        unit.audit.append("webhook:disabled", "webhook", endpoint.id)
