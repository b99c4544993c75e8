"""Saying what a hit is: not them, them, or not known yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import Form
from fastapi.responses import Response

from kyc.model.errors import InputError
from kyc.model.screening import HitStatus
from kyc.model.user import Right
from kyc.services.casework import hits
from kyc.services.casework.gathering import gather
from kyc.storage.unit import Unit
from kyc.web.console.case.conflict import Sent, carried_out
from kyc.web.console.case.page import open_page
from kyc.web.console.case.showing import show_hit
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit

router = room()

LONGEST_NOTE = 4000
Code = Annotated[str, Form(max_length=60)]
Note = Annotated[str, Form(max_length=LONGEST_NOTE)]
Version = Annotated[int, Form(ge=1)]


@router.post("/cases/{case_id}/hits/{entity_id:path}/review")
@needs(Right.WORK)
def review(
    visit: TheVisit,
    case_id: str,
    entity_id: str,
    status: Annotated[HitStatus, Form()],
    version: Version,
    reason: Code = "",
    note: Note = "",
    days: Annotated[int, Form(ge=1, le=5 * 365)] = 365,
    seen: Code = "",
) -> Response:
    """Judge a hit, then go on to the next one that waits."""

    def work(unit: Unit) -> Response:
        expires_at = unit.now() + timedelta(days=days) if status is HitStatus.FALSE_POSITIVE else None
        hits.review(
            unit, visit.user, case_id, entity_id, status, reason,
            note=note.strip() or None, expires_at=expires_at, version=version,
        )  # fmt: skip
        return visit.go(_next(unit, case_id), "hit_judged")

    def on_fault(fault: InputError) -> Response:
        with visit.unit() as unit:
            return show_hit(visit, unit, open_page(visit, unit, case_id), entity_id, fault=fault, status=422)

    return carried_out(visit, Sent(case_id, seen, (("note", note),)), work, on_fault)


def _next(unit: Unit, case_id: str) -> str:
    """The next hit that waits for a judgement; when none is left, the decision."""
    open_hits = [each for each in hits.decisive(gather(unit, case_id)) if each.status is HitStatus.OPEN]
    return f"/cases/{case_id}/hits/{quote(open_hits[0].hit.entity_id)}" if open_hits else f"/cases/{case_id}/decision"
