"""What the line asks of a store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from kyc.model.evidence import Evidence
from kyc.model.submission import Submission


class Store(Protocol):
    """Keeps submissions, what was learned from them, and their reports; each under the submission's id."""

    def put_submission(self, submission: Submission) -> None:
        """Keep a submission; handing in the same id again replaces it."""
        ...

    def submission(self, submission_id: str) -> Submission:
        """Return a submission.

        Raises:
            StoreError: when it is unknown or damaged.
        """
        ...

    def put_evidence(self, evidence: Evidence) -> None:
        """Keep what was read, so that re-screening need not read again."""
        ...

    def evidence(self, submission_id: str) -> Evidence | None:
        """Return what was read, None when nothing was yet."""
        ...

    def put_report(self, submission_id: str, report: Mapping[str, Any]) -> None:
        """Keep a sealed report as JSON."""
        ...

    def report(self, submission_id: str) -> Mapping[str, Any] | None:
        """Return the sealed report, None when there is none yet."""
        ...
