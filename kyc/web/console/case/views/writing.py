"""Foreign text made safe to look at: cut into what a reader sees as one character, invisible marks made visible."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 400  # characters of one value that a page shows; what is longer is cut, and says so

_JOINER = "\u200d"
_KEPT = {"\u200c", _JOINER}  # Persian, Indic scripts and emoji are written with these
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


def clusters(text: str) -> tuple[str, ...]:
    """Cut a text where a reader sees one character end: marks, joined and toned signs stay with what they stand on.

    >>> clusters("e\u0301a")
    ('e\u0301', 'a')
    """
    found: list[str] = []
    for char in text:
        if found and _continues(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return tuple(found)


def is_unseen(char: str) -> bool:
    """Whether a character shows nothing, or turns the text around it: controls, bidirectional marks, empty spaces.

    >>> is_unseen("\u202e"), is_unseen("a"), is_unseen(" ")
    (True, False, False)
    """
    if char in _KEPT or char == " ":
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or char == "\u3164"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `code` names the invisible character that it stands for."""

    text: str
    code: str | None = None


def pieces(text: str) -> Iterator[Piece]:
    r"""Part a text into what is seen and what is not.

    >>> [piece.text for piece in pieces("a\u202eb")]
    ['a', 'U+202E', 'b']
    """
    seen = ""
    for char in text:
        if not is_unseen(char):
            seen += char
            continue
        if seen:
            yield Piece(seen)
        seen = ""
        yield Piece(f"U+{ord(char):04X}", f"U+{ord(char):04X}")
    if seen:
        yield Piece(seen)


def cut(text: str) -> tuple[str, int]:
    """The beginning of a text that a page shows, and how many characters are left out.

    >>> cut("short")
    ('short', 0)
    """
    return (text, 0) if len(text) <= MOST else (text[:MOST], len(text) - MOST)


def _continues(before: str, char: str) -> bool:
    if is_unseen(char) or is_unseen(before[-1]):
        return False
    if unicodedata.category(char).startswith("M") or char in _KEPT or ord(char) in _SKIN_TONES:
        return True
    if before.endswith(_JOINER):
        return True
    return ord(char) in _FLAGS and len(before) == 1 and ord(before) in _FLAGS
