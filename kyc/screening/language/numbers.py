"""Numbers in the names of organisations and ships, in one writing: Brigade Forty-Four, Brigade 44, Fund II."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kyc.screening.language.scripts import Spellings
from kyc.screening.language.tables import entries, mapping

_TABLE = "words.txt"


def _written() -> dict[str, int]:
    """Numbers by their words; the tables count from one, and from ten in tens."""
    units = {word: at for at, word in enumerate(entries(_TABLE, "numbers"), 1)}
    others = {word: int(number) for number, words in mapping(_TABLE, "other_numbers").items() for word in words}
    return units | {word: 10 * at for at, word in enumerate(entries(_TABLE, "tens"), 1)} | others


_WRITTEN = _written()
_BEFORE = frozenset(entries(_TABLE, "before_numbers"))
_ORDINAL = re.compile(r"\d{2,4}(?:st|nd|rd|th)")  # of one figure they are words: fifth
_TENS = frozenset(range(20, 100, 10))


def numbered(words: Sequence[Spellings]) -> list[Spellings]:
    """Write numbers in figures. Tens and ones are one number wherever they stand: no order of words may matter.

    >>> numbered([("brigade",), ("forty",), ("four",)])
    [('brigade',), ('44',)]
    >>> numbered([("fund",), ("ii",)])
    [('fund',), ('2',)]
    """
    found = [_number(word[0]) for word in words]
    if any(number is not None for number in found):
        words = [word for word in words if word[0] not in _BEFORE]
        found = [_number(word[0]) for word in words]
    written = [number if not word[0].isdigit() else None for number, word in zip(found, words, strict=True)]
    tens = [at for at, number in enumerate(written) if number in _TENS]
    ones = [at for at, number in enumerate(found) if number is not None and 0 < number < 10]
    if len(tens) == len(ones) == 1:
        found[tens[0]] = (found[tens[0]] or 0) + (found[ones[0]] or 0)
        words = [word for at, word in enumerate(words) if at != ones[0]]
        del found[ones[0]]
    return [word if number is None else (str(number),) for number, word in zip(found, words, strict=True)]


def is_number(spelling: str) -> bool:
    """Tell whether a word of an organisation's name counts rather than names."""
    return spelling.isdigit()


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return int(word[:-2]) if _ORDINAL.fullmatch(word) else _WRITTEN.get(word)
