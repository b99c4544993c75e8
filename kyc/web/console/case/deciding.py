"""Deciding a case: alone where the policy allows, with a second person where it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Form
from fastapi.responses import Response

from kyc.model.case import DecisionOutcome
from kyc.model.errors import InputError
from kyc.model.user import Right
from kyc.services.casework import decisions, queue
from kyc.storage.unit import Unit
from kyc.web.console.case.conflict import Sent, carried_out
from kyc.web.console.case.page import open_page
from kyc.web.console.case.showing import show_decision
from kyc.web.console.case.views.decision import letters
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit, Visit

router = room()

LONGEST = 4000
Outcome = Annotated[DecisionOutcome, Form()]
Codes = Annotated[list[str], Form(max_length=40)]
Code = Annotated[str, Form(max_length=60)]
Text = Annotated[str, Form(max_length=LONGEST)]
Version = Annotated[int, Form(ge=1)]


@router.post("/cases/{case_id}/decide")
@needs(Right.DECIDE)
def decide(
    visit: TheVisit,
    case_id: str,
    outcome: Outcome,
    version: Version,
    reasons: Codes = [],  # noqa: B006 - FastAPI copies it
    items: Codes = [],  # noqa: B006
    note: Text = "",
    message: Text = "",
    seen: Code = "",
) -> Response:
    """Decide, or propose where a second person has to agree."""

    def work(unit: Unit) -> Response:
        made = decisions.decide(
            unit, visit.user, case_id, outcome, reasons=reasons, note=note,
            message=message or None, items=items_of(items), version=version, terms=visit.terms,
        )  # fmt: skip
        return visit.go(f"/cases/{case_id}", "proposed" if made.needs_four_eyes else f"decided_{outcome}")

    return carried_out(
        visit, _sent(case_id, seen, note, message), work, _asking_again(visit, case_id, outcome, note, message)
    )


@router.post("/cases/{case_id}/letters")
@needs(Right.DECIDE)
def preview(
    visit: TheVisit,
    case_id: str,
    outcome: Outcome,
    reasons: Codes = [],  # noqa: B006
    items: Codes = [],  # noqa: B006
    message: Text = "",
) -> Response:
    """Show what the applicant would read of a decision that is being written; nothing is kept."""
    written = letters(outcome, reasons, items_of(items), message)
    return visit.page("case/letters.html", letters=written, outcome=outcome, case_id=case_id)


@router.post("/cases/{case_id}/decisions/{decision_id}/agree")
@needs(Right.CHECK)
def agree(visit: TheVisit, case_id: str, decision_id: str, seen: Code = "") -> Response:
    """Agree to somebody else's decision."""

    def work(unit: Unit) -> Response:
        decisions.agree(unit, visit.user, decision_id)
        return visit.go(f"/cases/{case_id}", "agreed")

    return carried_out(visit, _sent(case_id, seen), work, _asking_again(visit, case_id))


@router.post("/cases/{case_id}/decisions/{decision_id}/return")
@needs(Right.CHECK)
def send_back(visit: TheVisit, case_id: str, decision_id: str, note: Text = "", seen: Code = "") -> Response:
    """Send somebody else's decision back to them, with a reason."""

    def work(unit: Unit) -> Response:
        decisions.return_(unit, visit.user, decision_id, note)
        return visit.go(f"/cases/{case_id}", "returned")

    return carried_out(visit, _sent(case_id, seen, note), work, _asking_again(visit, case_id, note=note))


@router.post("/cases/{case_id}/decisions/{decision_id}/supersede")
@needs(Right.CHECK)
def supersede(
    visit: TheVisit,
    case_id: str,
    decision_id: str,
    outcome: Outcome,
    version: Version,
    reasons: Codes = [],  # noqa: B006
    note: Text = "",
    message: Text = "",
    seen: Code = "",
) -> Response:
    """Put another decision in the place of the one that stands; both stay on record."""

    def work(unit: Unit) -> Response:
        made = decisions.supersede(
            unit, visit.user, decision_id, outcome, reasons=reasons, note=note,
            message=message or None, version=version,
        )  # fmt: skip
        return visit.go(f"/cases/{case_id}", "proposed" if made.needs_four_eyes else "superseded")

    return carried_out(
        visit, _sent(case_id, seen, note, message), work, _asking_again(visit, case_id, outcome, note, message)
    )


@router.post("/cases/{case_id}/take")
@needs(Right.WORK)
def take(visit: TheVisit, case_id: str) -> Response:
    """Take the case, if nobody has it."""

    def work(unit: Unit) -> Response:
        handed = queue.assign(unit, visit.user, [case_id], visit.user)
        return visit.go(visit.back, "assigned_to_you" if handed.cases else "not_taken")

    return visit.once(work)


@router.post("/cases/{case_id}/release")
@needs(Right.WORK)
def release(visit: TheVisit, case_id: str) -> Response:
    """Put the case back into the queue."""

    def work(unit: Unit) -> Response:
        queue.release(unit, visit.user, case_id)
        return visit.go("/cases", "released")

    return visit.once(work)


@router.post("/cases/{case_id}/escalate")
@needs(Right.WORK)
def escalate(visit: TheVisit, case_id: str, note: Text = "", seen: Code = "") -> Response:
    """Hand the case to a senior, with the reason."""

    def work(unit: Unit) -> Response:
        queue.escalate(unit, visit.user, case_id, note)
        return visit.go(f"/cases/{case_id}", "escalated")

    return carried_out(visit, _sent(case_id, seen, note), work, _asking_again(visit, case_id, note=note))


def items_of(pairs: list[str]) -> tuple[tuple[str, str], ...]:
    """The things asked for again, out of `selfie:FACE.POOR`; an empty choice asks for nothing.

    >>> items_of(["document:IMG.BLUR", "selfie:"])
    (('document', 'IMG.BLUR'),)
    """
    parted = (pair.partition(":") for pair in pairs)
    return tuple((item, code) for item, _, code in parted if code)


def _sent(case_id: str, seen: str, note: str = "", message: str = "") -> Sent:
    return Sent(case_id, seen, (("note", note), ("message", message)))


def _asking_again(
    visit: Visit, case_id: str, outcome: DecisionOutcome | None = None, note: str = "", message: str = ""
) -> Callable[[InputError], Response]:
    """Show the form once more with what was written and what is missing."""

    def on_fault(fault: InputError) -> Response:
        with visit.unit() as unit:
            page = open_page(visit, unit, case_id)
        return show_decision(visit, page, outcome, fault=fault, given={"note": note, "message": message}, status=422)

    return on_fault
