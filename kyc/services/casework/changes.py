"""A verification's change of state: row, event and audit entry, always together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kyc.model.case import CaseState
from kyc.model.verification import Verification, VerificationState
from kyc.services.casework.closing import close, follow, return_proposals
from kyc.services.casework.standing import follow_verification
from kyc.storage.unit import Unit

_ENOUGH = 1000  # verifications of one applicant; there are one or two as a rule


def change(unit: Unit, verification: Verification, to: VerificationState, **fields: Any) -> Verification:
    """Move a verification, tell whoever wants to hear, and note who did it; `fields` change along.

    A case that is open on a verification ends with it; better images have to come in the time that there is for them.

    Raises:
        StateError: when the table of states does not hold this change.
        StoreError: STORE.CONFLICT when somebody else changed it meanwhile.
    """
    if to is VerificationState.RESUBMISSION_REQUESTED:
        fields.setdefault("expires_at", unit.input_until())
    moved = pass_through(unit, verification, to, **fields)
    announce(unit, moved)
    follow_verification(unit, moved)
    follow(unit, moved)
    return moved


def call_off(unit: Unit, applicant_id: str) -> None:
    """End all that is under way on an applicant who is to be erased: cases first, so that they say what ended them."""
    for case in unit.cases.of(applicant_id):
        if case.state is not CaseState.CLOSED:
            return_proposals(unit, case)
            close(unit, case, "erased")
    for verification in unit.verifications.list(limit=_ENOUGH, applicant_id=applicant_id).items:
        if not verification.is_final:
            change(unit, verification, VerificationState.CANCELED)
            unit.jobs.cancel(verification.id)


def pass_through(unit: Unit, verification: Verification, to: VerificationState, **fields: Any) -> Verification:
    """Move a verification through a state that nobody outside need hear of."""
    moved = unit.verifications.move(verification, to, **fields)
    unit.audit.append(
        f"verification:{to}",
        "verification",
        verification.id,
        before=f"state:{verification.state}",
        after=f"state:{to}",
    )
    return moved


def announce(unit: Unit, verification: Verification) -> None:
    """Publish the event `verification.STATE` for the state a verification is in."""
    unit.outbox.publish(
        f"verification.{verification.state}",
        thin(verification),
        applicant_id=verification.applicant_id,
        sequence=verification.sequence,
    )


def thin(verification: Verification) -> Mapping[str, Any]:
    """What an event tells: ids, the state and its place in the order. Whoever may know more asks for it."""
    return {
        "verification_id": verification.id,
        "applicant_id": verification.applicant_id,
        "state": str(verification.state),
        "sequence": verification.sequence,
        "report_id": verification.report_id,
    }
