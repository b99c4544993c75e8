"""Word spaces that the first reader lost, taken from a second one where both saw the same letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

_LONG_WORD = 9  # letters: Indonesian names and street words are mostly shorter
_MOST_ERRORS = 0.2  # share of letters in which the readers may differ


def looks_joined(text: str) -> bool:
    """Whether a space may be missing: a long word, or a mark with a letter right behind it.

    >>> looks_joined("JL.MERDEKA"), looks_joined("SRIRAHMAWATI"), looks_joined("BUDI SANTOSO")
    (True, True, False)
    """
    return bool(re.search(rf"[A-Z]{{{_LONG_WORD},}}|[.,][A-Z0-9]|[A-Z]\\d{{2}}", text))


def spaced_as(text: str, other: str) -> str:
    """Add the spaces of another reading of the same letters; those of the text stay.

    >>> spaced_as("JL.MERDEKANO.250", "JL. MERDEKA N0. 250")
    'JL. MERDEKA NO. 250'
    >>> spaced_as("SEIKERA", "SE! KERA")
    'SEI KERA'
    >>> spaced_as("SRI RAHMAWATI", "something else"), spaced_as("WIJAYA II", "W IJAYA II")
    ('SRI RAHMAWATI', 'WIJAYA II')
    """
    plain, others = text.replace(" ", ""), other.upper().replace(" ", "")
    if not plain or Levenshtein.distance(plain, others) > _MOST_ERRORS * len(plain):
        return text
    return with_breaks(text, _moved(_breaks(other), others, plain))


def with_breaks(text: str, more: Iterable[int]) -> str:
    """Add spaces before the letters at these places, counted without spaces, where that tears no letter off.

    >>> with_breaks("IDAAYU WIJAYA", {3, 7})
    'IDA AYU WIJAYA'
    """
    plain, breaks = text.replace(" ", ""), _breaks(text)
    for at in sorted(set(more) - breaks):
        if _is_plausible(_spaced(plain, breaks | {at})):
            breaks |= {at}
    return _spaced(plain, breaks)


def _spaced(plain: str, breaks: set[int]) -> str:
    return "".join(f" {c}" if at in breaks else c for at, c in enumerate(plain))


def _is_plausible(text: str) -> bool:
    """Whether no letter stands alone but an initial with its full stop, or a number: engines tear wide letters off."""
    return not re.search(r"(?<![^ ])[A-HJ-UWYZ](?![^ ])|^[A-Z] | [.,]", text)


def _breaks(text: str) -> set[int]:
    """Before which letters, counted without spaces, a space stands."""
    breaks, count = set(), 0
    for character in text:
        if character == " ":
            breaks.add(count)
        else:
            count += 1
    return breaks - {0, count}


def _moved(breaks: set[int], others: str, plain: str) -> set[int]:
    """Where the other reading's breaks fall in the text; none where one reading has a letter more."""
    place: dict[int, int] = {}
    for block in Levenshtein.opcodes(others, plain):
        if block.tag in ("equal", "replace"):
            place |= {at: block.dest_start + at - block.src_start for at in range(block.src_start, block.src_end)}
    return {place[at] for at in breaks if at in place and place.get(at - 1) == place[at] - 1}
