"""The verification flow: the plain line with its steps as tasks, so that each can be seen and engines retried.

It adds retries, visibility and scale, never a result. Parameters are ids, results are codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.context import SyncClientContext
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.resources import clear, current, desk_of
from flows.steps import FLOW, STEP, StepError, no_texts
from kyc.model.errors import EngineError
from kyc.pipeline import ask_registry, compare_portrait, open_images, read_card
from kyc.services.verification import check_all, finish

RETRIES = 2
RETRY_SECONDS = 1


def _is_worth_another_try(_task: object, _run: object, state: State[Any]) -> bool:
    """Engines are tried again, unless they are not installed at all; inputs never are."""
    failure = state.result(raise_on_failure=False)
    return isinstance(failure, StepError) and str(failure) != "SYS.ENGINE_MISSING"


def _may_answer_yet(_task: object, _run: object, state: State[Any]) -> bool:
    """A registry is asked again when it was out of reach; what it refused it will refuse again."""
    failure = state.result(raise_on_failure=False)
    return isinstance(failure, StepError) and str(failure) == "REG.UNAVAILABLE"


@contextmanager
def _only_codes() -> Iterator[None]:
    try:
        with no_texts():
            yield
    except EngineError as error:
        raise StepError(error.code) from None


_ENGINE_STEP: dict[str, Any] = {**STEP, "retries": RETRIES, "retry_delay_seconds": RETRY_SECONDS}


@task(**STEP)
def open_submission(submission_id: str) -> None:
    """Decode the images."""
    with no_texts():
        desk = desk_of(submission_id)
        desk.pictures = open_images(desk.submission)


@task(**_ENGINE_STEP, retry_condition_fn=_is_worth_another_try)
def read_document(submission_id: str) -> None:
    """Read the card."""
    desk = desk_of(submission_id)
    with _only_codes():
        desk.document = read_card(desk.pictures, current().engines, document_type=desk.submission.document_type)


@task(**_ENGINE_STEP, retry_condition_fn=_is_worth_another_try)
def compare_faces(submission_id: str) -> None:
    """Compare the card's portrait with the selfie."""
    desk = desk_of(submission_id)
    with _only_codes():
        desk.faces = compare_portrait(desk.pictures, desk.document, current().engines)


@task(**_ENGINE_STEP, retry_condition_fn=_may_answer_yet)
def ask_population_registry(submission_id: str) -> None:
    """Ask whether the number is known and the data are those on record."""
    desk = desk_of(submission_id)
    with _only_codes():
        desk.answered = ask_registry(desk.evidence(), current().asked_registry)


@task(**STEP)
def run_checks(submission_id: str) -> None:
    """Answer every question that the policy asks."""
    with no_texts():
        desk = desk_of(submission_id)
        desk.results = check_all(desk.evidence(), current().context())


@task(**STEP)
def write_report(submission_id: str) -> str:
    """Conclude, seal and store; return the recommendation."""
    with no_texts():
        desk = desk_of(submission_id)
        report = finish(desk.evidence(), desk.results, current())
        return str(report.outcome.recommendation)


@flow(name="verify", **FLOW)
def verify(submission_id: str) -> str:
    """Verify one stored submission; return its recommendation. A step that fails for good becomes a failure code."""
    try:
        open_submission(submission_id)
        _note_failure("document", submission_id, read_document(submission_id, return_state=True))
        _note_failure("faces", submission_id, compare_faces(submission_id, return_state=True))
        if current().asked_registry is not None:
            _note_failure("registry", submission_id, ask_population_registry(submission_id, return_state=True))
        run_checks(submission_id)
        return write_report(submission_id)
    finally:
        clear(submission_id)


def _note_failure(step: str, submission_id: str, state: State[Any]) -> None:
    failure = state.result(raise_on_failure=False) if state.is_failed() else None
    if isinstance(failure, StepError):
        desk_of(submission_id).failures[step] = str(failure)
    elif failure is not None:
        raise failure


def verify_each(submission_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Run the flow for each stored submission in this process; yield id and recommendation as they come.

    One client serves all runs, and the heartbeat thread, which a synchronous flow joins for about a second, is off:
    together they take a run from over a second to a fifth of it (bench/orchestration.py).
    """
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), SyncClientContext.get_or_create():
        for submission_id in submission_ids:
            yield submission_id, verify(submission_id)
