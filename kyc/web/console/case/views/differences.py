"""Where two writings differ, for people to see: stretches that are the same, changed, or on one side only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from rapidfuzz.distance import Indel, Levenshtein

from kyc.web.console.case.views.writing import Piece, clusters, pieces


class Mark(StrEnum):
    """What a stretch of one side is beside the other."""

    SAME = "same"
    CHANGED = "changed"
    ONLY = "only"  # the other side has nothing here


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """A stretch of a text. Joined, the runs of a side are the text as it was given."""

    text: str
    mark: Mark

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The text parted into what is seen and what is not."""
        return tuple(pieces(self.text))

    def __repr__(self) -> str:
        return f"Run({self.mark}, {len(self.text)} characters)"


Runs = tuple[Run, ...]

_MARKS = {"equal": Mark.SAME, "replace": Mark.CHANGED}
LEAST_ALIKE = 0.4  # below it two words are told apart as a whole: letters they share by chance would only confuse


def differences(one: str, other: str, *, least: float = LEAST_ALIKE) -> tuple[Runs, Runs]:
    """Compare two writings character by character, large and small letters alike.

    Where they are less alike than `least` (0 to 1) both are told to differ as a whole.

    >>> [(run.text, run.mark.value) for run in differences("Suria", "SURYA")[0]]
    [('Sur', 'same'), ('i', 'changed'), ('a', 'same')]
    """
    left, right = clusters(one), clusters(other)
    if not left or not right:
        return whole(one, Mark.ONLY), whole(other, Mark.ONLY)
    keys = [_key(each) for each in left], [_key(each) for each in right]
    if Indel.normalized_similarity(*keys) < least:
        return whole(one, Mark.CHANGED), whole(other, Mark.CHANGED)
    found = Levenshtein.opcodes(*keys)
    mine = ((left[step.src_start : step.src_end], step.tag) for step in found)
    theirs = ((right[step.dest_start : step.dest_end], step.tag) for step in found)
    return _joined(mine), _joined(theirs)


def whole(text: str, mark: Mark) -> Runs:
    """A text as one stretch."""
    return (Run(text, mark),) if text else ()


def _joined(steps: Iterable[tuple[Sequence[str], str]]) -> Runs:
    """Runs of what is there, neighbours of one mark as one."""
    marked = ((_MARKS.get(tag, Mark.ONLY), "".join(part)) for part, tag in steps if part)
    return tuple(Run("".join(text for _, text in same), mark) for mark, same in groupby(marked, key=itemgetter(0)))


def _key(cluster: str) -> str:
    return unicodedata.normalize("NFC", cluster).casefold()
