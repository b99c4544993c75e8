"""What goes into a report on paper, beside the report itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kyc.model.case import Decision, HitReview
from kyc.model.evidence import Evidence
from kyc.model.report import Report
from kyc.model.screening import Screening

PaperProjection = Literal["internal", "client"]


@dataclass(frozen=True, slots=True, repr=False)
class Alert:
    """What was found on the lists later, and opened a case of its own."""

    label: str
    at: datetime
    screening: Screening

    def __repr__(self) -> str:
        return f"Alert({self.label})"


@dataclass(frozen=True, slots=True, repr=False)
class Casework:
    """What people made of it. `people` are names by user id; one that is unknown is shown by its id."""

    label: str
    decisions: tuple[Decision, ...] = ()
    reviews: tuple[HitReview, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()

    def __repr__(self) -> str:
        return f"Casework({self.label})"

    def name_of(self, user_id: str) -> str:
        """Who that is."""
        return self.people.get(user_id, user_id)

    def reviews_of(self, entity_id: str) -> tuple[HitReview, ...]:
        """What was made of one hit, in order."""
        return tuple(review for review in self.reviews if review.entity_id == entity_id)


@dataclass(frozen=True, slots=True)
class Export:
    """Who had it written, when, and whose key signs it (SHA-256 of the certificate)."""

    by: str
    at: datetime
    certificate: str | None = None
    specimen: bool = False  # of invented people: it says so on every page


@dataclass(frozen=True, slots=True, repr=False)
class Material:
    """Everything a paper is made of. `images` are the uploaded bytes by role; only the internal one shows them."""

    report: Report
    projection: PaperProjection
    export: Export
    evidence: Evidence | None = None
    images: Mapping[str, bytes] = field(default_factory=dict)
    casework: Casework | None = None

    def __repr__(self) -> str:
        return f"Material({self.report.verification_id}, {self.projection})"
