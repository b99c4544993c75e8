"""Applicants, their consents and their monitor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from kyc.services.onboarding import applicants
from kyc.storage.unit import Unit
from kyc.web.api.schemas import ApplicantId, ConsentId
from kyc.web.api.schemas_applicants import (
    ApplicantIn,
    ApplicantList,
    ApplicantOut,
    ApplicantPatch,
    ApplicantQuery,
    ConsentIn,
    ConsentList,
    ConsentOut,
    MonitorIn,
    MonitorOut,
)
from kyc.web.calls import Reply, TheCall, check_version, etag, expected_version
from kyc.web.paging import Cursor, Limit, before, link
from kyc.web.routes import IF_MATCH, IF_MATCH_NEEDED, GuardedRoute
from kyc.web.scopes import needs

router = APIRouter(prefix="/v1/applicants", tags=["Applicants"], route_class=GuardedRoute)

Applicant = Annotated[ApplicantId, Path()]
Consent = Annotated[ConsentId, Path()]


@router.post("", status_code=201, response_model=ApplicantOut)
@needs("applicants:write")
def create_applicant(body: ApplicantIn, call: TheCall) -> Response:
    """Create an applicant. The answer repeats nothing of what was declared."""

    def work(unit: Unit) -> Reply:
        made = applicants.create(unit, body.to_model(), periods=call.periods).bare()
        where = {"Location": f"/v1/applicants/{made.id}", **etag(made.version)}
        return Reply(ApplicantOut.from_model(made), 201, where, about=made.id)

    return call.once(work)


@router.get("", response_model=ApplicantList)
@needs("applicants:read")
def list_applicants(call: TheCall, limit: Limit = 20, cursor: Cursor = None) -> Response:
    """List applicants, newest first, without what they declared."""
    page = call.look(lambda unit: applicants.page(unit, limit=limit, before=before(cursor)))
    return call.reply(Reply(ApplicantList.from_model(page.items), headers=link(call.request, page.next)))


@router.post("/search", response_model=ApplicantList)
@needs("applicants:read")
def search_applicants(body: ApplicantQuery, call: TheCall) -> Response:
    """Find applicants by your own id for them or by a document's number; exact, and by a digest only."""
    return call.once(lambda unit: Reply(ApplicantList.from_model(applicants.find(unit, body.by, body.value))))


@router.get("/{applicant_id}", response_model=ApplicantOut)
@needs("applicants:read")
def read_applicant(applicant_id: Applicant, call: TheCall) -> Response:
    """Read an applicant; with `pii:read` what they declared as well, which the audit log notes."""
    personal = call.may("pii:read")

    def work(unit: Unit) -> Reply:
        found = applicants.get(unit, applicant_id, personal=personal)
        return Reply(ApplicantOut.from_model(found), headers=etag(found.version))

    return call.do(work)


@router.patch("/{applicant_id}", response_model=ApplicantOut, openapi_extra=IF_MATCH_NEEDED)
@needs("applicants:write")
def change_applicant(applicant_id: Applicant, body: ApplicantPatch, call: TheCall) -> Response:
    """Change what was declared; needs If-Match, so that nobody's change is lost."""
    version = expected_version(call.request, required=True)

    def work(unit: Unit) -> Reply:
        check_version(applicants.get(unit, applicant_id, personal=False).version, version)
        saved = applicants.update(unit, applicant_id, body.changes()).bare()
        return Reply(ApplicantOut.from_model(saved), headers=etag(saved.version))

    return call.do(work)


@router.post("/{applicant_id}/consents", status_code=201, response_model=ConsentOut)
@needs("applicants:write")
def give_consent(applicant_id: Applicant, body: ConsentIn, call: TheCall) -> Response:
    """Record a consent, without which no verification starts."""

    def work(unit: Unit) -> Reply:
        recorded = applicants.give_consent(unit, applicant_id, body.to_model())
        return Reply(ConsentOut.from_model(recorded), 201, about=applicant_id)

    return call.once(work)


@router.get("/{applicant_id}/consents", response_model=ConsentList)
@needs("applicants:read")
def list_consents(applicant_id: Applicant, call: TheCall) -> Response:
    """List an applicant's consents, withdrawn ones too."""
    return call.do(lambda unit: Reply(ConsentList.from_model(applicants.consents(unit, applicant_id))))


@router.delete("/{applicant_id}/consents/{consent_id}", status_code=204)
@needs("applicants:write")
def withdraw_consent(applicant_id: Applicant, consent_id: Consent, call: TheCall) -> Response:
    """Withdraw a consent; it stays on record, and no new verification starts on it."""

    def work(unit: Unit) -> Reply:
        applicants.withdraw_consent(unit, applicant_id, consent_id)
        return Reply(status=204)

    return call.do(work)


@router.get("/{applicant_id}/monitor", response_model=MonitorOut, tags=["Monitors"])
@needs("applicants:read")
def read_monitor(applicant_id: Applicant, call: TheCall) -> Response:
    """Say whether an applicant is screened again when a list changes."""
    found = call.look(lambda unit: applicants.monitor(unit, applicant_id))
    return call.reply(Reply(MonitorOut.from_model(found), headers=etag(found.version)))


@router.put("/{applicant_id}/monitor", response_model=MonitorOut, tags=["Monitors"], openapi_extra=IF_MATCH)
@needs("applicants:write")
def switch_monitor(applicant_id: Applicant, body: MonitorIn, call: TheCall) -> Response:
    """Turn monitoring on or off; If-Match is taken where two could write."""
    version = expected_version(call.request, required=False)

    def work(unit: Unit) -> Reply:
        switched = applicants.switch_monitor(
            unit, applicant_id, is_on=body.is_on, version=version, periods=call.periods
        )
        return Reply(MonitorOut.from_model(switched), headers=etag(switched.version))

    return call.do(work)
