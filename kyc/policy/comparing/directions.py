"""Which way a difference between two policies goes, for the applicant: stricter, more lenient, or not to be said."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kyc.model.report import Recommendation

# Asking for another picture and asking a person are two ways of not approving; neither is the stricter one.
_WEIGHT = {
    Recommendation.APPROVE: 0,
    Recommendation.REVIEW: 1,
    Recommendation.RESUBMIT: 1,
    Recommendation.REJECT: 2,
}


class Direction(StrEnum):
    """Where a difference leads. `neither` also stands for what depends on the case."""

    STRICTER = "stricter"
    LENIENT = "lenient"
    NEITHER = "neither"


def upwards(before: float, after: float) -> Direction:
    """The direction where more is stricter.

    >>> upwards(0.9, 0.95), upwards(17, 16)
    (<Direction.STRICTER: 'stricter'>, <Direction.LENIENT: 'lenient'>)
    """
    if before == after:
        return Direction.NEITHER
    return Direction.STRICTER if after > before else Direction.LENIENT


def downwards(before: float, after: float) -> Direction:
    """The direction where less is stricter."""
    return upwards(after, before)


def of_recommendation(before: Recommendation, after: Recommendation) -> Direction:
    """The direction between two recommendations; between `review` and `resubmit` there is none."""
    return upwards(_WEIGHT[before], _WEIGHT[after])


def more_is_stricter(name: str, defaults: Mapping[str, float]) -> bool | None:
    """Whether a higher threshold is the stricter one; None when its name does not say.

    `min_…` and `max_…` say so by themselves; `clear_x` by the limit of the same measure that it lies beyond in the
    check's own defaults, such as `review_x`; and that one by `clear_x`.

    >>> more_is_stricter("clear_fmr", {"clear_fmr": 0.001, "review_fmr": 0.01})
    False
    """
    kind, _, measure = name.partition("_")
    if kind in ("min", "max"):
        return kind == "min"
    clear = defaults.get(f"clear_{measure}")
    others = [value for key, value in defaults.items() if key.partition("_")[2] == measure and value != clear]
    return clear > others[0] if clear is not None and others else None


def of_threshold(name: str, defaults: Mapping[str, float], before: float, after: float) -> Direction:
    """The direction of a threshold that moved."""
    match more_is_stricter(name, defaults):
        case True:
            return upwards(before, after)
        case False:
            return downwards(before, after)
    return Direction.NEITHER
