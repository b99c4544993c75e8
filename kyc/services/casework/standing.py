"""How an applicant stands: as the last verification ended, until a person decides otherwise on a case.

A verification that ended is never reopened. What a person finds later, in an alert or in place of an earlier decision,
changes how the applicant stands, and whoever keeps the account hears of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kyc.model.applicant import Standing
from kyc.model.case import Case, CaseKind, CaseState, DecisionOutcome
from kyc.model.verification import Verification, VerificationState
from kyc.storage.unit import Unit

EVENT = "applicant.standing_changed"
_ENOUGH = 1000  # verifications of one applicant; there are one or two as a rule
_ENDED = {VerificationState.APPROVED: Standing.APPROVED, VerificationState.REJECTED: Standing.REJECTED}
_DECIDED = {DecisionOutcome.APPROVE.value: Standing.APPROVED, DecisionOutcome.REJECT.value: Standing.REJECTED}


def standing_of(verifications: Iterable[Verification], cases: Iterable[Case]) -> Standing | None:
    """What was concluded last: by a verification, or by what a person decided on its case since; or by an alert.

    An alert that is found to be somebody else concludes nothing: the applicant stands as before. One that is
    confirmed holds until the decision is superseded, or a later verification ends.
    """
    known = tuple(cases)
    decided = {case.verification_id: case for case in known if case.kind is CaseKind.ONBOARDING}
    found = [
        (each.updated_at, False, _since(decided.get(each.id), _ENDED[each.state]))
        for each in verifications
        if each.state in _ENDED
    ]
    found += [(at, True, Standing.REJECTED) for case in known if (at := _confirmed_at(case)) is not None]
    # Of the same instant, what a person found on a list counts.
    return max(found, key=lambda concluded: concluded[:2])[-1] if found else None


def follow_case(unit: Unit, case: Case) -> None:
    """Let an applicant stand as the decisions on their cases have it, and tell of it when that is another standing."""
    verifications = unit.verifications.list(limit=_ENOUGH, applicant_id=case.applicant_id).items
    standing = standing_of(verifications, unit.cases.of(case.applicant_id))
    if not _is_new(unit, case.applicant_id, standing):
        return
    unit.timeline.add(case, f"stands_{standing or 'none'}")
    told = {"applicant_id": case.applicant_id, "standing": standing, "case_id": case.id}
    unit.outbox.publish(EVENT, told, applicant_id=case.applicant_id)


def follow_verification(unit: Unit, verification: Verification) -> None:
    """Let an applicant stand as a verification ended; its own event tells of it."""
    if standing := _ENDED.get(verification.state):
        _is_new(unit, verification.applicant_id, standing)


def _is_new(unit: Unit, applicant_id: str, standing: Standing | None) -> bool:
    if not unit.applicants.conclude(applicant_id, standing):
        return False
    unit.audit.append("applicant:concluded", "applicant", applicant_id, after=f"state:{standing or 'none'}")
    return True


def _since(case: Case | None, ended: Standing) -> Standing:
    if case is None or case.state is not CaseState.CLOSED:
        return ended
    return _DECIDED.get(case.resolution or "", ended)


def _confirmed_at(case: Case) -> datetime | None:
    is_confirmed = case.kind is CaseKind.MONITORING and case.resolution == DecisionOutcome.REJECT
    return case.closed_at if is_confirmed else None
