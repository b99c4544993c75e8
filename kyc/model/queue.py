"""What is asked of the queue of cases."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.model.case import CaseKind, CaseState

OPEN_STATES = tuple(state for state in CaseState if state is not CaseState.CLOSED)


@dataclass(frozen=True, slots=True, repr=False)
class Filters:
    """Which cases are wanted; what is left out filters nothing.

    `text` is what a person types: a case's number (`KYC-1042`), an applicant's id, an external id, a NIK or a masked
    one (`317101******0001`). `is_proposed` asks for those in which a decision waits for a second person.
    """

    states: tuple[CaseState, ...] = OPEN_STATES
    queue: str | None = None
    assignee: str | None = None
    is_unassigned: bool = False
    kind: CaseKind | None = None
    reason: str | None = None
    least_score: int | None = None
    most_score: int | None = None
    is_overdue: bool = False
    is_escalated: bool | None = None
    is_proposed: bool = False
    text: str | None = None

    def __repr__(self) -> str:
        return "Filters(…)"
