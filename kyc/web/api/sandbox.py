"""The sandbox's clock; a live tenant has none."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kyc.services.sandbox import clock
from kyc.storage.unit import Unit
from kyc.web.api.schemas_sandbox import ClockIn, ClockOut
from kyc.web.calls import Reply, TheCall
from kyc.web.routes import GuardedRoute
from kyc.web.scopes import needs

router = APIRouter(prefix="/v1/sandbox", tags=["Sandbox"], route_class=GuardedRoute)


@router.get("/clock", response_model=ClockOut)
@needs("verifications:read")
def read_clock(call: TheCall) -> Response:
    """Say where the sandbox's clock stands; 404 for a live tenant."""
    return call.reply(Reply(ClockOut.from_model(call.look(clock.read))))


@router.post("/clock", response_model=ClockOut)
@needs("verifications:write")
def move_clock(body: ClockIn, call: TheCall) -> Response:
    """Move the sandbox's clock on: documents and what waits for input expire, retries come due. 404 when live."""

    def work(unit: Unit) -> Reply:
        return Reply(ClockOut.from_model(clock.advance(unit, body.to_model())))

    return call.once(work)
