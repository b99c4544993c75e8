"""Many applicants in one run, for times when they wait: one task each instead of five, the same reports."""

from __future__ import annotations

from prefect import flow, task

from flows.attempts import attempt, plainly
from flows.resources import current
from flows.steps import FLOW, STEP, only_codes
from kyc.services.verification import verify


@task(**STEP)
def verify_claimed(verification_id: str) -> None:
    """Work on one claimed verification."""
    attempt(verification_id, plainly, current())


@task(**STEP)
def verify_one_stored(submission_id: str) -> None:
    """Run the plain line on one stored submission."""
    with only_codes():
        verify(current().store.submission(submission_id), current())


@flow(name="verify-stored", **FLOW)
def verify_stored(submission_ids: list[str]) -> int:
    """Verify stored submissions, one after another; each fails alone, and leaves no report. Say how many did not."""
    states = [verify_one_stored(submission_id, return_state=True) for submission_id in submission_ids]
    return sum(state.is_completed() for state in states)


@flow(name="verify-batch", **FLOW)
def verify_batch(verification_ids: list[str]) -> None:
    """Work on claimed verifications, one after another; each fails alone."""
    for verification_id in verification_ids:
        verify_claimed(verification_id)
