"""The claimed verifications of one worker: taken under a lease, and to the line a `Store`.

A worker that dies loses its lease and another takes over from the start; a claim that was lost cannot finish, so that
no verification is concluded twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from kyc.model.errors import StoreError
from kyc.model.evidence import Evidence
from kyc.model.ids import Clock, new_id
from kyc.model.submission import Submission
from kyc.model.work import Job
from kyc.pipeline import Head
from kyc.policy.decide import rejects_automatically
from kyc.policy.policy import Policy
from kyc.reporting.document import from_json
from kyc.services.retries import work_delay
from kyc.services.sandbox.rehearsing import Rehearsal, rehearsal_of
from kyc.services.working.work import Inputs, Terms, begin, finish, give_up, others_with, state_after
from kyc.storage.database import Database

log = logging.getLogger(__name__)


class Workbench:
    """The claimed verifications of one worker; to the line it is a `Store`."""

    def __init__(self, database: Database, policy: Policy, clock: Clock, terms: Terms) -> None:
        self.owner = new_id("wrk", clock)
        self._database, self._policy, self._clock, self._terms = database, policy, clock, terms
        self._jobs: dict[str, Job] = {}
        self._inputs: dict[str, Inputs] = {}
        self._evidence: dict[str, Evidence] = {}
        self._rehearsals: dict[str, Rehearsal] = {}
        self._is_closed = False

    def claim(self, count: int) -> tuple[str, ...]:
        """Take up to `count` verifications off the queue; return their ids, longest waiting first."""
        with self._database.system() as system:
            jobs = system.jobs.claim(self.owner, count, self._terms.lease_seconds)
        self._jobs |= {job.verification_id: job for job in jobs}
        return tuple(job.verification_id for job in jobs)

    def heartbeat(self) -> None:
        """Renew every claim."""
        with self._database.system() as system:
            system.jobs.heartbeat(self.owner, self._terms.lease_seconds)

    def release(self) -> None:
        """Give back what was claimed and not begun, for others to take at once."""
        for verification_id in self._jobs.keys() - self._inputs.keys():
            job = self._jobs.pop(verification_id)
            with _told_when_lost(job), self._database.transaction(job.tenant, self.owner) as unit:
                unit.jobs.retry(job, available_at=self._clock())

    def abandon(self) -> None:
        """Forget every claim without a word to the store: the leases run out by themselves."""
        for held in (self._jobs, self._inputs, self._evidence, self._rehearsals):
            held.clear()

    def close(self) -> None:
        """Begin nothing more: what is under way is finished, what is not will be given back."""
        self._is_closed = True

    def begin(self, verification_id: str) -> bool:
        """Move a claimed verification to `processing` and lay its inputs out; False when there is nothing to do.

        Raises:
            StoreError: when the store does not answer, an image is damaged or the claim was lost.
        """
        if self._is_closed:
            return False
        job = self._jobs[verification_id]
        with self._database.transaction(job.tenant, self.owner) as unit:
            inputs = begin(unit, job, self._terms)
            rehearsal = rehearsal_of(unit, inputs.submission, job.attempts) if inputs else None
        if inputs is None:
            self._drop(verification_id)
            return False
        self._inputs[verification_id] = inputs
        if rehearsal:
            self._rehearsals[verification_id] = rehearsal
        return True

    def rehearsal(self, verification_id: str) -> Rehearsal | None:
        """How a begun verification is rehearsed; None unless a sandbox's applicant names a scenario."""
        return self._rehearsals.get(verification_id)

    def head(self, evidence: Evidence) -> Head:
        """The head of the report on a begun verification."""
        inputs, now = self._inputs[evidence.submission_id], self._clock()
        report_id = new_id("rep", self._clock)
        return Head(report_id, evidence.submission_id, now, inputs.subject, revision=inputs.revision)

    def fail(self, verification_id: str, code: str, *, is_final: bool = False) -> None:
        """Note that an attempt came to nothing: another follows after a pause, or the verification ends in `error`."""
        job = self._drop(verification_id)
        with _told_when_lost(job), self._database.transaction(job.tenant, self.owner) as unit:
            verification = unit.verifications.get(verification_id)
            if is_final or verification.attempts >= self._terms.attempts:
                give_up(unit, job, verification)
            else:
                unit.jobs.retry(job, available_at=self._clock() + work_delay(verification.attempts))
        log.warning("work.failed", extra={"verification": verification_id, "code": code})

    def put_back(self, verification_id: str, *, later: timedelta) -> None:
        """Undo a beginning that failed for no fault of the verification's: it is not charged for the attempt."""
        job = self._drop(verification_id)
        with _told_when_lost(job), self._database.transaction(job.tenant, self.owner) as unit:
            verification = unit.verifications.get(verification_id)
            unit.verifications.count_attempts(verification, max(0, verification.attempts - 1))
            unit.jobs.retry(job, available_at=self._clock() + later)

    def forget(self, verification_id: str) -> None:
        """Let go of a verification whose claim was lost: somebody else has it."""
        self._drop(verification_id)

    def holds(self, verification_id: str) -> bool:
        """Whether a verification was claimed and neither finished nor given back."""
        return verification_id in self._jobs

    def put_submission(self, submission: Submission) -> None:
        """Nothing: what was claimed is stored."""

    def submission(self, submission_id: str) -> Submission:
        """The inputs of a begun verification."""
        return self._inputs[submission_id].submission

    def put_evidence(self, evidence: Evidence) -> None:
        """Hold what was read until the report comes with it."""
        self._evidence[evidence.submission_id] = evidence

    def evidence(self, submission_id: str) -> Evidence | None:
        """What is held of a begun verification."""
        return self._evidence.get(submission_id)

    def others(self, submission_id: str, kind: str, number: str) -> tuple[str, ...]:
        """The other applicants that carry a number; this one's is noted first, in a transaction of its own.

        So of two that are verified at the same moment, at least the one who looks last sees the other.
        """
        tenant, applicant_id = self._jobs[submission_id].tenant, self._inputs[submission_id].applicant_id
        with self._database.transaction(tenant, self.owner) as unit:
            unit.identifiers.add(applicant_id, kind, number)
        with self._database.transaction(tenant, self.owner) as unit:
            return others_with(unit, applicant_id, kind, number)

    def is_cleared(self, submission_id: str, entity_id: str, applicant: str, entity: str) -> bool:
        """Whether a person found a hit of this applicant to be somebody else, and nothing has changed since."""
        tenant, applicant_id = self._jobs[submission_id].tenant, self._inputs[submission_id].applicant_id
        with self._database.transaction(tenant, self.owner, read_only=True) as unit:
            known = unit.exceptions.find(applicant_id, entity_id)
        return known is not None and known.holds(applicant, entity, self._clock())

    def put_report(self, submission_id: str, report: Mapping[str, Any]) -> None:
        """Finish: report, evidence, state, event, job and audit entry in one transaction.

        Raises:
            StoreError: STORE.CONFLICT when the claim was lost; then nothing was stored.
        """
        job, evidence, sealed = self._jobs[submission_id], self._evidence[submission_id], from_json(report)
        state = state_after(sealed, may_reject=rejects_automatically(sealed.checks, self._policy))
        with self._database.transaction(job.tenant, self.owner) as unit:
            finish(unit, job, evidence, report, state, self._policy)
        self._drop(submission_id)

    def report(self, submission_id: str) -> Mapping[str, Any] | None:  # noqa: ARG002
        """None: a finished verification is no longer on the bench."""
        return None

    def _drop(self, verification_id: str) -> Job:
        self._inputs.pop(verification_id, None)
        self._evidence.pop(verification_id, None)
        self._rehearsals.pop(verification_id, None)
        return self._jobs.pop(verification_id)


@contextmanager
def _told_when_lost(job: Job) -> Iterator[None]:
    """Giving back what is no longer ours changes nothing: whoever has it now decides."""
    try:
        yield
    except StoreError as error:
        if error.code != "STORE.CONFLICT":
            raise
        log.info("work.lost", extra={"verification": job.verification_id})
