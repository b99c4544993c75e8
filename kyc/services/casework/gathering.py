"""Everything about a case, gathered from the store for a decision or for somebody's eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kyc.model.applicant import Applicant, ApplicantStatus, StoredImage
from kyc.model.case import Attachment, Case, CaseEvent, CaseKind, Decision, HitReview, LockHolder
from kyc.model.errors import StoreError
from kyc.model.evidence import Evidence
from kyc.model.report import Recommendation, Report
from kyc.model.screening import Screening
from kyc.model.verification import Verification
from kyc.reporting.document import from_json
from kyc.screening.applicant import queries_of
from kyc.screening.exceptions import applicant_fingerprint
from kyc.storage.unit import Unit


@dataclass(frozen=True, slots=True, repr=False)
class CaseView:
    """A case and all that belongs to it, as it stood `at` an instant.

    `report` is the internal projection as JSON, `screening` its hits or, of an alert, those that opened it. For whoever
    may not see personal data (`is_personal` False) there is neither, nor evidence, images, attachments or texts.
    `earlier` are the applicant's other cases. A report of a form that this version cannot read (`is_readable` False)
    may hold hits that nobody sees: then nothing can be decided.
    """

    case: Case
    applicant: Applicant
    verification: Verification | None
    report: Mapping[str, Any] | None
    evidence: Evidence | None
    images: tuple[StoredImage, ...]
    screening: Screening | None
    reviews: tuple[HitReview, ...]
    decisions: tuple[Decision, ...]
    timeline: tuple[CaseEvent, ...]
    attachments: tuple[Attachment, ...]
    earlier: tuple[Case, ...]
    lock: LockHolder | None
    at: datetime
    is_personal: bool = True
    is_readable: bool = True

    def __repr__(self) -> str:
        return f"CaseView({self.case.label})"

    @property
    def recommendation(self) -> Recommendation | None:
        """What the policy recommended, whoever decided since; of an alert it says nothing."""
        is_onboarding = self.case.kind is CaseKind.ONBOARDING
        return self.verification.recommendation if self.verification and is_onboarding else None

    @property
    def applicant_fingerprint(self) -> str:
        """What the applicant is known by to the lists, digested; another name or number is another state.

        An alert goes by the one question that it came of, as re-screening will ask it again.
        """
        own = (self.screening.query,) if self.screening else ()
        is_alert = self.case.kind is CaseKind.MONITORING
        asked = queries_of(self.evidence) if self.evidence and not (is_alert and own) else ()
        return applicant_fingerprint(asked or own)


def gather(unit: Unit, case_id: str) -> CaseView:
    """Everything about a case. Nothing of it may be shown before the look is noted, see `casework.case.look`.

    Raises:
        StoreError: STORE.UNKNOWN.
    """
    case = unit.cases.get(case_id)
    applicant = unit.applicants.get(case.applicant_id)
    verification = unit.verifications.get(case.verification_id) if case.verification_id else None
    is_left = applicant.status is not ApplicantStatus.ERASED
    report = unit.reports.latest(verification.id) if verification and is_left else None
    found = _read(report.document) if report else None
    return CaseView(
        case=case,
        applicant=applicant,
        verification=verification,
        report=report.document if report else None,
        evidence=unit.evidence.get(verification.id) if verification and is_left else None,
        images=_images(unit, verification),
        screening=unit.case_screenings.of(case.id) or (found.screening if found else None),
        reviews=unit.reviews.of(case_id),
        decisions=unit.decisions.of(case_id),
        timeline=unit.timeline.of(case_id),
        attachments=unit.attachments.of(case_id),
        earlier=tuple(other for other in unit.cases.of(case.applicant_id) if other.id != case_id),
        lock=unit.case_locks.of(case_id),
        at=unit.now(),
        is_readable=report is None or found is not None,
    )


def _images(unit: Unit, verification: Verification | None) -> tuple[StoredImage, ...]:
    wanted = verification.images if verification else ()
    return tuple(unit.documents.get(image) for image in wanted if unit.documents.is_stored(image))


def _read(report: Mapping[str, Any]) -> Report | None:
    try:
        return from_json(report)
    except StoreError:
        return None
