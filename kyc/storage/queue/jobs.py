"""The queue of verifications: one job for each, claimed under a lease."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Index, Integer, Row

from kyc.model.errors import StoreError
from kyc.model.work import Job, JobState
from kyc.storage.applicants.verifications import to_verification
from kyc.storage.queue.leases import Leases
from kyc.storage.repository import Repository
from kyc.storage.tables import CODE, ID, Instant, tenant_table

JOBS = tenant_table(
    "jobs",
    Column("verification_id", ID, primary_key=True),
    Column("state", CODE, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("available_at", Instant, nullable=False),
    Column("lease_until", Instant),
    Column("lease_owner", CODE),
    to_verification(),
    Index("ix_jobs_state", "state", "available_at"),
)


class Jobs(Repository):
    """The tenant's jobs: put in, and finished, in the transaction that changes the verification."""

    TABLE = JOBS

    def add(self, verification_id: str, *, available_at: datetime | None = None) -> Job:
        """Queue a verification; one that was done before is queued again."""
        due = available_at or self._now()
        self._delete(self.TABLE.c.verification_id == verification_id)
        self._insert(verification_id=verification_id, state=JobState.PENDING, attempts=0, available_at=due)
        return Job(verification_id, self._tenant, JobState.PENDING, 0, due)

    def get(self, verification_id: str) -> Job:
        """Return a verification's job."""
        return job_of(self._known(self.TABLE.c.verification_id == verification_id))

    def finish(self, job: Job) -> None:
        """Note that a claimed job is done.

        Raises:
            StoreError: STORE.CONFLICT when the lease was lost: another worker's result counts.
        """
        self._settle(job, {"state": JobState.DONE})

    def retry(self, job: Job, *, available_at: datetime) -> None:
        """Put a claimed job back for another attempt at a later time."""
        self._settle(job, {"state": JobState.PENDING, "available_at": available_at})

    def fail(self, job: Job) -> None:
        """Give a claimed job up."""
        self._settle(job, {"state": JobState.FAILED})

    def hasten(self, by: timedelta) -> int:
        """Let what waits for its time come due so much sooner; say how much there was."""
        waiting = self._rows(self.TABLE.c.state == JobState.PENDING, self.TABLE.c.available_at > self._now())
        for row in waiting:
            mine = self.TABLE.c.verification_id == row.verification_id
            self._update({"available_at": row.available_at - by}, mine)
        return len(waiting)

    def cancel(self, verification_id: str) -> None:
        """Take a job out of the queue; whoever holds it cannot finish it any more."""
        self._delete(self.TABLE.c.verification_id == verification_id)

    def _settle(self, job: Job, values: dict[str, Any]) -> None:
        held: tuple[ColumnElement[bool], ...] = (
            self.TABLE.c.verification_id == job.verification_id,
            self.TABLE.c.state == JobState.LEASED,
            self.TABLE.c.lease_owner == job.lease_owner,
            self.TABLE.c.attempts == job.attempts,
        )
        if not self._update({**values, "lease_owner": None, "lease_until": None}, *held):
            raise StoreError("STORE.CONFLICT", "The lease on this job was lost: another worker has it.")


class JobQueue:
    """All tenants' jobs, for workers."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._queue = Leases(connection, JOBS, JOBS.c.available_at, clock)

    def claim(self, owner: str, count: int, lease_seconds: float) -> tuple[Job, ...]:
        """Take up to `count` jobs that are due, those longest due first; expired leases count as due."""
        return tuple(map(job_of, self._queue.claim(owner, count, lease_seconds)))

    def heartbeat(self, owner: str, lease_seconds: float) -> tuple[Job, ...]:
        """Extend all leases of an owner; a job that is missing from the answer was lost to somebody else."""
        return tuple(map(job_of, self._queue.heartbeat(owner, lease_seconds)))

    def reclaim(self, before: datetime) -> int:
        """Put jobs back whose lease ran out before a time, and say how many."""
        return self._queue.reclaim(before)

    def depth(self) -> dict[JobState, int]:
        """How many jobs stand where."""
        found = self._queue.depth()
        return {state: found.get(state, 0) for state in JobState}


def job_of(row: Row[Any]) -> Job:
    """A job from its row."""
    return Job(
        row.verification_id,
        row.tenant,
        JobState(row.state),
        row.attempts,
        row.available_at,
        row.lease_until,
        row.lease_owner,
    )
