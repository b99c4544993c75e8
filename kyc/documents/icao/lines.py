"""From what an OCR engine saw to lines of a format's shape: only what the shape itself settles is changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kyc.documents.icao.layouts import Layout

# What engines answer for the filler, and for nothing else on these lines.
_FILLERS = str.maketrans(dict.fromkeys("«‹≪＜〈《({[", "<"))
# Letters and digits that OCR-B invites engines to take for one another.
_DIGIT_FOR = {"O": "0", "Q": "0", "D": "0", "U": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "G": "6"}
_LETTER_FOR = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B", "6": "G"}
_MAX_SHIFT = 12  # fillers that an engine may lose or invent in a long run

DIGIT, LETTER, ANY = "9", "A", "*"
_DIGIT_FIELDS = ("birth_date", "expiry_date")
_LETTER_FIELDS = ("issuing_country", "names", "nationality", "sex")


def clean(text: str) -> str:
    """Keep the characters of the zone.

    >>> clean("p<uto ERIKSSON««anna")
    'P<UTOERIKSSON<<ANNA'
    """
    return re.sub(r"[^A-Z0-9<]", "", text.upper().translate(_FILLERS))


def looks_like_zone(text: str) -> bool:
    """Whether a cleaned line may belong to a zone: long, with fillers or full of digits."""
    return len(text) >= 24 and (text.count("<") >= 2 or sum(c.isdigit() for c in text) >= 12)


def masks(layout: Layout) -> tuple[str, ...]:
    """Say for each place of a format whether it holds a digit, a letter or either."""
    rows = [[ANY] * layout.width for _ in range(layout.height)]
    kinds = [(layout.fields[key], DIGIT) for key in _DIGIT_FIELDS] + [
        (layout.fields[key], LETTER) for key in _LETTER_FIELDS
    ]
    for span, kind in kinds + [(rule.place, DIGIT) for rule in layout.digits.values()]:
        rows[span.line][span.start : span.end] = kind * (span.end - span.start)
    return tuple("".join(row) for row in rows)


def fit(text: str, width: int, *, names: bool) -> str | None:
    """Give a line its length by adding or taking fillers where its longest run of them stands.

    After three fillers a name line holds nothing but fillers (9303-3, 4.6): what an engine saw there is noise.

    >>> fit("P<UTOERIKSSON<<ANNA<<<<<<<<<K<", 44, names=True)
    'P<UTOERIKSSON<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<'
    """
    if names:
        text = re.sub(r"<{3}.*$", "", text).rstrip("<")
        return text.ljust(width, "<") if len(text) <= width else None
    missing = width - len(text)
    runs = sorted(re.finditer(r"<{2,}", text), key=lambda run: -len(run[0]))
    if missing == 0:
        return text
    if not runs or abs(missing) > _MAX_SHIFT or len(runs[0][0]) + missing < 0:
        return None
    start, end = runs[0].span()
    return text[:start] + "<" * (end - start + missing) + text[end:]


def likeness(text: str, mask: str) -> float:
    """Share of a line's places that hold the kind of character they should; fillers count only among letters."""
    told = [(c, kind) for c, kind in zip(text, mask, strict=False) if kind != ANY]
    fits = sum(c.isdigit() if kind == DIGIT else not c.isdigit() for c, kind in told)
    return fits / max(1, len(told))


def assign(texts: Sequence[str], layout: Layout) -> tuple[str | None, ...]:
    """Choose the text for each line of a format from one pass of an engine, None where there is none."""
    chosen: list[str | None] = []
    for at, mask in enumerate(masks(layout)):
        names = layout.fields["names"]
        holds_names = names.line == at
        fitted = [line for text in texts if (line := fit(text, layout.width, names=holds_names)) is not None]
        best = max(fitted, key=lambda line: likeness(line, mask), default=None)
        chosen.append(_typed(best, mask) if best is not None and likeness(best, mask) >= 0.6 else None)
    return tuple(chosen)


def _typed(text: str, mask: str) -> str:
    """Take a letter for the digit it resembles where only digits stand, and a digit for its letter."""
    tables = {DIGIT: _DIGIT_FOR, LETTER: _LETTER_FOR}
    return "".join(tables.get(kind, {}).get(c, c) for c, kind in zip(text, mask, strict=True))
