"""What the service tells, as frozen records. What a newer service tells besides is passed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

T = TypeVar("T")


class State(StrEnum):
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
    ERROR = "error"


BUSY = frozenset({State.CREATED, State.AWAITING_INPUT, State.PROCESSING})


@dataclass(frozen=True, slots=True)
class Consent:
    """An applicant's agreement: to what, in which wording, when (an aware time)."""

    purpose: str
    text_version: str
    given_at: datetime

    def as_json(self) -> dict[str, str]:
        """As the service takes it."""
        return {
            "purpose": self.purpose,
            "text_version": self.text_version,
            "given_at": self.given_at.isoformat(),
        }


@dataclass(frozen=True, slots=True, repr=False)
class Declared:
    """What an applicant says of themselves. Dates are YYYY-MM-DD (or YYYY-MM, YYYY), countries ISO 3166-1."""

    name: str | None = None
    birth_date: str | None = None
    birth_place: str | None = None  # a town or a district
    gender: str | None = None  # male or female
    nationality: str | None = None
    document_number: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    external_id: str | None = None

    def as_json(self) -> dict[str, str]:
        """What was given."""
        given = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in given if value is not None}

    def __repr__(self) -> str:
        return "Declared(…)"


@dataclass(frozen=True, slots=True, repr=False)
class Applicant:
    """An applicant; what they declared is None unless the key has `pii:read` and one applicant was asked for."""

    id: str
    status: str
    legal_hold: bool
    created_at: datetime
    version: int
    external_id: str | None = None
    declared: Declared | None = None
    standing: str | None = None

    def __repr__(self) -> str:
        return f"Applicant({self.id})"


@dataclass(frozen=True, slots=True)
class RecordedConsent:
    """A consent on record; a withdrawn one stays there."""

    id: str
    applicant_id: str
    purpose: str
    text_version: str
    given_at: datetime
    recorded_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """What is known of an image."""

    id: str
    applicant_id: str
    role: str
    media_type: str
    size: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Monitor:
    """Whether an applicant is screened again when a list changes."""

    applicant_id: str
    is_on: bool
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold; its reason is told in lists only."""

    id: str
    applicant_id: str
    placed_at: datetime
    placed_by: str
    reason: str | None = None
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """A verification. Act on `state`; what comes with a smaller `sequence` is older."""

    id: str
    applicant_id: str
    state: State
    sequence: int
    is_final: bool
    created_at: datetime
    updated_at: datetime
    version: int
    recommendation: str | None = None
    report_id: str | None = None
    expires_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being done about it just now, by whosever turn it is."""
        return self.state not in BUSY


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that is told of events."""

    id: str
    url: str
    events: list[str]
    state: str
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True, repr=False)
class NewEndpoint:
    """An endpoint and the secret its messages are verified with: shown this once."""

    endpoint: Endpoint
    secret: str

    def __repr__(self) -> str:
        return f"NewEndpoint({self.endpoint.id})"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the telling of one event went."""

    id: str
    endpoint_id: str
    event_id: str
    state: str
    attempts: int
    next_at: datetime
    created_at: datetime
    status: int | None = None
    fault: str | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a sandbox's clock stands, and what came of moving it."""

    now: datetime
    ahead_seconds: int
    expired: int = 0
    hastened: int = 0


def record(kind: type[T], told: Mapping[str, Any]) -> T:
    """Build a record from JSON.

    Raises:
        ValueError: when what every service tells is missing or not of its kind.
    """
    hints = get_type_hints(kind)
    try:
        return kind(**{name: _value(hint, told[name]) for name, hint in hints.items() if name in told})
    except (TypeError, KeyError, ValueError):
        raise ValueError(f"the answer is no {kind.__name__}") from None


def _value(hint: Any, told: Any) -> Any:
    if told is None:
        return None
    kind = next((each for each in get_args(hint) if each is not type(None)), hint) if _is_optional(hint) else hint
    if kind is datetime:
        return datetime.fromisoformat(told)
    if isinstance(kind, type) and issubclass(kind, State):
        return State(told)
    return record(kind, told) if hasattr(kind, "__dataclass_fields__") else told


def _is_optional(hint: Any) -> bool:
    return isinstance(hint, UnionType)
