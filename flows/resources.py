"""What flows work with: built once per process, reached by id, never passed through Prefect.

Prefect keeps parameters, results and exception texts in its database. So a flow is told ids only; what belongs
to an id lies on a desk in this process until its report is in the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kyc.model.check import CheckResult
from kyc.model.document import DocumentReading
from kyc.model.evidence import Evidence
from kyc.model.face import FacePair
from kyc.model.submission import Submission
from kyc.pipeline import Pictures, gather
from kyc.services.verification import Resources

NOTHING_OPENED = Pictures((), {})


@dataclass(slots=True)
class Desk:
    """The unfinished work on one submission."""

    submission: Submission
    pictures: Pictures = NOTHING_OPENED
    document: DocumentReading | None = None
    faces: FacePair | None = None
    failures: dict[str, str] = field(default_factory=dict)
    answered: Evidence | None = None  # what was read, with the registry's answer
    results: tuple[CheckResult, ...] = ()

    def evidence(self) -> Evidence:
        """All that was learned so far."""
        return self.answered or gather(self.submission, self.pictures, self.document, self.faces, self.failures)


_resources: list[Resources] = []
_desks: dict[str, Desk] = {}


@contextmanager
def working_with(resources: Resources) -> Iterator[None]:
    """Let the flows of this process use these resources."""
    _resources.append(resources)
    try:
        yield
    finally:
        _resources.pop()


def current() -> Resources:
    """The resources of this process.

    Raises:
        LookupError: outside of `working_with`.
    """
    if not _resources:
        raise LookupError("flows run inside working_with(resources)")
    return _resources[-1]


def desk_of(submission_id: str) -> Desk:
    """The desk of a submission, taken from the store when it is first asked for."""
    if submission_id not in _desks:
        _desks[submission_id] = Desk(current().store.submission(submission_id))
    return _desks[submission_id]


def clear(submission_id: str) -> None:
    """Take everything off a desk."""
    _desks.pop(submission_id, None)
