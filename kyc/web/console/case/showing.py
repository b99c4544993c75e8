"""The pages of a case that are only looked at."""

from __future__ import annotations

from datetime import timedelta

from fastapi.responses import Response

from kyc.model.case import HIT_REASONS, DecisionOutcome
from kyc.model.errors import InputError, KycError, StoreError
from kyc.model.screening import HitStatus
from kyc.model.user import Right
from kyc.screening.exceptions import ScreeningException
from kyc.services.casework import hits
from kyc.storage.unit import Unit
from kyc.web.console.case.listing import entity_of, since_last_review
from kyc.web.console.case.page import CasePage, open_page, show
from kyc.web.console.case.views.decision import (
    ItemChoice,
    Letter,
    asked_for,
    item_choices,
    letters,
    reason_choices,
    trace_of,
)
from kyc.web.console.case.views.document import document_view
from kyc.web.console.case.views.face import face_view
from kyc.web.console.case.views.hit import hit_view
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit, Visit

router = room()

JUDGED = (HitStatus.FALSE_POSITIVE, HitStatus.TRUE_POSITIVE, HitStatus.INCONCLUSIVE)
EXCEPTION_DAYS = (90, 365, 730)


@router.get("/cases/{case_id}")
@needs(Right.READ_CASES)
def summary(visit: TheVisit, case_id: str) -> Response:
    """Show why the case is here and how every check answered."""
    with visit.unit() as unit:
        page = open_page(visit, unit, case_id)
    return show(
        visit, "summary.html", page, tab="summary", faces=face_view(page.report, page.view.evidence),
        document=document_view(page.report, page.view.evidence, visit.terms.calendar.day_of(visit.now)),
    )  # fmt: skip


@router.get("/cases/{case_id}/document")
@needs(Right.READ_PII)
def document(visit: TheVisit, case_id: str) -> Response:
    """Show the card beside what every source says of its fields."""
    with visit.unit() as unit:
        page = open_page(visit, unit, case_id)
    card = document_view(page.report, page.view.evidence, visit.terms.calendar.day_of(visit.now))
    return show(visit, "document.html", page, tab="document", document=card)


@router.get("/cases/{case_id}/face")
@needs(Right.READ_PII)
def face(visit: TheVisit, case_id: str) -> Response:
    """Show both faces and what their likeness means."""
    with visit.unit() as unit:
        page = open_page(visit, unit, case_id)
    return show(visit, "face.html", page, tab="face", faces=face_view(page.report, page.view.evidence))


@router.get("/cases/{case_id}/hits")
@needs(Right.READ_PII)
def first_hit(visit: TheVisit, case_id: str) -> Response:
    """Show the hit that is to be judged next."""
    with visit.unit() as unit:
        page = open_page(visit, unit, case_id)
        tab = next((each for each in page.hits if each.to_judge), page.hits[0] if page.hits else None)
        if tab is None:
            return show(visit, "hits.html", page, tab="hits", hit=None)
        return show_hit(visit, unit, page, tab.entity_id)


@router.get("/cases/{case_id}/hits/{entity_id:path}")
@needs(Right.READ_PII)
def one_hit(visit: TheVisit, case_id: str, entity_id: str) -> Response:
    """Lay the applicant and a listed entity beside one another."""
    with visit.unit() as unit:
        return show_hit(visit, unit, open_page(visit, unit, case_id), entity_id)


def show_hit(
    visit: Visit, unit: Unit, page: CasePage, entity_id: str, *, fault: KycError | None = None, status: int = 200
) -> Response:
    """The page of one hit; `fault` says why a judgement was not taken."""
    entity = entity_of(visit.kit, entity_id)
    shown = hit_view(page.view.screening, entity_id, entity, page.view.evidence)
    if shown is None:
        raise StoreError("STORE.UNKNOWN", "This case has no such hit.")
    return show(
        visit, "hits.html", page, status=status, tab="hits", hit=shown, fault=fault, statuses=JUDGED,
        seen=next(each for each in hits.seen(page.view) if each.hit.entity_id == entity_id),
        since=since_last_review(visit.kit, unit, page.view, shown.hit, entity), reasons=HIT_REASONS,
        exception=_exception(visit, unit, page, entity_id),
        expiries=[(days, (visit.now + timedelta(days=days)).date()) for days in EXCEPTION_DAYS],
    )  # fmt: skip


@router.get("/cases/{case_id}/decision")
@needs(Right.READ_PII)
def decision(visit: TheVisit, case_id: str, outcome: DecisionOutcome | None = None) -> Response:
    """Show what a decision stands on, and take one."""
    with visit.unit() as unit:
        page = open_page(visit, unit, case_id)
    return show_decision(visit, page, outcome)


def show_decision(
    visit: Visit,
    page: CasePage,
    outcome: DecisionOutcome | None,
    *,
    fault: KycError | None = None,
    given: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """The page of the decision; `fault` says why one was not taken, `given` is what was written."""
    items = item_choices(page.report, [image.role for image in page.view.images])
    return show(
        visit, "decision.html", page, status=status, tab="decision", chosen=outcome, fault=fault, given=given or {},
        trace=trace_of(page.report), items=items,
        reasons={each: reason_choices(page.report, each) for each in DecisionOutcome},
        letters={each: _first_letters(page, each, items) for each in DecisionOutcome}, outcomes=DecisionOutcome,
    )  # fmt: skip


def _first_letters(page: CasePage, outcome: DecisionOutcome, items: tuple[ItemChoice, ...]) -> tuple[Letter, Letter]:
    """What the applicant reads of the form as it is first shown."""
    if outcome is DecisionOutcome.RESUBMIT:
        return letters(outcome, items=asked_for(items))
    return letters(outcome, reason_choices(page.report, outcome)[:1])


def _exception(visit: Visit, unit: Unit, page: CasePage, entity_id: str) -> ScreeningException | None:
    """The exception that clearing the hit would make; None for whoever may not clear it."""
    if not visit.may(Right.WORK):
        return None
    try:
        return hits.preview_exception(unit, visit.user, page.case.id, entity_id, "name_only")
    except InputError:
        return None
