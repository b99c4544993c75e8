"""Images of documents and selfies: looked at from outside, sealed and stored. Decoding is the worker's."""

from __future__ import annotations

from kyc.imaging.decode import MAX_BYTES, what_is
from kyc.model.applicant import Periods, StoredImage
from kyc.model.errors import EvidenceError, InputError
from kyc.model.submission import ROLES, SubmittedImage
from kyc.services.onboarding.applicants import alive
from kyc.services.onboarding.retention import FIVE_YEARS, retain
from kyc.storage.unit import Unit

_SMALLEST = 64  # bytes; no image with anything to see has fewer


def attach(unit: Unit, applicant_id: str, role: str, content: bytes, *, periods: Periods = FIVE_YEARS) -> StoredImage:
    """Store an image of an applicant.

    Raises:
        EvidenceError: IMG.TOO_LARGE, IMG.NOT_IMAGE or IMG.TRUNCATED.
        StateError: APPLICANT.ERASED.
    """
    if role not in ROLES:
        raise InputError("INPUT.ROLE", f"An image is one of {', '.join(ROLES)}.")
    kind = media_type(content)
    alive(unit, applicant_id)
    stored = unit.documents.add(applicant_id, SubmittedImage(role, content), media_type=kind)
    retain(unit, applicant_id, periods, ("images",))
    unit.audit.append("image:stored", "document", stored.id, after=stored.digest)
    return stored


def every(unit: Unit, applicant_id: str) -> tuple[StoredImage, ...]:
    """What is known of an applicant's images, newest first; not the images."""
    unit.applicants.get(applicant_id)
    return unit.documents.of(applicant_id)


def get(unit: Unit, document_id: str) -> StoredImage:
    """What is known of an image."""
    return unit.documents.get(document_id)


def media_type(content: bytes) -> str:
    """Tell an image's kind by its first bytes; what the sender calls it does not count.

    Raises:
        EvidenceError: IMG.TOO_LARGE, IMG.NOT_IMAGE or IMG.TRUNCATED.
    """
    if len(content) > MAX_BYTES:
        raise EvidenceError("IMG.TOO_LARGE", f"The image is larger than {MAX_BYTES} bytes.")
    found = _kind(content)
    if found is None:
        told = what_is(content)
        raise EvidenceError("IMG.NOT_IMAGE", f"{told[0].upper()}{told[1:]}; JPEG, PNG and WebP images are taken.")
    if len(content) < _SMALLEST:
        raise EvidenceError("IMG.TRUNCATED", "The image file is damaged or incomplete.")
    return found


def _kind(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None
