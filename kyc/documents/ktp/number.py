"""The number of a card, read several times: it has no check digit, so nothing but agreement vouches for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kyc.documents.domains import digits
from kyc.documents.labels import Anchor, match
from kyc.documents.nik import Nik, contradictions, is_confirmed, parse_nik
from kyc.documents.scan import Scan, box_of, joined_box
from kyc.model.document import MISSING, FieldReading, FieldStatus, TextLine
from kyc.model.geometry import Box

LABELS = ("NIK",)
LENGTH = 16
_SERIAL = slice(12, 16)
_MARGINS = (0.1, 0.35)  # of the line's height around the crops of the second and third pass


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """Where the number stands, and its text in the first pass."""

    raw: str
    box: Box
    confidence: float


def find_number(lines: Sequence[TextLine], found: Anchor | None, *, end: float) -> Place | None:
    """The number's line: beside its label, else the line that is most like sixteen digits."""
    beside = _beside(lines, found, end) if found else []
    candidates = [place for place in (*beside, *map(_place, lines)) if _is_like_number(place.raw)]
    return min(candidates, key=lambda place: abs(len(digits(place.raw)) - LENGTH), default=None)


def _is_like_number(text: str) -> bool:
    return 13 <= len(digits(text)) <= 19 and sum(map(str.isdigit, text)) >= 11


def read_number(
    scan: Scan, place: Place | None, printed: Mapping[str, str | None]
) -> tuple[FieldReading, tuple[str, ...]]:
    """Read the number until two passes agree; `printed` holds the accepted values to hold against it.

    Verified: two passes agree in all digits, and region, date and sex agree with the print. Read: nothing speaks
    against it, or the print confirms all that it can and two passes agree in the serial number.
    """
    if place is None:
        return MISSING, ()
    passes: list[str] = []
    for text in _passes(scan, place):
        passes.append(text)
        if _agreeing(passes, printed):
            break
    number = _joined(passes)
    nik = parse_nik(number or "")
    if number is None or nik is None:
        kept = number or max(passes, key=lambda text: -abs(len(text) - LENGTH))
        return _reading(scan, place, kept or None, FieldStatus.DOUBTFUL), ("NIK.FORMAT",)
    issues = contradictions(nik, printed)
    return _reading(scan, place, number, _status(nik, passes, printed)), issues


def _passes(scan: Scan, place: Place) -> Iterator[str]:
    """What each pass saw, digits only; later ones cost time and are asked for only when earlier ones differ."""
    yield digits(place.raw)
    for margin in _MARGINS:
        yield _line_digits(scan.read_line(place.box, mode="digits", margin=margin))
    yield _line_digits(scan.read_line(place.box, mode="digits", reader=1))


def _line_digits(line: TextLine | None) -> str:
    if line is None:
        return ""
    labelled = match(line.text, LABELS)
    return digits(labelled[0] if labelled else line.text)


def _agreeing(passes: Sequence[str], printed: Mapping[str, str | None]) -> bool:
    """Whether two passes agree on a number that the print does not contradict: no need to look again."""
    number, count = Counter(passes).most_common(1)[0]
    nik = parse_nik(number)
    return count >= 2 and nik is not None and not contradictions(nik, printed)


def _joined(passes: Sequence[str]) -> str | None:
    """The number that two passes agree on, else digit by digit what most say; None without a full-length pass."""
    whole = [text for text in passes if len(text) == LENGTH]
    if not whole:
        return None
    number, count = Counter(whole).most_common(1)[0]
    if count >= 2:
        return number
    return "".join(Counter(column).most_common(1)[0][0] for column in zip(*whole, strict=True))


def _status(nik: Nik, passes: Sequence[str], printed: Mapping[str, str | None]) -> FieldStatus:
    issues = contradictions(nik, printed)
    agreeing = sum(text == nik.number for text in passes)
    if not issues and agreeing >= 2:
        return FieldStatus.VERIFIED if is_confirmed(nik, printed) else FieldStatus.READ
    if is_confirmed(nik, printed) and _serial_votes(nik, passes) >= 2:
        return FieldStatus.READ
    # Many hold a number from where they lived before: every look must agree, and the reason is given.
    is_elsewhere = set(issues) <= {"NIK.REGION_MISMATCH"}
    return FieldStatus.READ if is_elsewhere and agreeing >= 3 else FieldStatus.DOUBTFUL


def _serial_votes(nik: Nik, passes: Sequence[str]) -> int:
    return sum(len(text) == LENGTH and text[_SERIAL] == nik.number[_SERIAL] for text in passes)


def _reading(scan: Scan, place: Place, value: str | None, status: FieldStatus) -> FieldReading:
    return FieldReading(value, place.raw, place.confidence, scan.source, status, place.box.quad)


def _beside(lines: Sequence[TextLine], found: Anchor, end: float) -> list[Place]:
    right = [line for line in lines if line is not found.line and _is_level(found.box, box_of(line), end)]
    if right:
        text = " ".join(line.text for line in sorted(right, key=lambda line: box_of(line).x))
        return [Place(text, joined_box(right), min(line.confidence for line in right))]
    return [Place(found.rest, found.box, found.line.confidence)]


def _is_level(label: Box, box: Box, end: float) -> bool:
    is_level = abs(label.y + label.height / 2 - box.y - box.height / 2) < 0.6 * max(label.height, box.height)
    return is_level and label.x + 0.5 * label.width < box.x < end


def _place(line: TextLine) -> Place:
    return Place(line.text, box_of(line), line.confidence)
