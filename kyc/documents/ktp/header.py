"""The head of a card: province and regency, two centred lines."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.documents.fields import field_of
from kyc.documents.labels import match
from kyc.documents.regions import closest, letters, province_names, regency_names, regions
from kyc.documents.scan import Scan, box_of, joined_box, rows_of
from kyc.model.document import MISSING, FieldReading, TextLine


def read_header(scan: Scan, *, bottom: float) -> dict[str, FieldReading]:
    """Read the lines above a height in pixels, the number's row."""
    rows = rows_of([line for line in scan.lines if box_of(line).y + box_of(line).height / 2 < bottom])
    at = next((at for at, row in enumerate(rows) if match(_text(row), ("PROVINSI",))), None)
    if at is None:
        return {"province": MISSING, "regency": _regency(scan, rows[-1], "") if rows else MISSING}
    province = _province(scan, rows[at])
    code = _code_of(province.value or "")
    return {"province": province, "regency": _regency(scan, rows[at + 1], code) if at + 1 < len(rows) else MISSING}


def _province(scan: Scan, row: Sequence[TextLine]) -> FieldReading:
    raw = _text(row)
    value = _as_printed(closest(raw, province_names()), raw)
    return field_of(scan, value, raw, confidence=_confidence(row), box=joined_box(row))


def _regency(scan: Scan, row: Sequence[TextLine], province_code: str) -> FieldReading:
    raw = _text(row)
    value = _as_printed(closest(raw, regency_names(province_code)) or closest(raw, regency_names()), raw)
    return field_of(scan, value, raw, confidence=_confidence(row), box=joined_box(row))


def _as_printed(name: str | None, raw: str) -> str | None:
    """A known name, in the card's own spelling where only marks and spaces differ; a lost space is put back."""
    printed = " ".join(raw.upper().split())
    if name is None or letters(name) != letters(printed) or name.count(" ") > printed.count(" "):
        return name
    return printed


def _code_of(province: str) -> str:
    name = letters(province.removeprefix("PROVINSI "))
    return next((code[:2] for code, region in regions().items() if name in map(letters, region.provinces)), "")


def _text(row: Sequence[TextLine]) -> str:
    return " ".join(line.text for line in row)


def _confidence(row: Sequence[TextLine]) -> float:
    return min(line.confidence for line in row)
