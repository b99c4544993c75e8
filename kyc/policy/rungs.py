"""The ladder of recommendations: which of two wins.

    approve < review that a new attempt may mend < resubmit < review that needs a person < reject

There are two rungs of `review`, since two things have to hold at once. A card that is too blurred to be read leaves
many checks unable, each of which asks for a review; none of them is worth a person's time while a new picture may
answer them all, so `resubmit` stands above. But an open sanctions hit or a declared name that is another one will
not go away with a better picture, and asking the applicant again before anybody has looked would leave it unseen (and
may warn them), so that review stands above `resubmit`. Which of the two a review is follows from its reasons: the
catalogue says of each whether another attempt may mend it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from kyc.model.answer import known
from kyc.model.reasons import CATALOGUE
from kyc.model.report import Recommendation


class Rung(IntEnum):
    """A step of the ladder; the highest one reached is recommended."""

    APPROVE = 0
    MENDABLE_REVIEW = 1
    RESUBMIT = 2
    FIRM_REVIEW = 3
    REJECT = 4

    @property
    def recommendation(self) -> Recommendation:
        """What is recommended on this rung."""
        return _RECOMMENDATION[self]


_RECOMMENDATION = {
    Rung.APPROVE: Recommendation.APPROVE,
    Rung.MENDABLE_REVIEW: Recommendation.REVIEW,
    Rung.RESUBMIT: Recommendation.RESUBMIT,
    Rung.FIRM_REVIEW: Recommendation.REVIEW,
    Rung.REJECT: Recommendation.REJECT,
}
_RUNG = {recommendation: rung for rung, recommendation in _RECOMMENDATION.items()}  # review: the firm one


def rung_of(recommendation: Recommendation, reasons: Sequence[str]) -> Rung:
    """Return the rung of a recommendation made for these reasons; a review without any is firm.

    >>> rung_of(Recommendation.REVIEW, ["OCR.FIELD_MISSING"])
    <Rung.MENDABLE_REVIEW: 1>
    >>> rung_of(Recommendation.REVIEW, ["OCR.FIELD_MISSING", "SCR.SANCTION"])
    <Rung.FIRM_REVIEW: 3>
    """
    mendable = bool(reasons) and all(CATALOGUE[known(code)].retryable for code in reasons)
    if recommendation is Recommendation.REVIEW and mendable:
        return Rung.MENDABLE_REVIEW
    return _RUNG[recommendation]
