"""Notes and files."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import File, Form, UploadFile
from fastapi.responses import Response

from kyc.model.errors import InputError
from kyc.model.user import Right
from kyc.services.casework import case as casework
from kyc.services.casework.files import MOST_BYTES
from kyc.storage.unit import Unit
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit

router = room()


@router.post("/cases/{case_id}/notes")
@needs(Right.WORK)
def add_note(
    visit: TheVisit, case_id: str, text: Annotated[str, Form(max_length=casework.LONGEST_NOTE)] = ""
) -> Response:
    """Write a note for colleagues, and come back to the page it was written on."""

    def work(unit: Unit) -> Response:
        casework.note(unit, visit.user, case_id, text)
        return visit.go(visit.back, "noted")

    return visit.once(work)


@router.post("/cases/{case_id}/attachments")
@needs(Right.WORK)
def attach(visit: TheVisit, case_id: str, file: Annotated[UploadFile, File()]) -> Response:
    """Lay a file to the case; a browser is never asked to open it."""
    content = file.file.read(MOST_BYTES + 1)

    def work(unit: Unit) -> Response:
        if not content:
            raise InputError("FILE.EMPTY", "Choose a file first.")
        casework.attach(unit, visit.user, case_id, file.filename or "", content)
        return visit.go(visit.back, "attached")

    return visit.once(work)


@router.get("/cases/{case_id}/attachments/{attachment_id}")
@needs(Right.READ_PII)
def download(visit: TheVisit, case_id: str, attachment_id: str) -> Response:
    """Send a file to be saved, never to be shown by the browser."""
    with visit.unit() as unit:
        found, content = casework.attachment(unit, visit.user, case_id, attachment_id)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)
