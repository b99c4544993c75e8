"""What the printed text (VIZ) says to the machine-readable zone, where it is easily found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from kyc.documents.icao.lines import clean, looks_like_zone
from kyc.documents.mrz import ParsedMrz
from kyc.model.document import TextLine

_SURE = 0.9
_NUMBER = re.compile(r"(?<![A-Z0-9])(?=[A-Z0-9]*[0-9]{5})[A-Z]{1,2}[0-9]{6,8}(?![A-Z0-9])")
_ALIKE = str.maketrans("OQIZSB", "001258")  # printed in another face, these look alike to an engine


@dataclass(frozen=True, slots=True)
class Printed:
    """Keys of fields that the print confirms or contradicts."""

    confirms: frozenset[str]
    contradicts: frozenset[str]


def printed_text(lines: Sequence[TextLine], mrz: ParsedMrz) -> Printed:
    """Hold the zone's number and names against all other lines; what is not found says nothing."""
    texts = [line.text.upper() for line in lines if line.confidence >= _SURE and not looks_like_zone(clean(line.text))]
    confirms, contradicts = set(), set()
    if number := mrz.values["document_number"]:
        seen = {text.translate(_ALIKE) for text in _numbers(texts)}
        if number.translate(_ALIKE) in seen:
            confirms.add("document_number")
        elif len(seen) == 1:
            contradicts.add("document_number")
    names = [name for key in ("surname", "given_names") if (name := mrz.values[key])]
    if names and not mrz.names_truncated and _stands_in(names, texts):
        confirms |= {"surname", "given_names"}
    return Printed(frozenset(confirms), frozenset(contradicts))


def _numbers(texts: Iterable[str]) -> set[str]:
    return {found for text in texts for found in _NUMBER.findall(text)}


def _stands_in(names: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether both names stand in one line in either order, or each in a line of its own."""
    orders = {_letters("".join(names)), _letters("".join(reversed(names)))}
    lines = {_letters(text) for text in texts}
    own_line = all(_letters(name) in lines for name in names)
    return own_line or any(Levenshtein.distance(order, line) == 0 for order in orders for line in lines)


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text.upper())
