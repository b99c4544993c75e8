"""Applicants, consents, images and monitors over the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from kyc.model.applicant import Applicant, Monitor, RecordedConsent, StoredImage
from kyc.model.submission import Consent, DeclaredData
from kyc.web.api.schemas import (
    ApplicantId,
    ConsentId,
    Country,
    Gender,
    ImageId,
    Instant,
    Name,
    PartialDay,
    Text,
    Wire,
)
from watchlists.dates import PartialDate


class ConsentIn(Wire):
    """An applicant's agreement: to what, in which wording, when."""

    purpose: Annotated[Text, Field(examples=["identity verification"])]
    text_version: Annotated[Name, Field(examples=["2026-11"])]
    given_at: Instant

    def to_model(self) -> Consent:
        """As the services know it."""
        return Consent(self.purpose, self.text_version, self.given_at)


class ConsentOut(Wire):
    """A consent as it was recorded; a withdrawn one stays."""

    id: ConsentId
    applicant_id: ApplicantId
    purpose: str
    text_version: str
    given_at: datetime
    recorded_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def from_model(cls, recorded: RecordedConsent) -> ConsentOut:
        """As clients see it."""
        return cls(
            id=recorded.id,
            applicant_id=recorded.applicant_id,
            purpose=recorded.consent.purpose,
            text_version=recorded.consent.text_version,
            given_at=recorded.consent.given_at,
            recorded_at=recorded.recorded_at,
            withdrawn_at=recorded.withdrawn_at,
        )


class ConsentList(Wire):
    """Every consent of an applicant, oldest first."""

    items: Sequence[ConsentOut]

    @classmethod
    def from_model(cls, recorded: Iterable[RecordedConsent]) -> ConsentList:
        """As clients see them."""
        return cls(items=tuple(map(ConsentOut.from_model, recorded)))


class Declared(Wire):
    """What an applicant says of themselves; every part may be missing."""

    name: Name | None = None
    birth_date: PartialDay | None = None
    birth_place: Annotated[Name | None, Field(description="A town or a district.")] = None
    gender: Gender | None = None
    nationality: Country | None = None
    document_number: Name | None = None
    address: Text | None = None
    phone: Name | None = None
    email: Name | None = None
    external_id: Annotated[Name | None, Field(description="Your own name for this applicant.")] = None

    @classmethod
    def from_model(cls, declared: DeclaredData) -> Declared:
        """As clients see it."""
        birth_date = str(declared.birth_date) if declared.birth_date else None
        values = {name: getattr(declared, name) for name in cls.model_fields}
        return cls.model_construct(**{**values, "birth_date": birth_date})

    def changes(self) -> Mapping[str, Any]:
        """The fields that were given, null ones too, as the services know them."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        if given.get("birth_date"):
            given["birth_date"] = PartialDate.parse(given["birth_date"])
        return given


class ApplicantIn(Declared):
    """A new applicant; a consent may come along."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "external_id": "customer-4711",
                    "name": "Siti Contoh",
                    "birth_date": "1990-01-01",
                    "nationality": "IDN",
                    "consent": {
                        "purpose": "identity verification",
                        "text_version": "2026-11",
                        "given_at": "2026-11-22T08:00:00Z",
                    },
                }
            ]
        }
    )

    consent: ConsentIn | None = None

    def to_model(self) -> DeclaredData:
        """As the services know it."""
        known = {name: value for name, value in self.changes().items() if name != "consent"}
        return DeclaredData(**known, consent=self.consent.to_model() if self.consent else None)


class ApplicantPatch(Declared):
    """Changes to what an applicant declared (RFC 7396): a field that is left out stays, null empties it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"address": "Jalan Contoh 1, Bandung"}]})


class ApplicantOut(Wire):
    """An applicant. `declared` and `external_id` are null unless you have `pii:read` and asked for one.

    `standing` is what was concluded last, by a verification or by a person since; null until then.
    """

    id: ApplicantId
    status: Literal["active", "erased"]
    standing: Literal["approved", "rejected"] | None
    legal_hold: bool
    created_at: datetime
    version: int
    external_id: str | None
    declared: Declared | None

    @classmethod
    def from_model(cls, applicant: Applicant) -> ApplicantOut:
        """As clients see it."""
        return cls(
            id=applicant.id,
            status=applicant.status.value,
            standing=applicant.standing.value if applicant.standing else None,
            legal_hold=applicant.legal_hold,
            created_at=applicant.created_at,
            version=applicant.version,
            external_id=applicant.external_id,
            declared=Declared.from_model(applicant.declared) if applicant.declared else None,
        )


class ApplicantList(Wire):
    """Applicants; the header Link names the next page."""

    items: Sequence[ApplicantOut]

    @classmethod
    def from_model(cls, applicants: Iterable[Applicant]) -> ApplicantList:
        """As clients see them."""
        return cls(items=tuple(map(ApplicantOut.from_model, applicants)))


class ApplicantQuery(Wire):
    """By what to find applicants; sent as a body, because an address is no place for a person's number."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"by": "external_id", "value": "customer-4711"}]})

    by: Literal["external_id", "nik", "document_number"]
    value: Name


class ImageIn(Wire):
    """An image within JSON."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"side": "front", "content": "iVBORw0KGgo…"}]})

    side: Literal["front", "back"] = "front"
    content: Annotated[str, Field(min_length=1, description="The file, base64. At most 8 MiB before encoding.")]


class SelfieIn(Wire):
    """A selfie within JSON."""

    content: Annotated[str, Field(min_length=1, description="The file, base64. At most 8 MiB before encoding.")]


class ImageOut(Wire):
    """What is known of an image. Whether it can be used is found out by a verification."""

    id: ImageId
    applicant_id: ApplicantId
    role: Literal["document", "back", "selfie"]
    media_type: str
    size: Annotated[int, Field(description="Bytes.")]
    created_at: datetime

    @classmethod
    def from_model(cls, image: StoredImage) -> ImageOut:
        """As clients see it."""
        return cls.model_validate({name: getattr(image, name) for name in cls.model_fields})


class ImageList(Wire):
    """An applicant's images, newest first."""

    items: Sequence[ImageOut]

    @classmethod
    def from_model(cls, images: Iterable[StoredImage]) -> ImageList:
        """As clients see them."""
        return cls(items=tuple(map(ImageOut.from_model, images)))


class MonitorIn(Wire):
    """Whether to screen an applicant again when a list changes."""

    is_on: bool


class MonitorOut(Wire):
    """Whether an applicant is screened again when a list changes."""

    applicant_id: ApplicantId
    is_on: bool
    changed_at: datetime
    version: int

    @classmethod
    def from_model(cls, monitor: Monitor) -> MonitorOut:
        """As clients see it."""
        return cls.model_validate({name: getattr(monitor, name) for name in cls.model_fields})
