"""Privacy requests: a copy of everything, or its end."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kyc.services.onboarding import privacy
from kyc.storage.unit import Unit
from kyc.web.api.schemas_privacy import CertificateOut, ExportOut, PrivacyIn, PrivacyOut
from kyc.web.calls import Reply, TheCall
from kyc.web.routes import GuardedRoute
from kyc.web.scopes import needs

router = APIRouter(prefix="/v1/privacy", tags=["Privacy"], route_class=GuardedRoute)


@router.post("/requests", response_model=PrivacyOut)
@needs("privacy:run")
def run_request(body: PrivacyIn, call: TheCall) -> Response:
    """Export or erase an applicant. A legal hold refuses erasing; erasing twice gives the same certificate."""

    def work(unit: Unit) -> Reply:
        applicant_id = body.applicant_id
        if body.kind == "erase":
            certificate = CertificateOut.from_model(privacy.erase(unit, applicant_id))
            return Reply(PrivacyOut(kind="erase", applicant_id=applicant_id, certificate=certificate))
        copy = ExportOut.from_model(privacy.export(unit, applicant_id))
        return Reply(PrivacyOut(kind="export", applicant_id=applicant_id, export=copy), about=applicant_id)

    return call.once(work)
