"""Verifications: started, watched, called off, given better images, read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from kyc.model.verification import Verification, VerificationState
from kyc.services.onboarding import verifications
from kyc.storage.unit import Unit
from kyc.web.api.schemas import ApplicantId, VerificationId
from kyc.web.api.schemas_verifications import (
    ResubmissionIn,
    VerificationIn,
    VerificationList,
    VerificationOut,
)
from kyc.web.calls import Reply, TheCall, check_version, etag, expected_version
from kyc.web.paging import Cursor, Limit, before, link
from kyc.web.routes import IF_MATCH, GuardedRoute
from kyc.web.scopes import needs
from kyc.web.waiting import settled

router = APIRouter(prefix="/v1/verifications", tags=["Verifications"], route_class=GuardedRoute)

The = Annotated[VerificationId, Path()]
Wait = Annotated[
    float,
    Query(ge=0, le=30, description="Seconds to wait for the outcome before answering 202; for small integrations."),
]
RETRY_SECONDS = 2


@router.post("", status_code=202, response_model=VerificationOut, responses={200: {"model": VerificationOut}})
@needs("verifications:write")
async def create_verification(body: VerificationIn, call: TheCall, wait: Wait = 0) -> Response:
    """Start a verification. Once this is answered it is on disk and will be worked on, whatever crashes."""

    def work(unit: Unit) -> Reply:
        return _accepted(verifications.create(unit, body.applicant_id, body.images, periods=call.periods))

    accepted = await run_in_threadpool(call.once, work)
    where = accepted.headers["Location"].rpartition("/")[2]
    if wait == 0 or call.kit.watchers.is_full(call.principal.client_id):
        return accepted  # what was taken in is not refused for want of a place to wait
    with call.kit.watchers.watching(call.principal.client_id):
        done = await settled(call, where, wait)
    if done is None:
        return accepted
    return call.reply(Reply(VerificationOut.from_model(done), headers={**_where(done), **etag(done.version)}))


@router.get("", response_model=VerificationList)
@needs("verifications:read")
def list_verifications(
    call: TheCall,
    applicant_id: ApplicantId | None = None,
    state: VerificationState | None = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """List verifications, newest first."""
    page = call.look(
        lambda unit: verifications.page(
            unit, limit=limit, before=before(cursor), applicant_id=applicant_id, state=state
        )
    )
    return call.reply(Reply(VerificationList.from_model(page.items), headers=link(call.request, page.next)))


@router.get("/{verification_id}", response_model=VerificationOut)
@needs("verifications:read")
def read_verification(verification_id: The, call: TheCall) -> Response:
    """Say where a verification stands."""
    found = call.look(lambda unit: verifications.get(unit, verification_id))
    return call.reply(Reply(VerificationOut.from_model(found), headers=etag(found.version)))


@router.post("/{verification_id}/cancel", response_model=VerificationOut, openapi_extra=IF_MATCH)
@needs("verifications:write")
def cancel_verification(verification_id: The, call: TheCall) -> Response:
    """Call a verification off, unless it is final."""
    return _changing(call, verification_id, verifications.cancel, 200)


@router.post("/{verification_id}/resubmit", status_code=202, response_model=VerificationOut, openapi_extra=IF_MATCH)
@needs("verifications:write")
def resubmit_verification(verification_id: The, call: TheCall, body: ResubmissionIn | None = None) -> Response:
    """Have new images looked at, once a verification asked for them."""
    images = body.images if body else None
    return _changing(call, verification_id, lambda unit, which: verifications.resubmit(unit, which, images), 202)


@router.post("/{verification_id}/retry", status_code=202, response_model=VerificationOut, openapi_extra=IF_MATCH)
@needs("verifications:write")
def retry_verification(verification_id: The, call: TheCall) -> Response:
    """Have a verification that ended in `error` looked at once more."""
    return _changing(call, verification_id, verifications.retry, 202)


def _changing(call: TheCall, which: str, change: Callable[[Unit, str], Verification], status: int) -> Response:
    version = expected_version(call.request, required=False)

    def work(unit: Unit) -> Reply:
        check_version(verifications.get(unit, which).version, version)
        changed = change(unit, which)
        return _accepted(changed) if status == 202 else _reply(changed)

    return call.once(work)


def _reply(verification: Verification) -> Reply:
    return Reply(
        VerificationOut.from_model(verification), headers=etag(verification.version), about=verification.applicant_id
    )


def _accepted(verification: Verification) -> Reply:
    headers = {**_where(verification), **etag(verification.version), "Retry-After": str(RETRY_SECONDS)}
    return Reply(VerificationOut.from_model(verification), 202, headers, about=verification.applicant_id)


def _where(verification: Verification) -> dict[str, str]:
    return {"Location": f"/v1/verifications/{verification.id}"}
