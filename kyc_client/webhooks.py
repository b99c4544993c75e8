"""Webhook endpoints: who is told, and how the telling went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from kyc_client.paging import all_at_once, every
from kyc_client.records import Delivery, Endpoint, NewEndpoint, record
from kyc_client.transport import Transport

Signature = Literal["hmac", "ed25519"]


class Webhooks:
    """Everything under /v1/webhook-endpoints."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self, url: str, *, events: Sequence[str] = (), signature: Signature = "hmac", key: str | None = None
    ) -> NewEndpoint:
        """Be told of events at an https address; keep the secret, it is not shown again."""
        body = {"url": url, "events": list(events), "signature": signature}
        return record(NewEndpoint, self._transport.post("/v1/webhook-endpoints", body, key=key).json)

    def every(self) -> tuple[Endpoint, ...]:
        """Every endpoint, oldest first."""
        return all_at_once(self._transport, Endpoint, "/v1/webhook-endpoints")

    def change(self, endpoint: Endpoint, changes: Mapping[str, Any]) -> Endpoint:
        """Change `url`, `events` or `state` (enabled, disabled) of an endpoint as it was read."""
        headers = {"If-Match": f'"{endpoint.version}"'}
        return record(
            Endpoint, self._transport.send("PATCH", _at(endpoint.id), json=dict(changes), headers=headers).json
        )

    def exchange_secret(self, endpoint_id: str, *, signature: Signature = "hmac") -> NewEndpoint:
        """Change the secret; until the next change messages are signed with the old one as well."""
        answer = self._transport.post(f"{_at(endpoint_id)}/secret", {"signature": signature})
        return record(NewEndpoint, answer.json)

    def test(self, endpoint_id: str) -> str:
        """Send a test event and return its id."""
        return str(self._transport.post(f"{_at(endpoint_id)}/test").json["id"])

    def deliveries(self, endpoint_id: str) -> Iterator[Delivery]:
        """How the telling went, newest first."""
        return every(self._transport, Delivery, f"{_at(endpoint_id)}/deliveries")

    def replay(self, delivery_id: str) -> Delivery:
        """Send an event once more under its own id."""
        return record(Delivery, self._transport.post(f"/v1/webhook-deliveries/{delivery_id}/replay").json)

    def remove(self, endpoint_id: str) -> None:
        """Forget an endpoint and what was on its way to it."""
        self._transport.send("DELETE", _at(endpoint_id))


def _at(endpoint_id: str) -> str:
    return f"/v1/webhook-endpoints/{endpoint_id}"
