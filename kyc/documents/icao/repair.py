"""Join several readings of one zone, and mend misread characters where a check digit speaks for it.

One digit in ten fits a wrong change by chance: such a change is only a guess, named as one, and left to be
confirmed. Names carry no digit: engines agree on them, or nobody vouches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kyc.documents.icao.digits import judge
from kyc.documents.icao.layouts import DigitRule, Layout, Span
from kyc.model.document import DigitStatus

# Pairs that OCR-B invites engines to take for one another, the likelier first. G and 6 are left out:
# their check values are equal, no digit can tell them apart.
_GUESSES = ({"O": "0", "0": "O", "I": "1", "1": "I"}, {"Z": "2", "2": "Z", "S": "5", "5": "S", "B": "8", "8": "B"})


@dataclass(frozen=True, slots=True, repr=False)
class Fused:
    """The joined lines; `guessed` names the fields in which a character was changed on a digit's word alone."""

    lines: tuple[str, ...]
    guessed: frozenset[str]


def fuse(passes: Sequence[tuple[str | None, ...]], layout: Layout, *, names: str | None = None) -> Fused | None:
    """Make one zone of several passes, the most trusted first; None when a line was never read.

    A field with its digit is taken whole from a pass in which the digit agrees, the names from the most passes that
    agree, `names` (the field as the print has it) being one more and the first; every other character is what most
    passes say.
    """
    columns = [[text for read in passes if (text := read[at]) is not None] for at in range(layout.height)]
    if not all(columns):
        return None
    grid = [_majority(column) for column in columns]
    _put(grid, layout.fields["names"], _names(columns, layout.fields["names"], names))
    guessed = set()
    for name, rule in _own_digits(layout).items():
        place = _together(rule)
        readings = [text[place.start : place.end] for text in columns[place.line]]
        proven = _proven(readings)
        if proven is None and (proven := _guess(readings)) is not None:
            guessed.add(name)
        if proven is not None:
            _put(grid, place, proven)
    return Fused(tuple(grid), frozenset(guessed))


def _put(grid: list[str], place: Span, text: str) -> None:
    line = grid[place.line]
    grid[place.line] = line[: place.start] + text + line[place.end :]


def _names(columns: Sequence[Sequence[str]], place: Span, printed: str | None) -> str:
    """The name field that most say; the first where they are even, for a lost letter shifts all that follow."""
    seen = [text[place.start : place.end] for text in columns[place.line]]
    return Counter([printed, *seen] if printed else seen).most_common(1)[0][0]


def _own_digits(layout: Layout) -> Mapping[str, DigitRule]:
    """The rules of single fields, whose digit stands right behind them."""
    return {name: rule for name, rule in layout.digits.items() if name != "composite"}


def _together(rule: DigitRule) -> Span:
    (field,) = rule.covers
    return Span(field.line, field.start, rule.place.end)


def _majority(texts: Sequence[str]) -> str:
    """Character by character what most passes say; the first of them where they are even."""
    return "".join(Counter(characters).most_common(1)[0][0] for characters in zip(*texts, strict=True))


def _proven(readings: Sequence[str]) -> str | None:
    """What most readings say whose digit agrees; the first of them where they are even."""
    agreeing = [one for one in readings if judge(one[:-1], one[-1]) is not DigitStatus.REFUTED]
    return Counter(agreeing).most_common(1)[0][0] if agreeing else None


def _guess(readings: Sequence[str]) -> str | None:
    """The only change of one character that satisfies the digit."""
    for pairs in _GUESSES:
        mended = {one for reading in readings for one in _variants(reading, pairs)}
        if mended:
            return mended.pop() if len(mended) == 1 else None
    return None


def _variants(reading: str, pairs: Mapping[str, str]) -> Iterator[str]:
    for at, character in enumerate(reading[:-1]):
        mended = reading[:at] + pairs.get(character, character) + reading[at + 1 :]
        if judge(mended[:-1], mended[-1]) is DigitStatus.VERIFIED:
            yield mended
