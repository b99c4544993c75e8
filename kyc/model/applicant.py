"""The person under verification, and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from kyc.model.submission import Consent, DeclaredData


class ApplicantStatus(StrEnum):
    """Whether anything personal is left."""

    ACTIVE = "active"
    ERASED = "erased"  # the data key is destroyed; ids, states and the audit chain remain


class Standing(StrEnum):
    """What was concluded about an applicant last, by a verification or by a person's decision after it."""

    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, repr=False)
class Applicant:
    """A person under verification. `version` grows with every write and guards against lost updates.

    `standing` is None until something was concluded; the verification that concluded it stays as it was.
    """

    id: str
    tenant: str
    external_id: str | None
    status: ApplicantStatus
    declared: DeclaredData | None
    legal_hold: bool
    created_at: datetime
    version: int = 1
    standing: Standing | None = None

    def __post_init__(self) -> None:
        if self.status is ApplicantStatus.ERASED and (self.declared or self.external_id):
            raise ValueError("an erased applicant has no personal data")

    def bare(self) -> Applicant:
        """The applicant without anything personal."""
        return replace(self, declared=None, external_id=None)

    def __repr__(self) -> str:
        return f"Applicant({self.id}, {self.status})"


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An uploaded image as the store knows it; its bytes lie encrypted in the blob store.

    `digest` is an HMAC under the applicant's key, `size` the number of bytes before encryption.
    """

    id: str
    tenant: str
    applicant_id: str
    role: str  # document, back or selfie
    media_type: str
    digest: str
    size: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RecordedConsent:
    """A consent as it was recorded; a withdrawn one is kept, because it once was given."""

    id: str
    tenant: str
    applicant_id: str
    consent: Consent
    recorded_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class LegalHold:
    """An order to keep an applicant's data; while one is active, nothing is erased."""

    id: str
    tenant: str
    applicant_id: str
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None = None

    def __repr__(self) -> str:
        return f"LegalHold({self.id})"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long one kind of data (`images`, `evidence`, `report`, `declared`) of an applicant is kept."""

    applicant_id: str
    kind: str
    keep_until: date


@dataclass(frozen=True, slots=True)
class Periods:
    """For how many days each kind of an applicant's data is kept, counted from the last time that kind was added to.

    Five years, as FATF R.11 asks for, unless the operator knows better. Who is monitored is a customer still.
    """

    declared: int = 1826
    report: int = 1826
    evidence: int = 1826
    images: int = 1826

    def until(self, kind: str, today: date) -> date:
        """The last day that a kind is kept."""
        days: int = getattr(self, kind)
        return today + timedelta(days=days)


KINDS = ("declared", "report", "evidence", "images")  # of an applicant's data, each with a period of its own


@dataclass(frozen=True, slots=True)
class Monitor:
    """Whether an applicant is screened again when a list changes."""

    applicant_id: str
    tenant: str
    is_on: bool
    changed_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class ErasureCertificate:
    """What was destroyed when; holds nothing personal, and its digest stands in the audit chain."""

    applicant_id: str
    tenant: str
    erased_at: datetime
    erased_by: str
    destroyed: tuple[tuple[str, int], ...]  # kind of data -> how many
