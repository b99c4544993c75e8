"""Place and date of issue, printed under the portrait."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from kyc.documents import domains
from kyc.documents.fields import field_of
from kyc.documents.regions import closest, letters, regency_names, town_of
from kyc.documents.scan import Scan, box_of, joined_box
from kyc.model.document import MISSING, FieldReading, TextLine

_PREFIX = re.compile(r"^(KABUPATEN|KAB\.|KOTA)\s+", re.IGNORECASE)


def read_issue(scan: Scan, *, left: float, top: float, regency: str | None) -> dict[str, FieldReading]:
    """Read the lines right of and below the given pixels; a card is mostly issued in its own regency."""
    lines = [line for line in scan.lines if _middle(line)[0] > left and _middle(line)[1] > top]
    dated = [line for line in lines if domains.day(line.text)]
    above = _above(lines, dated[0]) if dated else [line for line in lines if sum(map(str.isalpha, line.text)) > 3]
    place = _place(scan, above[-1:], regency) if above else MISSING
    return {"issue_place": place, "issue_date": _date(scan, dated[0]) if dated else MISSING}


def _above(lines: list[TextLine], dated: TextLine) -> list[TextLine]:
    limit = box_of(dated).y
    above = [line for line in lines if _middle(line)[1] < limit and line is not dated]
    return sorted(above, key=lambda line: _middle(line)[1])


def _place(scan: Scan, lines: list[TextLine], regency: str | None) -> FieldReading:
    raw = " ".join(line.text for line in lines)
    text = _PREFIX.sub("", " ".join(raw.upper().split())).strip(" ,.:;")
    value = _snapped(text, town_of(regency)) if regency else None
    value = value or _snapped(text, closest(text, {town_of(name) for name in regency_names()}) or "") or text
    return field_of(scan, value or None, raw, confidence=min(x.confidence for x in lines), box=joined_box(lines))


def _snapped(text: str, town: str) -> str | None:
    """The town, when the text is its name but for a few letters, or its beginning or end."""
    wanted, seen = letters(town), letters(text)
    if not wanted or not seen:
        return None
    if seen == wanted:
        return town if town.count(" ") >= text.count(" ") else text
    # A reflection hides beginning or end, and blurs the letter beside it.
    ends = (wanted[: len(seen)], wanted[-len(seen) :])
    errors = min(Levenshtein.distance(seen, end) for end in ends)
    is_part = 0.6 * len(wanted) <= len(seen) <= len(wanted) and errors <= len(seen) // 5
    return town if is_part or closest(text, (town,)) else None


def _date(scan: Scan, line: TextLine) -> FieldReading:
    return field_of(scan, domains.day(line.text), line.text, confidence=line.confidence, box=box_of(line))


def _middle(line: TextLine) -> tuple[float, float]:
    box = box_of(line)
    return box.x + box.width / 2, box.y + box.height / 2
