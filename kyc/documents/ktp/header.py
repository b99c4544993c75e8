"""The head of a card: province and regency, two centred lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kyc.documents.fields import field_of
from kyc.documents.labels import match
from kyc.documents.regions import closest, letters, province_names, regency_names, regions
from kyc.documents.scan import Scan, box_of, joined_box
from kyc.model.document import MISSING, FieldReading, TextLine

_RANKS = ("KABUPATEN", "KOTA")


def read_header(scan: Scan, *, bottom: float) -> dict[str, FieldReading]:
    """Read the lines above a height in pixels, the number's row."""
    rows = _rows([line for line in scan.lines if box_of(line).y + box_of(line).height / 2 < bottom])
    at = next((at for at, row in enumerate(rows) if match(_text(row), ("PROVINSI",))), None)
    if at is None:
        return {"province": MISSING, "regency": _regency(scan, rows[-1], "") if rows else MISSING}
    province = _province(scan, rows[at])
    code = _code_of(province.value or "")
    return {"province": province, "regency": _regency(scan, rows[at + 1], code) if at + 1 < len(rows) else MISSING}


def _province(scan: Scan, row: Sequence[TextLine]) -> FieldReading:
    raw = _text(row)
    value = closest(raw, province_names())
    return field_of(scan, value, raw, confidence=_confidence(row), box=joined_box(row))


def _regency(scan: Scan, row: Sequence[TextLine], province_code: str) -> FieldReading:
    raw = _text(row)
    value = closest(raw, regency_names(province_code)) or closest(raw, regency_names())
    if value and letters(value) == letters(raw):
        value = value if value.count(" ") >= raw.count(" ") else raw.upper()
    return field_of(scan, value, raw, confidence=_confidence(row), box=joined_box(row))


def _code_of(province: str) -> str:
    name = province.removeprefix("PROVINSI ")
    return next((code[:2] for code, region in regions().items() if name in region.provinces), "")


def _rows(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    height = max((box_of(line).height for line in lines), default=1.0)
    keyed = sorted((round(box_of(line).y / (0.8 * height)), box_of(line).x, line.text, line) for line in lines)
    return [[line for *_, line in row] for _, row in groupby(keyed, key=lambda item: item[0])]


def _text(row: Sequence[TextLine]) -> str:
    return " ".join(line.text for line in row)


def _confidence(row: Sequence[TextLine]) -> float:
    return min(line.confidence for line in row)
