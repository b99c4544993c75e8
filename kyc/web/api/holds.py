"""Legal holds: while one is active, an applicant is not erased, whoever asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from kyc.services.onboarding import holds
from kyc.storage.unit import Unit
from kyc.web.api.schemas import ApplicantId, HoldId
from kyc.web.api.schemas_privacy import HoldIn, HoldList, HoldOut
from kyc.web.calls import Reply, TheCall
from kyc.web.routes import GuardedRoute
from kyc.web.scopes import needs

router = APIRouter(prefix="/v1/applicants/{applicant_id}/legal-holds", tags=["Privacy"], route_class=GuardedRoute)

Applicant = Annotated[ApplicantId, Path()]
Hold = Annotated[HoldId, Path()]


@router.post("", status_code=201, response_model=HoldOut)
@needs("privacy:run")
def place_hold(applicant_id: Applicant, body: HoldIn, call: TheCall) -> Response:
    """Forbid erasing an applicant until the hold is lifted. The reason is sealed, and answered only when it is read."""

    def work(unit: Unit) -> Reply:
        placed = holds.place(unit, applicant_id, body.reason)
        where = {"Location": f"/v1/applicants/{applicant_id}/legal-holds/{placed.id}"}
        return Reply(HoldOut.from_model(placed, has_reason=False), 201, where, about=applicant_id)

    return call.once(work)


@router.get("", response_model=HoldList)
@needs("privacy:run")
def list_holds(applicant_id: Applicant, call: TheCall) -> Response:
    """List every hold there was, oldest first, with its reason; a read that the audit log notes."""
    return call.do(lambda unit: Reply(HoldList.from_model(holds.every(unit, applicant_id))))


@router.delete("/{hold_id}", status_code=204)
@needs("privacy:run")
def lift_hold(applicant_id: Applicant, hold_id: Hold, call: TheCall) -> Response:
    """Lift a hold; it stays on record. The applicant may be erased once no other is active."""

    def work(unit: Unit) -> Reply:
        holds.lift(unit, applicant_id, hold_id)
        return Reply(status=204)

    return call.do(work)
