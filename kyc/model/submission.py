"""What an applicant hands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from watchlists.dates import PartialDate

ROLES = ("document", "back", "selfie")  # of an image
# What applicants say of themselves, in the order in which people read it.
DECLARED = (
    "name", "birth_date", "birth_place", "gender", "nationality", "document_number", "address", "phone", "email",
)  # fmt: skip
# A document's field, and the declared value that stands for the same thing.
DECLARED_AS = {
    "name": "name",
    "birth_date": "birth_date",
    "birth_place": "birth_place",
    "sex": "gender",
    "nationality": "nationality",
    "nik": "document_number",
    "document_number": "document_number",
    "address": "address",
}
COMPARED_AS = {"document_number": "number"}  # a declared value, and the identity check's name for it, where another


@dataclass(frozen=True, slots=True)
class Consent:
    """The applicant's agreement, without which no stored verification starts."""

    purpose: str
    text_version: str
    given_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class DeclaredData:
    """What the applicant says of themselves; every part may be missing.

    `nationality` is ISO 3166-1 alpha-3, `gender` is `male` or `female`.
    """

    name: str | None = None
    birth_date: PartialDate | None = None
    birth_place: str | None = None
    gender: str | None = None
    nationality: str | None = None
    document_number: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    external_id: str | None = None
    consent: Consent | None = None

    def __repr__(self) -> str:
        return "DeclaredData(…)"


@dataclass(frozen=True, slots=True, repr=False)
class SubmittedImage:
    """One uploaded file, byte for byte; not yet known to be an image."""

    role: str  # document, back or selfie
    content: bytes

    def __repr__(self) -> str:
        return f"SubmittedImage({self.role}, {len(self.content)} bytes)"


@dataclass(frozen=True, slots=True)
class Submission:
    """One attempt at being verified. `document_type` is a plug-in key, None to find out."""

    id: str
    document: SubmittedImage | None
    selfie: SubmittedImage | None = None
    back: SubmittedImage | None = None
    declared: DeclaredData = field(default_factory=DeclaredData)
    document_type: str | None = None

    @property
    def images(self) -> tuple[SubmittedImage, ...]:
        """The images that were handed in."""
        return tuple(image for image in (self.document, self.back, self.selfie) if image)
