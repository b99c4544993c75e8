"""Building a field's reading: value, raw text, and how far it may be relied on."""

from __future__ import annotations

from dataclasses import replace

from kyc.documents.scan import Scan
from kyc.model.document import MISSING, FieldReading, FieldStatus
from kyc.model.geometry import Box

# Below it a line of RapidOCR is wrong more often than it helps: measured with bench/documents.py.
MIN_CONFIDENCE = 0.75


def field_of(scan: Scan, value: str | None, raw: str, *, confidence: float, box: Box) -> FieldReading:
    """Make a reading from the first reader's text.

    A text that is no value of its field is kept as it is, and doubtful; so is one the engine was not sure of.
    """
    if not raw.strip():
        return MISSING
    is_sure = value is not None and confidence >= MIN_CONFIDENCE
    status = FieldStatus.READ if is_sure else FieldStatus.DOUBTFUL
    kept = value if value is not None else " ".join(raw.upper().split())
    return FieldReading(kept, raw, confidence, scan.source, status, box.quad)


def in_source(scan: Scan, reading: FieldReading) -> FieldReading:
    """Move a reading's quad from the straightened card to the source image."""
    return replace(reading, quad=scan.card.to_source(reading.quad)) if reading.quad else reading


def doubted(reading: FieldReading) -> FieldReading:
    """The same reading, not to be relied on; a missing one stays missing."""
    return replace(reading, status=FieldStatus.DOUBTFUL) if reading.status.is_accepted else reading
