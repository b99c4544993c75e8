"""The queue's records: the store is the queue."""

from __future__ import annotations

from dataclasses import dataclass
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
