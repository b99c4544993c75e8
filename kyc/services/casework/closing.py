"""A case's end, and what follows from the end of its verification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kyc.model.case import Case, CaseState, DecisionOutcome, DecisionState, move
from kyc.model.verification import Verification, VerificationState
from kyc.storage.unit import Unit

# What the policy itself made of a verification whose case was still open, said in a decision's words.
_RESOLUTIONS = {
    VerificationState.APPROVED: DecisionOutcome.APPROVE.value,
    VerificationState.REJECTED: DecisionOutcome.REJECT.value,
}


def close(unit: Unit, case: Case, resolution: str, *, actor: str | None = None) -> Case:
    """End a case, tell whoever wants to hear, and note who did it.

    Raises:
        StateError: when it is closed.
        StoreError: STORE.CONFLICT when somebody else changed it meanwhile.
    """
    move(case.state, CaseState.CLOSED)
    ended: dict[str, Any] = {"state": CaseState.CLOSED, "closed_at": unit.now(), "wake_at": None}
    closed = unit.cases.save(case, **ended, resolution=resolution, seconds_left=None)
    unit.timeline.add(closed, "closed", actor=actor, detail=resolution)
    note(unit, case, closed)
    announce(unit, closed, "closed")
    return closed


def follow(unit: Unit, verification: Verification) -> None:
    """Close the case of a verification that ended without a person's decision: canceled, expired, mended."""
    case = unit.cases.open_of(verification.id) if verification.is_final else None
    if case is None:
        return
    return_proposals(unit, case)
    close(unit, case, _RESOLUTIONS.get(verification.state, verification.state.value))


def return_proposals(unit: Unit, case: Case) -> None:
    """Send back what waits for a second person on a case: there is nothing left to agree to."""
    for decision in unit.decisions.of(case.id):
        if decision.state is DecisionState.PROPOSED:
            unit.decisions.settle(decision, DecisionState.RETURNED)


def note(unit: Unit, before: Case, after: Case) -> None:
    """Write a change of state into the audit chain."""
    unit.audit.append(
        f"case:{after.state}", "case", after.id, before=f"state:{before.state}", after=f"state:{after.state}"
    )


def announce(unit: Unit, case: Case, what: str) -> None:
    """Publish `case.opened` or `case.closed`: thin, and nothing in it tells what a case is about."""
    unit.outbox.publish(f"case.{what}", thin(case), applicant_id=case.applicant_id)


def thin(case: Case) -> Mapping[str, Any]:
    """What an event tells: ids and the state. Whether hits opened the case is for analysts only."""
    return {
        "case_id": case.id,
        "applicant_id": case.applicant_id,
        "verification_id": case.verification_id,
        "state": str(case.state),
        "resolution": case.resolution,
    }
