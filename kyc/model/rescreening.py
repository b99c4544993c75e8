"""Re-screening: customers looked at again because a list changed, and the alerts that come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kyc.model.screening import ScreeningQuery

ListMark = tuple[str, str, str]  # key of a list, its version, the digest of its records


class RunMode(StrEnum):
    """How much is looked at."""

    DELTA = "delta"  # what changed: listed entities against all customers, changed customers against all entities
    FULL = "full"  # all customers against all entities


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    DONE = "done"


class AlertKind(StrEnum):
    """Why a hit stands as it does."""

    NEW = "new"  # nobody had seen it: a case was opened
    CHANGED = "changed"  # the applicant or the entity is another than when it was last seen: a case was opened
    KNOWN = "known"  # it stood in the verification's report, where a person saw it
    SUPPRESSED = "suppressed"  # a person cleared it, and that still holds


class AlertState(StrEnum):
    """Whether a hit stands."""

    STANDING = "standing"
    RESOLVED = "resolved"  # the entity is gone from the lists, or is flagged no more
    SUPERSEDED = "superseded"  # one with other fingerprints took its place


@dataclass(frozen=True, slots=True, repr=False)
class Watched:
    """A customer as re-screening asks for them. `known` are the entities flagged in the last report, under `lists`."""

    applicant_id: str
    queries: tuple[ScreeningQuery, ...]
    verification_id: str | None = None
    known: tuple[str, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()  # key of a list and the digest of its records
    version: int = 0

    def __repr__(self) -> str:
        return f"Watched({self.applicant_id})"


@dataclass(frozen=True, slots=True, repr=False)
class Alert:
    """A flagged hit on a customer. `entity` and `fingerprint` are digests under keys, the rest of it is sealed."""

    id: str
    applicant_id: str
    entity: str
    fingerprint: str
    kind: AlertKind
    state: AlertState
    run_id: str
    raised_at: datetime
    case_id: str | None = None
    ended_at: datetime | None = None
    expires_at: datetime | None = None  # when the exception that suppresses it runs out

    def __repr__(self) -> str:
        return f"Alert({self.id}, {self.kind}, {self.state})"


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of looking: customers looked at, and hits by what became of them."""

    screened: int = 0
    new: int = 0
    changed: int = 0
    resolved: int = 0
    known: int = 0
    suppressed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A run as it was started. `chunks` 0 means that there was nothing to do, and that no run was stored."""

    run_id: str
    tenant: str
    mode: RunMode
    state: RunState
    lists: tuple[ListMark, ...]
    entities: int  # listed entities that changed
    customers: int  # in the book
    candidates: int  # customers to be looked at
    chunks: int
    reason: str | None = None  # why it is a full run though a delta was asked for, or why there is nothing to do
    seconds_loading: float = 0.0  # for opening the customers' keys
    seconds_planning: float = 0.0  # for all the rest before the first chunk

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.chunks


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come."""

    run_id: str
    tenant: str
    chunks: int
    done: int
    customers: int
    customers_done: int

    @property
    def is_done(self) -> bool:
        """Whether every chunk is done."""
        return self.done == self.chunks


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did. `redone` counts chunks that were begun more than once, `rate` customers of the book a second."""

    run_id: str
    tenant: str
    mode: RunMode
    state: RunState
    lists: tuple[ListMark, ...]
    entities: int
    customers: int
    candidates: int
    chunks: int
    redone: int
    started_at: datetime
    finished_at: datetime | None
    seconds: float
    seconds_screening: float  # of all workers together
    reason: str | None = None
    tally: Tally = field(default_factory=Tally)

    @property
    def rate(self) -> float:
        """Customers of the book that were brought up to date in a second."""
        return self.customers / self.seconds if self.seconds > 0 else 0.0
