"""Ad hoc screenings."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kyc.services.onboarding import screenings
from kyc.storage.unit import Unit
from kyc.web.api.schemas_screenings import ScreeningIn, ScreeningOut
from kyc.web.auth import require
from kyc.web.calls import Reply, TheCall
from kyc.web.routes import GuardedRoute
from kyc.web.scopes import needs

router = APIRouter(prefix="/v1/screenings", tags=["Screenings"], route_class=GuardedRoute)


@router.post("", response_model=ScreeningOut)
@needs("screenings:run")
def run_screening(body: ScreeningIn, call: TheCall) -> Response:
    """Screen a name, or an applicant, against the active lists. Asking about an applicant needs `pii:read` too."""
    lists = call.kit.lists.current()
    if body.applicant_id:
        require(call.principal, "pii:read")

    def work(unit: Unit) -> Reply:
        if body.query:
            found = screenings.screen(unit, lists, body.query.to_model())
        else:
            found = screenings.screen_applicant(unit, lists, body.applicant_id or "")
        return Reply(ScreeningOut.from_model(found), about=body.applicant_id)

    return call.once(work)
