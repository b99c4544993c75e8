"""The queue's records: the store is the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands; an expired lease counts as pending."""

    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One verification waiting for a worker.

    A claim is known by owner and `attempts` together: whoever lost the lease cannot finish, even in one process.
    """

    verification_id: str
    tenant: str
    state: JobState
    attempts: int
    available_at: datetime
    lease_until: datetime | None = None
    lease_owner: str | None = None


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done again and again for the whole installation: when it was done last, and what came of it.

    `fault` is the code of what kept it from being done whole; `counts` says how much of what there was.
    """

    name: str
    due_at: datetime
    started_at: datetime | None = None
    done_at: datetime | None = None
    fault: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    lease_until: datetime | None = None
    lease_owner: str | None = None
