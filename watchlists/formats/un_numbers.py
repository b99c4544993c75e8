"""How the United Nations write document numbers: bare, among words of whose they are, or in the note beside them."""

from __future__ import annotations

import re

# `Russian passport number 8208 No. 555627`; `SSN 156-92-9858`
_MARK = re.compile(r"\b(?:number|numbers|No|SSN)\b[.:]*", re.IGNORECASE)
_BRACKET = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]*[a-z][^\W\d_]*")  # letters, one of them small: no number has such a part
_PIECE = re.compile(r"[^\Wa-z_][^\sa-z]*")  # `SE`, `DE-`, `96/184442`, `N°235/MISPAT`
_LONGEST_PREFIX = 4  # letters that may stand before a number, apart from it: `TR-P 614 166`
# Where a note begins to tell of something else than the number.
_REST = re.compile(r",|\b(?:issued|expire[sd]|valid|under|on|in|dated?|made)\b", re.IGNORECASE)
_FEWEST = 5  # letters and digits of a number that a note tells; fewer may be a year


def number_of(stated: str) -> str:
    """Take the number out of what stands in its field; where there is none to be told apart, all of it.

    >>> number_of("Afghan passport number SE 012820"), number_of("381110042 (Expired 25 Jan. 2016)")
    ('SE 012820', '381110042')
    >>> number_of("R00012098, South Sudan"), number_of("a 123456")
    ('R00012098', 'a 123456')
    """
    is_mixed = "(" in stated or any(len(word) > 2 for word in _WORD.findall(stated))
    return (_told(_BRACKET.sub(" ", stated).partition(",")[0]) if is_mixed else None) or stated


def number_in_note(note: str | None) -> str | None:
    """Find the number of a document that has none in its field; None when the note tells of other things.

    >>> number_in_note("Tunisian passport number L 191609 issued on 28 Feb. 1996")
    'L 191609'
    >>> number_in_note("issued in 1974") is None
    True
    """
    found = _told(_REST.split(_BRACKET.sub(" ", note or ""), maxsplit=1)[0])
    return found if found and sum(map(str.isalnum, found)) >= _FEWEST else None


def _told(text: str) -> str | None:
    """The pieces in a row that hold the most digits, with the letters before them; None without a digit."""
    runs: list[list[str]] = [[]]
    for piece in _MARK.sub(" ", text).split():
        bare = piece.strip(".,:;“”\"'")
        if _PIECE.fullmatch(bare) and (_has_digit(bare) or len(bare) <= _LONGEST_PREFIX):
            runs[-1].append(bare)
        elif bare:
            runs.append([])
    best = max((" ".join(run) for run in runs), key=lambda run: sum(map(str.isdigit, run)))
    return best if _has_digit(best) else None


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
