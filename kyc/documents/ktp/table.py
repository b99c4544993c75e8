"""The table of labels and values that fills most of a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kyc.documents import domains
from kyc.documents.fields import field_of
from kyc.documents.gaps import breaks
from kyc.documents.labels import anchors, cut_at, without_colon
from kyc.documents.regions import closest, district_names, letters
from kyc.documents.rows import Cell, Columns, cells, columns
from kyc.documents.scan import Scan, box_of, joined_box
from kyc.documents.spacing import looks_joined, spaced_as, with_breaks
from kyc.documents.template import Template
from kyc.model.document import MISSING, FieldReading, TextLine
from kyc.model.geometry import Box

BLOOD_LABEL = "Gol. Darah"
_SURE = 0.9  # below it a line is read again by itself

_DOMAINS: Mapping[str, Callable[[str], str | None]] = {
    "sex": lambda text: domains.choice(text, domains.SEXES),
    "religion": lambda text: domains.choice(text, domains.RELIGIONS),
    "marital_status": lambda text: domains.choice(text, domains.MARITAL_STATUSES),
    "nationality": lambda text: domains.choice(text.split(" ")[0], domains.NATIONALITIES),
    "rt_rw": domains.rt_rw,
    "valid_until": domains.valid_until,
}
_SPACED = ("name", "address", "birth_place", "occupation", "village")
_ALWAYS_SPACED = ("name", "village")  # short words run together unseen: IDAAYU, SEIKERA


def read_table(scan: Scan, template: Template, *, end: float) -> dict[str, FieldReading]:
    """Read the rows between the left edge and `end`, where the portrait begins, in pixels."""
    lines, blood = _without_blood(scan.lines, end)
    specs = [spec for spec in template.fields if spec.top]
    found = anchors(lines, {spec.key: spec.labels for spec in specs})
    table = columns(found, specs, lines, end)
    shared = cells(lines, found, specs, table=table)
    readings = {spec.key: _read(scan, spec.key, shared.get(spec.key), table) for spec in specs}
    readings |= _birth(scan, shared.get("birth_place"), table)
    readings["blood_type"] = _blood(scan, blood, table)
    return readings


def _read(scan: Scan, key: str, cell: Cell | None, table: Columns) -> FieldReading:
    if cell is None:
        return MISSING
    domain = _DOMAINS.get(key, domains.free_text)
    first = _value(scan, cell, domain)
    if first.value is not None and first.status.is_accepted and first.confidence >= _SURE:
        return _spaced(scan, key, cell, first, table)
    again = _again(scan, cell, table, domain) if len(cell.lines) <= 1 else MISSING
    best = max(first, again, key=lambda one: (one.status.is_accepted, one.confidence))
    return _spaced(scan, key, cell, best, table)


def _value(scan: Scan, cell: Cell, domain: Callable[[str], str | None]) -> FieldReading:
    return field_of(scan, domain(cell.text), cell.text, confidence=cell.confidence, box=cell.box)


def _again(scan: Scan, cell: Cell, table: Columns, domain: Callable[[str], str | None]) -> FieldReading:
    """Read the value's line once more by itself; where none was seen, the place where it should stand."""
    box = cell.box if cell.lines else _beside(cell.box, table)
    line = scan.read_line(box, mode="line")
    if line is None:
        return MISSING
    text = without_colon(line.text)
    return field_of(scan, domain(text), text, confidence=line.confidence, box=box)


def _beside(label: Box, table: Columns) -> Box:
    left = max(table.values - 0.2 * table.pitch, label.x + label.width)
    return Box(left, label.y, table.end - left, label.height)


def _spaced(scan: Scan, key: str, cell: Cell, reading: FieldReading, table: Columns) -> FieldReading:
    """Find the spaces that the first reader lost, line by line: measured gaps, then what a second reader saw."""
    if key not in _SPACED or reading.value is None:
        return reading
    spaced = " ".join(_spaced_line(scan, line, table, asks=key in _ALWAYS_SPACED) for line in cell.lines)
    return replace(reading, value=spaced) if letters(spaced) == letters(reading.value) else reading


def _spaced_line(scan: Scan, line: TextLine, table: Columns, *, asks: bool) -> str:
    bare, box = without_colon(line.text), box_of(line)
    text = " ".join(bare.upper().split())
    is_value_alone = bare == line.text.strip() and box.x > table.values - table.pitch
    if is_value_alone:
        text = with_breaks(text, breaks(scan.crop(box, margin=0.1), text.replace(" ", "")))
    other = scan.read_line(box, mode="line", reader=1) if asks or looks_joined(text) else None
    return spaced_as(text, without_colon(other.text)) if other else text


def _birth(scan: Scan, cell: Cell | None, table: Columns) -> dict[str, FieldReading]:
    """Place and date stand in one row."""
    if cell is None:
        return {"birth_place": MISSING, "birth_date": MISSING}
    whole = _read(scan, "birth_place", cell, table)
    place, day = domains.split_birth(whole.value or "")
    if day is None or domains.day(day) is None:
        again = _again(scan, cell, table, domains.free_text)
        place_again, day = domains.split_birth(again.value or "")
        place = place or place_again
    box, confidence = cell.box, whole.confidence
    return {
        "birth_place": field_of(scan, place or None, place, confidence=confidence, box=box),
        "birth_date": field_of(scan, domains.day(day or ""), day or "", confidence=confidence, box=box),
    }


def _without_blood(lines: Sequence[TextLine], end: float) -> tuple[list[TextLine], list[TextLine]]:
    """Take the blood type out of the row of the sex: the other lines, and the label's with what follows it."""
    kept: list[TextLine] = []
    blood: list[TextLine] = []
    for line in lines:
        cut = cut_at(line.text, BLOOD_LABEL)
        if cut is None:
            kept.append(line)
            continue
        before, _ = cut
        blood.append(line)
        if before:
            kept.append(TextLine(before, line.quad, line.confidence))
    if blood:
        mark = box_of(blood[0])
        right = [line for line in kept if _follows(mark, box_of(line), end)]
        kept, blood = [line for line in kept if line not in right], [*blood, *right]
    return kept, blood


def _follows(label: Box, box: Box, end: float) -> bool:
    is_level = abs(label.y + label.height / 2 - box.y - box.height / 2) < 0.5 * label.height
    return is_level and label.x + 0.5 * label.width < box.x < end


def _blood(scan: Scan, lines: Sequence[TextLine], table: Columns) -> FieldReading:
    if not lines:
        return MISSING
    cut = cut_at(lines[0].text, BLOOD_LABEL)
    raw = " ".join([cut[1] if cut else "", *(without_colon(line.text) for line in lines[1:])]).strip()
    confidence = min(line.confidence for line in lines)
    value = domains.blood_type(raw)
    box = joined_box(lines)
    if value is None:
        mark = box_of(lines[0])
        wide = Box(mark.x, mark.y, min(table.end, mark.x + 1.9 * mark.width) - mark.x, mark.height)
        line = scan.read_line(wide, mode="line")
        cut = cut_at(line.text, BLOOD_LABEL) if line else None
        raw, value = (cut[1], domains.blood_type(cut[1])) if cut else (raw, None)
        confidence, box = (line.confidence, wide) if line else (confidence, box)
    return field_of(scan, value, raw, confidence=confidence, box=box)


def read_district(reading: FieldReading, regency: str | None) -> FieldReading:
    """Snap a district to those of the printed regency; its letters stay where they are a name already."""
    names = district_names(regency) if regency else ()
    value = closest(reading.value or "", names)
    if reading.value is None or value is None:
        return reading
    if letters(value) == letters(reading.value) and value.count(" ") <= reading.value.count(" "):
        return reading
    return replace(reading, value=value)
