"""What was learned from a submission before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kyc.model.document import DocumentReading, ImageQuality
from kyc.model.face import FacePair
from kyc.model.registry import RegistryAnswer
from kyc.model.submission import DeclaredData


@dataclass(frozen=True, slots=True)
class ImageFact:
    """A submitted image: the digest of its bytes, and either its quality or the code of its fault."""

    role: str
    sha256: str
    quality: ImageQuality | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that checks may look at. `failures` maps a step (`document`, `faces`, `registry`) to its reason code."""

    submission_id: str
    declared: DeclaredData
    images: tuple[ImageFact, ...] = ()
    document: DocumentReading | None = None
    back: DocumentReading | None = None
    faces: FacePair | None = None
    failures: Mapping[str, str] = field(default_factory=dict)
    registry: RegistryAnswer | None = None

    def image(self, role: str) -> ImageFact | None:
        """The image handed in under a role."""
        return next((image for image in self.images if image.role == role), None)

    def read(self, key: str) -> str | None:
        """The accepted value of a document field, None when missing or doubtful."""
        return self.document.field_of(key).accepted if self.document else None
