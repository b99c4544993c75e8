"""Webhook endpoints: who is told of changes, and how the telling went."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from kyc.model.webhook import WebhookEndpoint
from kyc.services.webhooks import endpoints
from kyc.storage.unit import Unit
from kyc.web.api.schemas import DeliveryId, EndpointId
from kyc.web.api.schemas_webhooks import (
    DeliveryList,
    DeliveryOut,
    EndpointIn,
    EndpointList,
    EndpointOut,
    EndpointPatch,
    EventOut,
    NewSecretOut,
    SecretIn,
)
from kyc.web.calls import Reply, TheCall, check_version, etag, expected_version
from kyc.web.paging import Cursor, Limit, before, link
from kyc.web.routes import IF_MATCH_NEEDED, GuardedRoute
from kyc.web.scopes import needs

router = APIRouter(prefix="/v1", tags=["Webhooks"], route_class=GuardedRoute)

The = Annotated[EndpointId, Path()]
TheDelivery = Annotated[DeliveryId, Path()]


@router.post("/webhook-endpoints", status_code=201, response_model=NewSecretOut)
@needs("webhooks:write")
def create_endpoint(body: EndpointIn, call: TheCall) -> Response:
    """Be told of events at an https address. The answer holds the secret, this once."""

    def work(unit: Unit) -> Reply:
        made = endpoints.create(unit, body.url, rules=call.kit.rules, events=body.events, kind=body.signature)
        where = {"Location": f"/v1/webhook-endpoints/{made.endpoint.id}", **etag(made.endpoint.version)}
        return Reply(NewSecretOut.from_model(made), 201, where)

    return call.once(work)


@router.get("/webhook-endpoints", response_model=EndpointList)
@needs("webhooks:read")
def list_endpoints(call: TheCall) -> Response:
    """List every endpoint, oldest first."""
    return call.reply(Reply(EndpointList.from_model(call.look(lambda unit: unit.webhooks.all()))))


@router.get("/webhook-endpoints/{endpoint_id}", response_model=EndpointOut)
@needs("webhooks:read")
def read_endpoint(endpoint_id: The, call: TheCall) -> Response:
    """Read an endpoint."""
    return call.reply(_shown(call.look(lambda unit: unit.webhooks.get(endpoint_id))))


@router.patch("/webhook-endpoints/{endpoint_id}", response_model=EndpointOut, openapi_extra=IF_MATCH_NEEDED)
@needs("webhooks:write")
def change_endpoint(endpoint_id: The, body: EndpointPatch, call: TheCall) -> Response:
    """Change an endpoint, or enable it again; needs If-Match."""
    version = expected_version(call.request, required=True)

    def work(unit: Unit) -> Reply:
        found = unit.webhooks.get(endpoint_id)
        check_version(found.version, version)
        rules = call.kit.rules
        return _shown(endpoints.change(unit, found, rules=rules, url=body.url, events=body.events, state=body.state))

    return call.do(work)


@router.delete("/webhook-endpoints/{endpoint_id}", status_code=204)
@needs("webhooks:write")
def remove_endpoint(endpoint_id: The, call: TheCall) -> Response:
    """Forget an endpoint and what was on its way to it."""

    def work(unit: Unit) -> Reply:
        endpoints.remove(unit, endpoint_id)
        return Reply(status=204)

    return call.do(work)


@router.post("/webhook-endpoints/{endpoint_id}/secret", status_code=201, response_model=NewSecretOut)
@needs("webhooks:write")
def exchange_secret(endpoint_id: The, call: TheCall, body: SecretIn | None = None) -> Response:
    """Change the secret. Until the next change, messages are signed with the old one as well."""
    kind = (body or SecretIn()).signature

    def work(unit: Unit) -> Reply:
        made = endpoints.exchange_secret(unit, unit.webhooks.get(endpoint_id), kind=kind)
        return Reply(NewSecretOut.from_model(made), 201)

    return call.once(work)


@router.post("/webhook-endpoints/{endpoint_id}/test", status_code=202, response_model=EventOut)
@needs("webhooks:write")
def test_endpoint(endpoint_id: The, call: TheCall) -> Response:
    """Send a test event to an endpoint."""
    return call.once(lambda unit: Reply(EventOut.from_model(endpoints.test(unit, endpoint_id)), 202))


@router.get("/webhook-endpoints/{endpoint_id}/deliveries", response_model=DeliveryList)
@needs("webhooks:read")
def list_deliveries(endpoint_id: The, call: TheCall, limit: Limit = 20, cursor: Cursor = None) -> Response:
    """List how the telling went, newest first."""
    page = call.look(lambda unit: endpoints.deliveries(unit, endpoint_id, limit=limit, before=before(cursor)))
    return call.reply(Reply(DeliveryList.from_model(page.items), headers=link(call.request, page.next)))


@router.post("/webhook-deliveries/{delivery_id}/replay", status_code=202, response_model=DeliveryOut)
@needs("webhooks:write")
def replay_delivery(delivery_id: TheDelivery, call: TheCall) -> Response:
    """Send an event once more, under the same event id."""
    return call.once(lambda unit: Reply(DeliveryOut.from_model(endpoints.replay(unit, delivery_id)), 202))


def _shown(endpoint: WebhookEndpoint) -> Reply:
    return Reply(EndpointOut.from_model(endpoint), headers=etag(endpoint.version))
