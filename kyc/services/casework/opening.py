"""Cases opened: for a verification that the policy sends to a person, and for an alert."""

from __future__ import annotations

from kyc.model.case import Case, CaseKind, CaseState, move
from kyc.model.screening import Screening
from kyc.policy.casework import DEFAULT_QUEUE, Terms
from kyc.services.casework import sla
from kyc.services.casework.closing import announce, note
from kyc.storage.unit import Unit

MOST_URGENT = 100


def open_case(
    unit: Unit,
    *,
    applicant_id: str,
    verification_id: str | None,
    kind: CaseKind,
    reasons: tuple[str, ...],
    score: int,
    queue: str = DEFAULT_QUEUE,
    priority: int | None = None,
    screening: Screening | None = None,
    terms: Terms | None = None,
) -> Case:
    """Open a case, or go on with the open one of a verification that comes back to a person.

    `priority` is the risk score where nothing else is said. `screening` holds the hits of an alert; those of a
    verification stand in its report. `terms` are the policy's (`Terms()` is what is shipped).

    Raises:
        StoreError: STORE.UNKNOWN when applicant or verification is.
    """
    terms = terms or Terms()
    open_one = unit.cases.open_of(verification_id) if verification_id and kind is CaseKind.ONBOARDING else None
    if open_one is not None:
        return _come_back(unit, open_one, reasons, score, terms)
    made = unit.cases.add(
        kind=kind,
        applicant_id=applicant_id,
        verification_id=verification_id,
        reasons=reasons,
        score=score,
        queue=queue,
        priority=min(MOST_URGENT, max(0, score if priority is None else priority)),
        due_at=sla.due_at(unit.now(), terms.seconds_of(queue), terms.calendar),
        four_eyes=terms.four_eyes,
    )
    if screening is not None:
        unit.case_screenings.put(made, screening)
    unit.timeline.add(made, "opened", detail=kind)
    unit.audit.append("case:opened", "case", made.id, after=f"state:{made.state}")
    announce(unit, made, "opened")
    return made


def _come_back(unit: Unit, case: Case, reasons: tuple[str, ...], score: int, terms: Terms) -> Case:
    """What was asked for was handed in: the clock goes on, with whoever had the case."""
    state = CaseState.ASSIGNED if case.assignee else CaseState.OPEN
    if case.state is not state:
        move(case.state, state)
    running = sla.resume(case, unit.now(), terms.calendar)
    clock = {"due_at": running.due_at, "seconds_left": running.seconds_left}
    back = unit.cases.save(case, state=state, reasons=reasons, score=score, **clock)
    unit.timeline.add(back, "came_back")
    note(unit, case, back)
    return back
