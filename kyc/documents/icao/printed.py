"""What the printed text (VIZ) says to the machine-readable zone, where it is easily found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

from rapidfuzz.distance import Levenshtein

from kyc.documents.icao.lines import clean, looks_like_zone
from kyc.documents.icao.names import join_names
from kyc.model.document import TextLine

_SURE = 0.9
_MOST_ERRORS = 0.2  # share of a name's letters that the zone may have lost and the print still be taken for it
_NUMBER = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}[0-9]{6,8}(?![A-Z0-9])")
_ALIKE = str.maketrans("OQIZSB", "001258")  # printed in another face, these look alike to an engine


def printed_lines(lines: Sequence[TextLine]) -> tuple[str, ...]:
    """All lines an engine was sure of that are no part of the zone, in capitals."""
    texts = (line.text.upper() for line in lines if line.confidence >= _SURE)
    return tuple(text for text in texts if not looks_like_zone(clean(text)))


def confirms_number(number: str, texts: Iterable[str]) -> bool | None:
    """Whether the print has the same number; None when it has none, or several."""
    seen = {found.translate(_ALIKE) for text in texts for found in _NUMBER.findall(text)}
    if number.translate(_ALIKE) in seen:
        return True
    return False if len(seen) == 1 else None


def printed_names(texts: Sequence[str], seen: Sequence[str]) -> str | None:
    """The name field as the print has it: both names in one line in either order, or each in a line of its own.

    `seen` are name fields read from the zone; the print nearest to one of them is taken for the name, if it is near.

    >>> printed_names(["NATIONALITY", "AYU TANUWIJAYA"], ["TANWIJAYA<<AYU<<<<<<<<<"])
    'TANUWIJAYA<<AYU<<<<<<<<'
    """
    if not seen:
        return None
    forms = set(_forms(texts, len(seen[0])))
    scored = sorted(
        (Levenshtein.distance(field.rstrip("<"), form.rstrip("<")), form) for field in seen for form in forms
    )
    if not scored or scored[0][0] > _MOST_ERRORS * len(scored[0][1].rstrip("<")):
        return None
    return scored[0][1]


def _forms(texts: Iterable[str], width: int) -> Iterator[str]:
    """Every way to write the printed words into a name field."""
    lines = [words for text in texts if (words := _words(text)) and len(words) <= 8]
    for words in lines:
        for at in range(1, len(words) + 1):
            yield join_names(" ".join(words[:at]), " ".join(words[at:]), width)
            yield join_names(" ".join(words[-at:]), " ".join(words[:-at]), width)
    for one, other in permutations(lines, 2):
        yield join_names(" ".join(one), " ".join(other), width)


def _words(text: str) -> list[str]:
    """A printed name's words as the zone writes them: apostrophes vanish, hyphens part (9303-3, 4.6)."""
    if re.search(r"\d", text):
        return []
    return [word for word in re.split(r"[^A-Z]+", re.sub(r"['’`]", "", text)) if word]
