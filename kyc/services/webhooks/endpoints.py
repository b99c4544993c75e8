"""Webhook endpoints: who is told, and how the telling went. One function is one change and one audit entry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kyc.model.errors import InputError
from kyc.model.verification import VerificationState
from kyc.model.webhook import Delivery, EndpointState, Event, WebhookEndpoint
from kyc.services.webhooks.outgoing import Rules, parse_url
from kyc.services.webhooks.signing import SecretKind, new_secret, receivers_key
from kyc.storage.repository import Page
from kyc.storage.unit import Unit

TEST_EVENT = "webhook.test"
CASE_EVENTS = ("case.opened", "case.closed")
APPLICANT_EVENTS = ("applicant.standing_changed",)
ALERT_EVENTS = ("alert.raised",)
VERIFICATION_EVENTS = tuple(f"verification.{state}" for state in VerificationState)
EVENT_TYPES = (*VERIFICATION_EVENTS, *CASE_EVENTS, *APPLICANT_EVENTS, *ALERT_EVENTS)
MAX_ENDPOINTS = 20
MAX_SECRETS = 2  # the one in use, and the one before it
_TYPE = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True, slots=True, repr=False)
class NewSecret:
    """An endpoint and what its receiver verifies with: shown once, a shared secret is not to be had again."""

    endpoint: WebhookEndpoint
    key: str

    def __repr__(self) -> str:
        return f"NewSecret({self.endpoint.id})"


def create(unit: Unit, url: str, *, rules: Rules, events: Iterable[str] = (), kind: SecretKind = "hmac") -> NewSecret:
    """Tell an address of events from now on; none named means all.

    Raises:
        InputError: WEBHOOK.URL, WEBHOOK.ADDRESS, WEBHOOK.EVENT or WEBHOOK.TOO_MANY.
    """
    parse_url(url, rules)
    if len(unit.webhooks.all()) >= MAX_ENDPOINTS:
        raise InputError("WEBHOOK.TOO_MANY", f"A tenant has at most {MAX_ENDPOINTS} webhook endpoints.")
    secret = new_secret(kind)
    endpoint = unit.webhooks.add(url, secrets=(secret,), events=_types(events))
    unit.audit.append("webhook:created", "webhook", endpoint.id)
    return NewSecret(endpoint, receivers_key(secret))


def change(
    unit: Unit,
    endpoint: WebhookEndpoint,
    *,
    rules: Rules,
    url: str | None = None,
    events: Iterable[str] | None = None,
    state: EndpointState | None = None,
) -> WebhookEndpoint:
    """Change an endpoint that was read before; what is None stays.

    Raises:
        StoreError: STORE.CONFLICT when somebody changed it meanwhile.
    """
    if url is not None:
        parse_url(url, rules)
    changed = replace(
        endpoint,
        url=endpoint.url if url is None else url,
        events=endpoint.events if events is None else _types(events),
        state=endpoint.state if state is None else state,
    )
    return _saved(unit, changed, "webhook:changed")


def exchange_secret(unit: Unit, endpoint: WebhookEndpoint, *, kind: SecretKind = "hmac") -> NewSecret:
    """Sign with a new secret beside the one before, until the next exchange."""
    secret = new_secret(kind)
    secrets = (secret, *endpoint.secrets)[:MAX_SECRETS]
    return NewSecret(_saved(unit, replace(endpoint, secrets=secrets), "webhook:secret"), receivers_key(secret))


def remove(unit: Unit, endpoint_id: str) -> None:
    """Forget an endpoint and what was on its way to it."""
    unit.webhooks.get(endpoint_id)
    unit.deliveries.drop(endpoint_id)
    unit.webhooks.remove(endpoint_id)
    unit.audit.append("webhook:removed", "webhook", endpoint_id)


def test(unit: Unit, endpoint_id: str) -> Event:
    """Send a test event to one endpoint, whichever types it wants."""
    endpoint = unit.webhooks.get(endpoint_id)
    event = unit.outbox.publish(TEST_EVENT, {"endpoint_id": endpoint.id}, to=(endpoint.id,))
    unit.audit.append("webhook:tested", "webhook", endpoint.id)
    return event


def deliveries(unit: Unit, endpoint_id: str, *, limit: int, before: str | None = None) -> Page[Delivery]:
    """How the telling of one endpoint went, newest first."""
    unit.webhooks.get(endpoint_id)
    return unit.deliveries.list(limit=limit, before=before, endpoint_id=endpoint_id)


def replay(unit: Unit, delivery_id: str) -> Delivery:
    """Send an event once more under the same id, so that a receiver that has it can tell."""
    delivery = unit.deliveries.replay(delivery_id)
    unit.audit.append("webhook:replayed", "delivery", delivery.id)
    return delivery


def _saved(unit: Unit, changed: WebhookEndpoint, action: str) -> WebhookEndpoint:
    saved = unit.webhooks.save(changed)
    before, after = f"version:{changed.version}", f"version:{saved.version}"
    unit.audit.append(action, "webhook", saved.id, before=before, after=after)
    return saved


def _types(events: Iterable[str]) -> tuple[str, ...]:
    """Event types, known or of the usual shape: a client may ask today for what the next version tells."""
    wanted = tuple(sorted(set(events)))
    if not all(len(each) <= 60 and _TYPE.fullmatch(each) for each in wanted):
        raise InputError("WEBHOOK.EVENT", f"An event type is one such as {EVENT_TYPES[-1]}.")
    return wanted
