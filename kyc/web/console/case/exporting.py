"""The report of a case as a signed PDF, to be taken along."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from kyc.model.errors import StoreError
from kyc.model.user import Right
from kyc.reporting.pdf.press import place
from kyc.services.exporting import pdf
from kyc.services.exporting.keys import operator_key
from kyc.texts.catalogue import Language
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit

router = room()


@router.get("/cases/{case_id}/report.pdf")
@needs(Right.READ_PII)
def report_pdf(visit: TheVisit, case_id: str, language: Annotated[Language | None, Query()] = None) -> Response:
    """Send the report, in the user's language unless another is asked for. The audit log notes the export."""
    key = operator_key(visit.kit.settings, visit.now)
    with place():
        with visit.unit() as unit:
            case = unit.cases.get(case_id)
            if case.verification_id is None:
                raise StoreError("STORE.UNKNOWN", "This case stands on no verification, so there is no report of one.")
            material = pdf.gather_for(unit, visit.user, case.verification_id, key=key)
        content = pdf.write(material, key, language or visit.language)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{case.label}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)
