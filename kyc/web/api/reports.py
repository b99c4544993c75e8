"""The report on a verification, as JSON, a page or a PDF, and what happens to a verification while it happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from kyc.model.webhook import Event
from kyc.reporting.document import as_json
from kyc.reporting.page import render
from kyc.reporting.pdf.press import place
from kyc.services.exporting import pdf as exporting
from kyc.services.exporting.keys import operator_key
from kyc.services.onboarding import verifications
from kyc.storage.unit import Unit
from kyc.texts.translator import Language
from kyc.web.api.schemas import VerificationId
from kyc.web.api.schemas_verifications import ChangeOut, ReportOut
from kyc.web.auth import require
from kyc.web.calls import Call, Reply, TheCall
from kyc.web.pages import PAGE_POLICY, client_page
from kyc.web.routes import GuardedRoute
from kyc.web.scopes import needs
from kyc.web.waiting import Until, changes

router = APIRouter(prefix="/v1/verifications", tags=["Verifications"], route_class=GuardedRoute)

The = Annotated[VerificationId, Path()]
View = Annotated[
    Literal["client", "internal"],
    Query(description="`internal` holds everything, screening hits included, and needs `reports:internal`."),
]
Spoken = Annotated[Language, Query(description="Of the text around the data: Indonesian or English.")]
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}
_PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}
_EVENT = {
    "type": "object",
    "description": "`data` is a JSON object with id, type, sequence, verification_id, state and at.",
    "properties": {"id": {"type": "string"}, "event": {"type": "string"}, "data": {"type": "string"}},
}
_STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {"schema": _EVENT}}}}


@router.get("/{verification_id}/report", response_model=ReportOut)
@needs("verifications:read")
def read_report(verification_id: The, call: TheCall, view: View = "client") -> Response:
    """Read the report. What only analysts may know is withheld from the client's view; the audit log notes the look."""
    if view == "internal":
        require(call.principal, "reports:internal")

    def work(unit: Unit) -> Reply:
        return Reply(ReportOut.from_model(as_json(verifications.report(unit, verification_id), view)))

    return call.do(work)


@router.get("/{verification_id}/report.html", response_class=HTMLResponse, responses=_PAGE)
@needs("verifications:read")
def read_report_page(verification_id: The, call: TheCall, view: View = "client", language: Spoken = "id") -> Response:
    """Read the report as a page that needs nothing else. The internal one shows the images as well."""
    if view == "client":
        with call.unit() as unit:
            page = client_page(as_json(verifications.report(unit, verification_id), "client"), language)
        return HTMLResponse(page, headers={"Content-Security-Policy": PAGE_POLICY})
    require(call.principal, "reports:internal")
    with call.unit() as unit:
        report = verifications.report(unit, verification_id)
        evidence, images = verifications.evidence(unit, verification_id)
    # The page carries its own policy, by the digest of its style sheet.
    page = render(report, images, evidence, language=language)
    return HTMLResponse(page, headers={"Content-Security-Policy": "frame-ancestors 'none'"})


@router.get("/{verification_id}/report.pdf", response_class=Response, responses=_PDF)
@needs("verifications:read")
def read_report_pdf(verification_id: The, call: TheCall, view: View = "client", language: Spoken = "id") -> Response:
    """Read the report as a PDF: tagged, with the sealed `report.json` inside, signed by the operator.

    The internal one shows the images and what people decided as well. The audit log notes the export.
    """
    if view == "internal":
        require(call.principal, "reports:internal")
    key = operator_key(call.kit.settings, call.kit.clock())
    with call.kit.presses.one(), place():
        with call.unit() as unit:
            material = exporting.gather(unit, verification_id, projection=view, by=call.principal.actor, key=key)
        content = exporting.write(material, key, language)
    name = f'attachment; filename="{verification_id}.pdf"'
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": name})


@router.get("/{verification_id}/events", response_class=StreamingResponse, responses=_STREAM)
@needs("verifications:read")
async def watch_verification(
    verification_id: The,
    call: TheCall,
    until: Annotated[
        Until, Query(description="`settled` ends the stream as soon as nothing is being done, by whoever's turn it is.")
    ] = "final",
    last_event_id: Annotated[str | None, Header(pattern=r"^[0-9]{1,9}$", description="The id heard last.")] = None,
) -> Response:
    """Follow a verification by server-sent events: each change once, with its sequence as id."""
    call.kit.watchers.admit(call.principal.client_id)
    await run_in_threadpool(call.look, lambda unit: verifications.get(unit, verification_id))
    stream = _written(call, changes(call, verification_id, after=int(last_event_id or 0), until=until))
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _written(call: Call, told: AsyncIterator[Event | None]) -> AsyncIterator[bytes]:
    with call.kit.watchers.watching(call.principal.client_id):
        async for event in told:
            yield b": still here\n\n" if event is None else _line(event)


def _line(event: Event) -> bytes:
    data = ChangeOut.from_model(event).as_bytes()
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.sequence, event.type.encode(), data)
