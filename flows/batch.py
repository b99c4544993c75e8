"""Many applicants in one run, for times when they wait: one task each instead of five, the same reports."""

from __future__ import annotations

from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.attempts import attempt, plainly
from flows.resources import current

_STEP: dict[str, Any] = {"persist_result": False, "cache_policy": NO_CACHE}


@task(**_STEP)
def verify_claimed(verification_id: str) -> None:
    """Work on one claimed verification."""
    attempt(verification_id, plainly, current())


@flow(name="verify-batch", persist_result=False, validate_parameters=False)
def verify_batch(verification_ids: list[str]) -> None:
    """Work on claimed verifications, one after another; each fails alone."""
    for verification_id in verification_ids:
        verify_claimed(verification_id)
