"""What an applicant may ask for of what is kept of them: a copy, or its end."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kyc.model.applicant import Applicant, ErasureCertificate, RecordedConsent, Retention, StoredImage
from kyc.model.report import Report
from kyc.reporting.document import as_json, from_json
from kyc.services.casework.changes import call_off
from kyc.services.onboarding.applicants import alive
from kyc.storage import erasing
from kyc.storage.unit import Unit


@dataclass(frozen=True, slots=True, repr=False)
class Export:
    """A copy of what is kept of an applicant. Reports stand in the applicant's projection: no tipping off."""

    applicant: Applicant
    consents: tuple[RecordedConsent, ...]
    images: tuple[tuple[StoredImage, bytes], ...]
    reports: tuple[Report, ...]
    retention: tuple[Retention, ...]
    at: datetime

    def __repr__(self) -> str:
        return f"Export({self.applicant.id})"


def export(unit: Unit, applicant_id: str) -> Export:
    """Gather everything that is kept of an applicant; a read of all of it.

    Raises:
        StateError: APPLICANT.ERASED.
        StoreError: STORE.UNKNOWN, or STORE.DAMAGED when an image does not open.
    """
    applicant = alive(unit, applicant_id)
    images = unit.documents.of(applicant_id)
    gathered = Export(
        applicant=applicant,
        consents=unit.consents.of(applicant_id),
        images=tuple((image, unit.documents.image(image.id).content) for image in images),
        reports=tuple(from_json(stored.document) for stored in unit.reports.of(applicant_id)),
        retention=unit.retention.of(applicant_id),
        at=unit.now(),
    )
    unit.audit.append("applicant:exported", "applicant", applicant_id)
    return gathered


def erase(unit: Unit, applicant_id: str) -> ErasureCertificate:
    """Erase an applicant; work on them is called off, and told as such. Erasing twice gives the same certificate.

    Raises:
        StateError: STATE.LEGAL_HOLD while a hold is active.
        StoreError: STORE.UNKNOWN.
    """
    if not unit.erasures.of(applicant_id):
        call_off(unit, applicant_id)
    return erasing.erase(unit, applicant_id)


def report_json(report: Report) -> Mapping[str, Any]:
    """What the applicant may read of a report."""
    return as_json(report, "applicant")


def as_text(content: bytes) -> str:
    """An image within JSON."""
    return base64.b64encode(content).decode("ascii")
