"""What is wrong with text that was taken for a machine-readable zone."""

from __future__ import annotations

from kyc.model.errors import EvidenceError


class MrzError(EvidenceError):
    """The text is no machine-readable zone of a known format."""

    def __init__(self, message: str) -> None:
        super().__init__("DOC.MRZ_MISSING", message)
