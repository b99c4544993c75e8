"""The life of a verification: a table of states, and the record that moves through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kyc.model.errors import StateError
from kyc.model.report import Recommendation


class VerificationState(StrEnum):
    """Where a verification stands."""

    CREATED = "created"
    AWAITING_INPUT = "awaiting_input"
    PROCESSING = "processing"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    RESUBMISSION_REQUESTED = "resubmission_requested"
    EXPIRED = "expired"
    CANCELED = "canceled"
    ERROR = "error"  # our fault; another attempt follows


_S = VerificationState

TRANSITIONS: Mapping[VerificationState, frozenset[VerificationState]] = {
    _S.CREATED: frozenset({_S.AWAITING_INPUT, _S.PROCESSING, _S.EXPIRED, _S.CANCELED}),
    _S.AWAITING_INPUT: frozenset({_S.PROCESSING, _S.EXPIRED, _S.CANCELED}),
    _S.PROCESSING: frozenset(
        {_S.IN_REVIEW, _S.APPROVED, _S.REJECTED, _S.RESUBMISSION_REQUESTED, _S.ERROR, _S.CANCELED}
    ),
    _S.IN_REVIEW: frozenset({_S.APPROVED, _S.REJECTED, _S.RESUBMISSION_REQUESTED, _S.CANCELED}),
    _S.RESUBMISSION_REQUESTED: frozenset({_S.AWAITING_INPUT, _S.EXPIRED, _S.CANCELED}),
    _S.ERROR: frozenset({_S.PROCESSING, _S.IN_REVIEW, _S.CANCELED}),
    # Terminal states are never reopened: a new decision supersedes.
    _S.APPROVED: frozenset(),
    _S.REJECTED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.CANCELED: frozenset(),
}

TERMINAL = frozenset(state for state, following in TRANSITIONS.items() if not following)


def move(state: VerificationState, to: VerificationState) -> None:
    """Allow a change of state.

    Raises:
        StateError: when the table does not hold it.
    """
    if to not in TRANSITIONS[state]:
        allowed = ", ".join(sorted(TRANSITIONS[state])) or "nothing: it is final"
        raise StateError("STATE.ILLEGAL", f"A verification that is {state} cannot become {to}; possible: {allowed}.")


@dataclass(frozen=True, slots=True)
class Verification:
    """One run of the line for an applicant.

    `sequence` counts the changes of the applicant's verifications and strictly grows, so that whoever hears of two
    changes knows which came later. `images` are the ids of the images it was given; `version` guards writes.
    """

    id: str
    tenant: str
    applicant_id: str
    state: VerificationState
    sequence: int
    created_at: datetime
    updated_at: datetime
    images: tuple[str, ...] = ()
    recommendation: Recommendation | None = None
    report_id: str | None = None
    attempts: int = 0
    expires_at: datetime | None = None
    version: int = 1

    @property
    def is_final(self) -> bool:
        """Whether no further change is possible."""
        return self.state in TERMINAL


def advance(verification: Verification, to: VerificationState, *, sequence: int, at: datetime) -> Verification:
    """Return the verification in its next state.

    Raises:
        StateError: when the change is not in the table.
        ValueError: when the sequence does not grow.
    """
    move(verification.state, to)
    if sequence <= verification.sequence:
        raise ValueError(f"a sequence grows: {sequence} does not follow {verification.sequence}")
    return replace(verification, state=to, sequence=sequence, updated_at=at, version=verification.version + 1)
