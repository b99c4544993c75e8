"""Two names side by side, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler
from scipy.optimize import linear_sum_assignment

from kyc.web.console.case.views.differences import Mark, Runs, differences, whole
from kyc.web.console.case.views.writing import cut

_WORD = re.compile(r"[^\s,;]+")
_LEAST_ALIKE = 0.6  # of Jaro and Winkler: two words below it are two words, not one written otherwise
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True, repr=False)
class NamePart:
    """One word of either name, and the word of the other that it resembles most, if any.

    `reading` is the listed word in Latin letters, where it is written in others.
    """

    applicant: Runs
    entry: Runs
    reading: str | None = None

    def __repr__(self) -> str:
        return f"NamePart({self.kind})"

    @property
    def kind(self) -> str:
        """`same`, `alike`, `applicant` or `entry`: on which side it stands."""
        if not self.entry:
            return "applicant"
        if not self.applicant:
            return "entry"
        return "same" if all(run.mark is Mark.SAME for run in self.applicant + self.entry) else "alike"


def name_parts(applicant: str, entry: str) -> tuple[NamePart, ...]:
    """Pair the words of two names so that they are most alike together, whatever their order.

    >>> [part.kind for part in name_parts("SITI AMINAH", "Aminah, Sity")]
    ['alike', 'same']
    """
    mine, theirs = _words(applicant), _words(entry)
    pairs = _paired([_latin(word) for word in mine], [_latin(word) for word in theirs])
    left = [_together(mine[at], theirs[pairs[at]]) if at in pairs else _alone(mine[at]) for at in range(len(mine))]
    taken = set(pairs.values())
    return (*left, *(_entry_only(word) for at, word in enumerate(theirs) if at not in taken))


def _words(name: str) -> list[str]:
    return _WORD.findall(cut(name)[0])[:_MOST_WORDS]


def _paired(mine: list[str], theirs: list[str]) -> dict[int, int]:
    if not mine or not theirs:
        return {}
    alike = np.array([[JaroWinkler.similarity(one, other) for other in theirs] for one in mine])
    rows, columns = linear_sum_assignment(alike, maximize=True)
    return {int(row): int(at) for row, at in zip(rows, columns, strict=True) if alike[row, at] >= _LEAST_ALIKE}


def _together(mine: str, theirs: str) -> NamePart:
    reading = _reading(theirs)
    if reading is None:
        return NamePart(*differences(mine, theirs))
    # Letters of two alphabets cannot be laid on one another: the reading is compared, the writing shown.
    applicant, read = differences(mine, reading)
    same = all(run.mark is Mark.SAME for run in applicant + read)
    return NamePart(applicant, whole(theirs, Mark.SAME if same else Mark.CHANGED), reading)


def _alone(mine: str) -> NamePart:
    return NamePart(whole(mine, Mark.ONLY), ())


def _entry_only(theirs: str) -> NamePart:
    return NamePart((), whole(theirs, Mark.ONLY), _reading(theirs))


def _latin(word: str) -> str:
    return anyascii(word).casefold()


def _reading(word: str) -> str | None:
    letters = [char for char in word if char.isalpha()]
    foreign = any(ord(char) > _LAST_LATIN for char in letters)
    return anyascii(word).strip() or None if foreign else None


_LAST_LATIN = 0x24F  # of Latin Extended-B
