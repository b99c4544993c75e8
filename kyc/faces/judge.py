"""From an error rate to an answer: the one rule by which a pair is judged."""

from __future__ import annotations

from kyc.model.check import Outcome

CLEAR_FMR = 1e-3  # at most one unrelated pair in a thousand scores this high
REVIEW_FMR = 1e-2  # up to here a person decides; above it the faces differ


def judge(fmr: float | None, *, clear_fmr: float = CLEAR_FMR, review_fmr: float = REVIEW_FMR) -> Outcome:
    """Judge a pair by how often unrelated people are as alike.

    >>> [str(judge(fmr)) for fmr in (1e-3, 1e-2, 0.02, None)]
    ['clear', 'consider', 'fail', 'unable']
    """
    if fmr is None:
        return Outcome.UNABLE
    if fmr <= clear_fmr:
        return Outcome.CLEAR
    return Outcome.CONSIDER if fmr <= review_fmr else Outcome.FAIL
