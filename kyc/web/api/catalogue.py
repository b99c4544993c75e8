"""The catalogue of reason codes."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kyc.model.reasons import CATALOGUE
from kyc.web.api.schemas_verifications import ReasonList
from kyc.web.calls import Reply, TheCall
from kyc.web.routes import GuardedRoute
from kyc.web.scopes import ANY, needs

router = APIRouter(prefix="/v1/reason-codes", tags=["Reason codes"], route_class=GuardedRoute)


@router.get("", response_model=ReasonList)
@needs(ANY)
def list_reason_codes(call: TheCall) -> Response:
    """List every reason code a report may hold, in English and Indonesian."""
    return call.reply(Reply(ReasonList.from_model(CATALOGUE.values())))
