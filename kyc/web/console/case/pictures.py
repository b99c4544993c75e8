"""Pictures of a case: decrypted in memory, cut and sent, kept nowhere on the way."""

from __future__ import annotations

import base64
from typing import Literal

from fastapi.responses import Response

from kyc.imaging.decode import Image, decode
from kyc.model.errors import EvidenceError, StoreError
from kyc.model.evidence import Evidence
from kyc.model.user import Right
from kyc.reporting.pictures import CARD_WIDTH, Picture, card_picture, face_picture, portrait_picture, thumbnail
from kyc.services.casework import case as casework
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit

router = room()

Cut = Literal["card", "face", "whole"]
Role = Literal["document", "back", "selfie"]
_HEADERS = {"Cache-Control": "no-store", "Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"}


@router.get("/cases/{case_id}/images/{role}/{cut}")
@needs(Right.READ_PII)
def picture(visit: TheVisit, case_id: str, role: Role, cut: Cut) -> Response:
    """Send one image of a case: the card set upright, a face at the scale of the other, or the whole."""
    with visit.unit() as unit:
        stored = casework.image(unit, visit.user, case_id, role)
        verification = unit.cases.get(case_id).verification_id
        evidence = unit.evidence.get(verification) if verification else None
    try:
        cut_out = _cut(decode(stored.content), role, cut, evidence)
    except EvidenceError:
        raise StoreError("STORE.UNKNOWN", "This image cannot be shown: it is damaged, or no image.") from None
    return Response(content_of(cut_out), media_type="image/jpeg", headers=_HEADERS)


def content_of(picture: Picture) -> bytes:
    """The JPEG itself, out of the data URI that reports carry."""
    return base64.b64decode(picture.uri.partition(",")[2])


def _cut(image: Image, role: Role, cut: Cut, evidence: Evidence | None) -> Picture:
    reading = {"document": evidence.document, "back": evidence.back}.get(role) if evidence else None
    if cut == "card":
        return card_picture(image, reading.quad if reading else None)
    if cut == "whole":
        return thumbnail(image, width=CARD_WIDTH)
    pair = evidence.faces if evidence else None
    side = {"document": pair.card, "selfie": pair.selfie}.get(role) if pair else None
    if side and side.face:
        return face_picture(image, side.face)
    return portrait_picture(image, reading.portrait) if reading and reading.portrait else thumbnail(image, width=330)
