"""How an applicant stands: as the last verification ended, until a person decides otherwise on a case.

A verification that ended is never reopened. What a person finds later, in an alert or in place of an earlier decision,
changes how the applicant stands, and whoever keeps the account hears of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from kyc.model.applicant import Standing
from kyc.model.case import Case, CaseKind, CaseState, DecisionOutcome, DecisionState
from kyc.model.verification import Verification, VerificationState
from kyc.storage.unit import Unit

EVENT = "applicant.standing_changed"
CONSEQUENCE = "system:standing"  # who acts on the timeline: it follows from a decision, and is nobody's own act
_ENOUGH = 1000  # verifications of one applicant; there are one or two as a rule
_ENDED = {VerificationState.APPROVED: Standing.APPROVED, VerificationState.REJECTED: Standing.REJECTED}
_DECIDED = {DecisionOutcome.APPROVE.value: Standing.APPROVED, DecisionOutcome.REJECT.value: Standing.REJECTED}


def standing_of(
    verifications: Iterable[Verification], cases: Iterable[Case], decided_at: Mapping[str, datetime]
) -> Standing | None:
    """What was concluded last: by a verification, or by what a person decided on its case since; or by an alert.

    An alert that is found to be somebody else concludes nothing: the applicant stands as before. One that is
    confirmed holds until the decision is superseded, or a later verification ends. `decided_at` tells by case when
    the decision that stands took effect, so that one in another's place counts from then.
    """
    known, found = tuple(cases), list[tuple[datetime, bool, Standing]]()
    of_verification = {case.verification_id: case for case in known if case.kind is CaseKind.ONBOARDING}
    for each in verifications:
        if ended := _ENDED.get(each.state):
            case = of_verification.get(each.id)
            at = decided_at.get(case.id, each.updated_at) if case else each.updated_at
            found.append((at, False, _since(case, ended)))
    confirmed = (decided_at.get(case.id, case.closed_at) for case in known if _is_confirmed(case))
    found += [(at, True, Standing.REJECTED) for at in confirmed if at is not None]
    # Of the same instant, what a person found on a list counts.
    return max(found, key=lambda concluded: concluded[:2])[-1] if found else None


def follow_case(unit: Unit, case: Case) -> None:
    """Let an applicant stand as the decisions on their cases have it, and tell of it when that is another standing."""
    verifications = unit.verifications.list(limit=_ENOUGH, applicant_id=case.applicant_id).items
    cases = unit.cases.of(case.applicant_id)
    standing = standing_of(verifications, cases, _decided_at(unit, cases))
    if not _conclude(unit, case.applicant_id, standing):
        return
    unit.timeline.add(case, f"stands_{standing or 'none'}", actor=CONSEQUENCE)
    told = {"applicant_id": case.applicant_id, "standing": standing, "case_id": case.id}
    unit.outbox.publish(EVENT, told, applicant_id=case.applicant_id)


def follow_verification(unit: Unit, verification: Verification) -> None:
    """Let an applicant stand as a verification ended; its own event tells of it."""
    if standing := _ENDED.get(verification.state):
        _conclude(unit, verification.applicant_id, standing)


def _conclude(unit: Unit, applicant_id: str, standing: Standing | None) -> bool:
    """Note how an applicant stands; False when they stood so before."""
    if not unit.applicants.conclude(applicant_id, standing):
        return False
    unit.audit.append("applicant:concluded", "applicant", applicant_id, after=f"state:{standing or 'none'}")
    return True


def _decided_at(unit: Unit, cases: Iterable[Case]) -> Mapping[str, datetime]:
    """When the decision that stands on each case took effect."""
    made = (decision for case in cases for decision in unit.decisions.of(case.id))
    final = (each for each in made if each.outcome in _DECIDED)
    return {each.case_id: each.checked_at or each.made_at for each in final if each.state is DecisionState.APPLIED}


def _since(case: Case | None, ended: Standing) -> Standing:
    if case is None or case.state is not CaseState.CLOSED:
        return ended
    return _DECIDED.get(case.resolution or "", ended)


def _is_confirmed(case: Case) -> bool:
    return case.kind is CaseKind.MONITORING and case.resolution == DecisionOutcome.REJECT
