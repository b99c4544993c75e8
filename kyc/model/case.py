"""Casework: what a person has to look at, what they made of it, and who decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kyc.model.errors import StateError
from kyc.model.screening import HitStatus


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    AWAITING_APPLICANT = "awaiting_applicant"
    SNOOZED = "snoozed"
    PENDING_APPROVAL = "pending_approval"  # a maker has proposed; a checker has to agree
    CLOSED = "closed"


class CaseKind(StrEnum):
    """What opened a case."""

    ONBOARDING = "onboarding"  # a verification that the policy sent to a person
    MONITORING = "monitoring"  # an alert: a new hit on somebody already verified


_S = CaseState

TRANSITIONS: Mapping[CaseState, frozenset[CaseState]] = {
    _S.OPEN: frozenset({_S.ASSIGNED, _S.CLOSED}),
    _S.ASSIGNED: frozenset({_S.OPEN, _S.AWAITING_APPLICANT, _S.SNOOZED, _S.PENDING_APPROVAL, _S.CLOSED}),
    _S.AWAITING_APPLICANT: frozenset({_S.OPEN, _S.ASSIGNED, _S.CLOSED}),
    _S.SNOOZED: frozenset({_S.OPEN, _S.ASSIGNED, _S.CLOSED}),
    _S.PENDING_APPROVAL: frozenset({_S.ASSIGNED, _S.OPEN, _S.CLOSED}),
    # A closed case is never reopened: a later decision supersedes, a later alert is a case of its own.
    _S.CLOSED: frozenset(),
}


def move(state: CaseState, to: CaseState) -> None:
    """Allow a change of state.

    Raises:
        StateError: when the table does not hold it.
    """
    if to not in TRANSITIONS[state]:
        allowed = ", ".join(sorted(TRANSITIONS[state])) or "nothing: it is closed"
        raise StateError("CASE.ILLEGAL", f"A case that is {state} cannot become {to}; possible: {allowed}.")


@dataclass(frozen=True, slots=True)
class Case:
    """Work for a person: a verification in review, or an alert. Holds ids, codes and instants, nothing personal.

    `number` counts a tenant's cases and is what people say (`KYC-1042`). `priority` runs 0 (can wait) to 100;
    `score` is the policy's risk score, 0 to 100. `due_at` is when its time runs out, None while the clock stands
    (the applicant is asked); then `seconds_left` holds what business time remains. `four_eyes` are the occasions, as
    the policy named them when the case was opened, on which a second person has to agree (docs/casework.md).
    """

    id: str
    tenant: str
    number: int
    kind: CaseKind
    applicant_id: str
    verification_id: str | None
    state: CaseState
    queue: str  # of the policy's rule, or `default`
    priority: int
    reasons: tuple[str, ...]
    score: int
    opened_at: datetime
    updated_at: datetime
    assignee: str | None = None  # a user's id
    due_at: datetime | None = None
    seconds_left: int | None = None
    wake_at: datetime | None = None  # when a snoozed case comes back
    escalated: bool = False  # a senior has to look
    resolution: str | None = None  # the Outcome of the decision that closed it
    closed_at: datetime | None = None
    version: int = 1
    four_eyes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What people call it."""
        return f"KYC-{self.number}"


class DecisionOutcome(StrEnum):
    """What a person decided."""

    APPROVE = "approve"
    REJECT = "reject"
    RESUBMIT = "resubmit"  # ask the applicant for the items named


class DecisionState(StrEnum):
    """Whether a decision holds."""

    PROPOSED = "proposed"  # waits for a second person
    APPLIED = "applied"
    RETURNED = "returned"  # the second person did not agree
    SUPERSEDED = "superseded"  # a later one took its place; both stay


@dataclass(frozen=True, slots=True, repr=False)
class Decision:
    """A person's decision on a case, with its reasons. `note` is for colleagues, `message` what the applicant reads.

    `maker` made it; `checker`, never the same person, agreed where the policy asks for four eyes.
    `items` name what is asked for again, by image role or field, each with a reason code.
    """

    id: str
    tenant: str
    case_id: str
    outcome: DecisionOutcome
    state: DecisionState
    reasons: tuple[str, ...]
    note: str
    maker: str
    made_at: datetime
    message: str | None = None
    items: tuple[tuple[str, str], ...] = ()
    needs_four_eyes: bool = False
    checker: str | None = None
    checked_at: datetime | None = None
    supersedes: str | None = None
    report_sha256: str | None = None  # the report it was made on

    def __post_init__(self) -> None:
        if self.checker is not None and self.checker == self.maker:
            raise ValueError("nobody checks their own decision")

    def __repr__(self) -> str:
        return f"Decision({self.id}, {self.outcome}, {self.state})"


@dataclass(frozen=True, slots=True, repr=False)
class HitReview:
    """What a person made of one hit of a case, and of which state of both sides."""

    case_id: str
    entity_id: str
    status: HitStatus
    reason: str  # a code of HIT_REASONS
    author: str
    at: datetime
    applicant_fingerprint: str
    entity_fingerprint: str
    expires_at: datetime | None = None  # of the exception that a false positive makes
    note: str | None = None

    def __repr__(self) -> str:
        return f"HitReview({self.case_id}, {self.entity_id}, {self.status})"


@dataclass(frozen=True, slots=True, repr=False)
class CaseEvent:
    """One entry of a case's timeline. `text` is a note's, sealed under the applicant's key."""

    id: str
    case_id: str
    at: datetime
    actor: str
    action: str  # opened, assigned, released, escalated, noted, attached, hit_reviewed, proposed, decided, …
    detail: str | None = None  # a code or an id, never personal
    text: str | None = None

    def __repr__(self) -> str:
        return f"CaseEvent({self.case_id}, {self.action})"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file laid to a case; its bytes lie encrypted among the blobs, its name is sealed."""

    id: str
    case_id: str
    name: str
    media_type: str
    size: int
    digest: str  # HMAC under the applicant's key
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who has a case open, so that others see it; it hinders nobody from reading and runs out by itself."""

    case_id: str
    holder: str  # a user's id
    since: datetime
    expires_at: datetime


HIT_REASONS: Mapping[HitStatus, tuple[str, ...]] = {
    HitStatus.FALSE_POSITIVE: ("name_only", "birth_date_differs", "nationality_differs", "gender_differs",
                               "document_differs", "deceased", "other"),
    HitStatus.TRUE_POSITIVE: ("identity_confirmed", "document_agrees", "other"),
    HitStatus.INCONCLUSIVE: ("too_little_data", "waiting_for_document", "other"),
    HitStatus.OPEN: ("withdrawn",),
}  # fmt: skip
