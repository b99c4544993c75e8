"""Privacy requests over the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from kyc.model.applicant import ErasureCertificate, LegalHold
from kyc.services.onboarding.privacy import Export, as_text, report_json
from kyc.web.api.schemas import ApplicantId, HoldId, Text, Wire
from kyc.web.api.schemas_applicants import ApplicantOut, ConsentOut, ImageOut


class PrivacyIn(Wire):
    """What an applicant asked for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "erase", "applicant_id": "app_01m808tx000000000000000000"}]}
    )

    kind: Literal["export", "erase"]
    applicant_id: ApplicantId


class HoldIn(Wire):
    """Why an applicant may not be erased."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Order 12/2026 of a court"}]})

    reason: Annotated[Text, Field(description="Sealed like everything personal.", examples=["Order 12/2026"])]


class HoldOut(Wire):
    """A legal hold; the reason stands in the list only, whose reading is noted."""

    id: HoldId
    applicant_id: ApplicantId
    reason: str | None
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None

    @classmethod
    def from_model(cls, hold: LegalHold, *, has_reason: bool) -> HoldOut:
        """As clients see it."""
        return cls(
            id=hold.id,
            applicant_id=hold.applicant_id,
            reason=hold.reason if has_reason else None,
            placed_at=hold.placed_at,
            placed_by=hold.placed_by,
            lifted_at=hold.lifted_at,
        )


class HoldList(Wire):
    """Every hold there was, oldest first."""

    items: Sequence[HoldOut]

    @classmethod
    def from_model(cls, holds: Iterable[LegalHold]) -> HoldList:
        """As clients see them."""
        return cls(items=tuple(HoldOut.from_model(hold, has_reason=True) for hold in holds))


class CertificateOut(Wire):
    """What was destroyed; its digest stands in the audit chain."""

    applicant_id: ApplicantId
    erased_at: datetime
    erased_by: str
    destroyed: Mapping[str, int]

    @classmethod
    def from_model(cls, certificate: ErasureCertificate) -> CertificateOut:
        """As clients see it."""
        return cls(
            applicant_id=certificate.applicant_id,
            erased_at=certificate.erased_at,
            erased_by=certificate.erased_by,
            destroyed=dict(certificate.destroyed),
        )


class ExportedImage(Wire):
    """An image and what is known of it."""

    image: ImageOut
    content: Annotated[str, Field(description="The file as it was sent, base64.")]


class ExportOut(Wire):
    """A copy of what is kept of an applicant, for the applicant: reports stand in the applicant's projection."""

    applicant: ApplicantOut
    consents: Sequence[ConsentOut]
    images: Sequence[ExportedImage]
    reports: Sequence[Mapping[str, Any]]
    keep_until: Mapping[str, date]
    at: datetime

    @classmethod
    def from_model(cls, export: Export) -> ExportOut:
        """As clients see it."""
        images = [
            ExportedImage(image=ImageOut.from_model(image), content=as_text(content))
            for image, content in export.images
        ]
        return cls(
            applicant=ApplicantOut.from_model(export.applicant),
            consents=tuple(map(ConsentOut.from_model, export.consents)),
            images=images,
            reports=tuple(map(report_json, export.reports)),
            keep_until={each.kind: each.keep_until for each in export.retention},
            at=export.at,
        )


class PrivacyOut(Wire):
    """What became of a request: a copy, or a certificate."""

    kind: Literal["export", "erase"]
    applicant_id: ApplicantId
    export: ExportOut | None = None
    certificate: CertificateOut | None = None
