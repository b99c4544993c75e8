"""What a check is, and what it may know besides the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kyc.model.check import CheckResult
from kyc.model.evidence import Evidence
from kyc.model.screening import Screening, ScreeningQuery


class Screener(Protocol):
    """Searches the active lists."""

    def screen(self, query: ScreeningQuery) -> Screening:
        """Return the best hits; never raises on any query.

        A `Screening` with no `lists` means that nothing was searched.
        """
        ...


class KnownNumbers(Protocol):
    """The numbers that the applicants of a tenant carry."""

    def others(self, submission_id: str, kind: str, number: str) -> tuple[str, ...]:
        """The ids of the other applicants that carry a number of kind `nik` or `document_number`, oldest first.

        Raises:
            StoreError: when the store does not answer; the attempt is repeated then, and nothing passes.
        """
        ...


class ClearedHits(Protocol):
    """What people have found out about an applicant's hits before."""

    def is_cleared(self, submission_id: str, entity_id: str, applicant: str, entity: str) -> bool:
        """Whether a hit is known to be somebody else, while both fingerprints are those that were judged.

        Raises:
            StoreError: when the store does not answer; the attempt is repeated then, and nothing passes.
        """
        ...


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The day, the policy's thresholds for this check, the lists, who carries which number, and who was cleared.

    `zone` is the one in which it is that day.
    """

    today: date
    thresholds: Mapping[str, float]
    screener: Screener | None = None
    known_numbers: KnownNumbers | None = None
    cleared_hits: ClearedHits | None = None
    zone: str = "UTC"


class Check(Protocol):
    """A plug-in of `kyc.checks`: a module with these three names; its own name is the key.

    `THRESHOLDS` holds every threshold the check uses with its default; a policy may set others.
    """

    QUESTION: str
    THRESHOLDS: Mapping[str, float]

    def run(self, evidence: Evidence, context: CheckContext) -> CheckResult:
        """Answer the question; on evidence that does not suffice, `unable` with a reason. Never raises."""
        ...
