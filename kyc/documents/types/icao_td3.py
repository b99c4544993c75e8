"""A passport's data page (TD3, ICAO Doc 9303-4), read by its machine-readable zone."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.documents.icao.document import read_by_zone
from kyc.documents.icao.lines import clean, looks_like_zone
from kyc.documents.labels import count_hits
from kyc.documents.scan import Scan
from kyc.documents.template import FieldSpec, Findings, Template

TEMPLATE = Template(
    title="Passport (TD3)",
    size_mm=(125.0, 88.0),
    width=1400,
    portrait=(0.04, 0.16, 0.33, 0.7),
    fields=(
        FieldSpec("surname"),
        FieldSpec("given_names", required=False),
        FieldSpec("document_number"),
        FieldSpec("issuing_country"),
        FieldSpec("nationality", required=False),
        FieldSpec("birth_date"),
        FieldSpec("sex"),
        FieldSpec("expiry_date"),
        FieldSpec("optional_data", required=False),
    ),
    keywords=("PASSPORT", "PASSEPORT", "NATIONALITY", "DATE OF BIRTH", "DATE OF EXPIRY", "GIVEN NAMES"),
    min_hits=4,
    mrz="TD3",
)

_ZONE_LINE = 4  # hits that a line of the zone is worth: nothing else on paper looks like one


def hits(texts: Sequence[str]) -> int:
    """Count the zone's lines and printed words."""
    zone = [text for text in map(clean, texts) if looks_like_zone(text) and len(text) > 36 and "<" in text]
    return _ZONE_LINE * min(2, len(zone)) + count_hits(texts, TEMPLATE.labels, TEMPLATE.keywords)


def read(scan: Scan) -> Findings:
    """Read the zone; the print confirms number and names where it is found."""
    return read_by_zone(scan, "TD3")
