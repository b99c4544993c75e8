"""A decision put into effect: case, report, verification and events, in the transaction that decides."""

from __future__ import annotations

from dataclasses import replace

from kyc.model.case import Case, CaseKind, CaseState, Decision, DecisionOutcome, move
from kyc.model.verification import VerificationState
from kyc.policy.casework import Terms
from kyc.services.casework import sla
from kyc.services.casework.changes import change
from kyc.services.casework.closing import announce, close, note
from kyc.services.casework.gathering import CaseView
from kyc.services.casework.hits import keep_cleared
from kyc.services.casework.revising import revise
from kyc.services.casework.standing import follow_case
from kyc.storage.unit import Unit

_STATES = {
    DecisionOutcome.APPROVE: VerificationState.APPROVED,
    DecisionOutcome.REJECT: VerificationState.REJECTED,
    DecisionOutcome.RESUBMIT: VerificationState.RESUBMISSION_REQUESTED,
}


def apply(unit: Unit, view: CaseView, decision: Decision, *, by: str, terms: Terms | None = None) -> Case:
    """Let a decision take effect; `by` is the id of whoever has the last word, `terms` are for what asks the applicant.

    Raises:
        StateError: when case or verification stand elsewhere meanwhile.
        StoreError: STORE.CONFLICT when somebody changed one of them.
    """
    if decision.outcome is DecisionOutcome.APPROVE:
        keep_cleared(unit, view)
    if decision.supersedes is not None:
        return _replace(unit, view, decision, by)
    if decision.outcome is DecisionOutcome.RESUBMIT:
        case = _ask(unit, view.case, by, terms or Terms())
    else:
        # Closed before the verification ends: who follows that finds no open case.
        case = close(unit, view.case, decision.outcome, actor=by)
    unit.case_locks.release(case.id, decision.maker)
    _move_verification(unit, replace(view, case=case), decision)
    if case.kind is CaseKind.MONITORING:
        follow_case(unit, case)
    return case


def _ask(unit: Unit, case: Case, by: str, terms: Terms) -> Case:
    """Wait for the applicant: the clock stands."""
    move(case.state, CaseState.AWAITING_APPLICANT)
    stopped = sla.pause(case, unit.now(), terms.calendar)
    clock = {"due_at": None, "seconds_left": stopped.seconds_left}
    waiting = unit.cases.save(case, state=CaseState.AWAITING_APPLICANT, **clock)
    unit.timeline.add(waiting, "asked", actor=by)
    note(unit, case, waiting)
    return waiting


def _move_verification(unit: Unit, view: CaseView, decision: Decision) -> None:
    """Move what a case is about; an alert is about the person, whatever becomes of the verification."""
    verification, is_alert = view.verification, view.case.kind is CaseKind.MONITORING
    if verification is None or is_alert or verification.state is not VerificationState.IN_REVIEW:
        return
    report = revise(unit, view, decision)
    attempts = 0 if decision.outcome is DecisionOutcome.RESUBMIT else verification.attempts
    report_id = report.id if report else verification.report_id
    change(unit, verification, _STATES[decision.outcome], report_id=report_id, attempts=attempts)


def _replace(unit: Unit, view: CaseView, decision: Decision, by: str) -> Case:
    """Put a decision in another's place: the applicant stands otherwise, the terminal verification stays as it was."""
    changed = unit.cases.save(view.case, resolution=decision.outcome)
    unit.timeline.add(changed, "superseded", actor=by, detail=decision.supersedes)
    unit.audit.append("case:superseded", "case", changed.id, after=f"state:{decision.outcome}")
    if changed.kind is CaseKind.ONBOARDING:
        revise(unit, replace(view, case=changed), decision)
    announce(unit, changed, "closed")
    follow_case(unit, changed)
    return changed
