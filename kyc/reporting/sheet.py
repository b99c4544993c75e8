"""Tables for spreadsheets, as CSV (RFC 4180) in which no cell is a formula and no character hides.

A name that an applicant chose is opened by an analyst's spreadsheet, which takes what begins with = + - @ for a formula
(OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

_FORMULA = frozenset("=+-@＝＋－＠")  # the fullwidth ones too: some programs fold them
_TEXT = "'"  # spreadsheets show what follows as it stands
# Characters that reorder, hide or end a line: controls, marks of direction, what has no width, half characters.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table: every cell quoted, lines ended by CR LF, with the mark by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def cell(value: str) -> str:
    r"""Make a text harmless: hidden characters are spelt out, and what could be a formula stands as text.

    >>> cell("=HYPERLINK(1)"), cell("Siti"), cell("\t+1"), cell("Siti\u202eitiS")
    ("'=HYPERLINK(1)", 'Siti', "'\\t+1", 'Siti\\u202eitiS')
    """
    shown = "".join(_shown(character) for character in value)
    first = unicodedata.normalize("NFKC", value.lstrip() or " ")[0]
    is_formula = first in _FORMULA or value[:1] in ("\t", "\r", "\n") or shown.lstrip()[:1] in _FORMULA
    return _TEXT + shown if is_formula else shown


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    return character.encode("unicode_escape").decode("ascii")
