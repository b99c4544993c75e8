"""Verifications, their events and reason codes over the wire."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from kyc.model.reasons import Reason
from kyc.model.report import Recommendation
from kyc.model.verification import Verification, VerificationState
from kyc.model.webhook import Event
from kyc.web.api.schemas import ApplicantId, ImageId, VerificationId, Wire

Images = Annotated[
    Sequence[ImageId] | None,
    Field(min_length=1, max_length=3, description="Ids of images; the newest of each kind when left out."),
]


class VerificationIn(Wire):
    """A verification to start."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"applicant_id": "app_01m808tx000000000000000000"}]})

    applicant_id: ApplicantId
    images: Images = None


class ResubmissionIn(Wire):
    """New images for a verification that asked for them."""

    images: Images = None


class VerificationOut(Wire):
    """A verification. `sequence` grows with every change: what comes with a smaller one is older.

    `recommendation` is the policy's and never reads as a decision; `state` is where things stand.
    """

    id: VerificationId
    applicant_id: ApplicantId
    state: VerificationState
    sequence: int
    is_final: bool
    images: Sequence[ImageId]
    recommendation: Recommendation | None
    report_id: str | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    version: int

    @classmethod
    def from_model(cls, verification: Verification) -> VerificationOut:
        """As clients see it."""
        return cls.model_validate({name: getattr(verification, name) for name in cls.model_fields})


class VerificationList(Wire):
    """Verifications; the header Link names the next page."""

    items: Sequence[VerificationOut]

    @classmethod
    def from_model(cls, verifications: Iterable[Verification]) -> VerificationList:
        """As clients see them."""
        return cls(items=tuple(map(VerificationOut.from_model, verifications)))


class ReportOut(Wire):
    """A report; docs/report.md and the published JSON Schema tell its shape in each projection."""

    model_config = ConfigDict(extra="allow")

    @classmethod
    def from_model(cls, document: Mapping[str, Any]) -> ReportOut:
        """As clients see it."""
        return cls.model_construct(None, **document)

    def as_bytes(self) -> bytes:
        """Write the document as it is: its seal covers every key."""
        return json.dumps(self.model_extra, ensure_ascii=False, allow_nan=False).encode()


class ChangeOut(Wire):
    """What a server-sent event says."""

    id: str
    type: str
    sequence: int
    verification_id: VerificationId
    state: str
    at: datetime

    @classmethod
    def from_model(cls, event: Event) -> ChangeOut:
        """As clients see it."""
        return cls(
            id=event.id,
            type=event.type,
            sequence=event.sequence,
            verification_id=event.payload["verification_id"],
            state=event.payload["state"],
            at=event.created_at,
        )


class ReasonOut(Wire):
    """A reason code, in words for each reader. What is `restricted` must never reach an applicant."""

    code: str
    severity: Literal["info", "warning", "critical"]
    retryable: bool
    audience: Literal["internal", "applicant", "restricted"]
    en: str
    id: str

    @classmethod
    def from_model(cls, reason: Reason) -> ReasonOut:
        """As clients see it."""
        return cls.model_validate({name: getattr(reason, name) for name in cls.model_fields})


class ReasonList(Wire):
    """The catalogue of reason codes."""

    items: Sequence[ReasonOut]

    @classmethod
    def from_model(cls, reasons: Iterable[Reason]) -> ReasonList:
        """As clients see them."""
        return cls(items=tuple(map(ReasonOut.from_model, reasons)))
