"""Many applicants in one run, for times when they wait: one task each instead of five, the same reports."""

from __future__ import annotations

from prefect import flow, task

from flows.attempts import attempt, plainly
from flows.resources import current
from flows.steps import FLOW, STEP


@task(**STEP)
def verify_claimed(verification_id: str) -> None:
    """Work on one claimed verification."""
    attempt(verification_id, plainly, current())


@flow(name="verify-batch", **FLOW)
def verify_batch(verification_ids: list[str]) -> None:
    """Work on claimed verifications, one after another; each fails alone."""
    for verification_id in verification_ids:
        verify_claimed(verification_id)
