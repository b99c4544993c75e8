"""Figures of a screening run: recall at a share of false positives, with intervals that respect identities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NOT_FOUND = float("-inf")  # the score of an entity that was not among the hits


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the bounds that 95 % of resamples stay in."""

    value: float
    low: float
    high: float


def strictest(unrelated: Sequence[float] | Floats, share: float = 0.01) -> float:
    """The score that at most `share` of the unrelated exceed: only what is strictly above it counts as flagged.

    >>> strictest([0.1] * 99 + [0.9])
    0.1
    """
    ordered = np.sort(np.asarray(unrelated, dtype=np.float64))[::-1]
    return float(ordered[min(int(share * len(ordered)), len(ordered) - 1)]) if len(ordered) else NOT_FOUND


def recall(right: Sequence[float] | Floats, above: float) -> float:
    """The share of right entities that score strictly above a limit.

    >>> recall([0.2, 0.8], above=0.2)
    0.5
    """
    return float((np.asarray(right, dtype=np.float64) > above).mean()) if len(right) else float("nan")


def recall_at(
    right: Sequence[float],
    identities: Sequence[str],
    unrelated: Sequence[float],
    *,
    share: float = 0.01,
    resamples: int = 400,
    seed: int = 7,
) -> Interval:
    """Recall where `share` of the unrelated are flagged, with a bootstrap over identities and over the unrelated.

    All questions about one identity are drawn together: they are not independent evidence.
    """
    rng = np.random.default_rng(seed)
    scores, negatives = np.asarray(right, dtype=np.float64), np.asarray(unrelated, dtype=np.float64)
    _, cluster = np.unique(np.asarray(identities), return_inverse=True)
    count = int(cluster.max()) + 1
    drawn = []
    for _ in range(resamples):
        weights = np.bincount(rng.integers(0, count, count), minlength=count)[cluster]
        above = strictest(rng.choice(negatives, len(negatives)), share)
        if weights.sum():
            drawn.append(float(((scores > above) * weights).sum() / weights.sum()))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Interval(recall(scores, strictest(negatives, share)), float(low), float(high))


def f1(scores: Sequence[float], labels: Sequence[bool], threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of labelled pairs at a threshold; a score equal to it counts as a match.

    >>> f1([0.9, 0.8, 0.1], [True, False, True], 0.7)
    (0.5, 0.5, 0.5)
    """
    said = np.asarray(scores) >= threshold
    truth = np.asarray(labels, dtype=bool)
    hits = int((said & truth).sum())
    precision = hits / int(said.sum()) if said.any() else 0.0
    found = hits / int(truth.sum()) if truth.any() else 0.0
    return precision, found, 2 * precision * found / (precision + found) if hits else 0.0


def best_f1(scores: Sequence[float], labels: Sequence[bool]) -> tuple[float, float]:
    """The threshold with the best F1, and that F1.

    >>> best_f1([0.9, 0.8, 0.1], [True, True, False])
    (0.8, 1.0)
    """
    found = max(((f1(scores, labels, limit)[2], limit) for limit in set(scores)), default=(0.0, 0.0))
    return found[1], found[0]


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """How often a true pair scores above a false one, ties by half; not a number where one kind is missing.

    >>> auc([0.9, 0.5, 0.5], [True, True, False])
    0.75
    """
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=bool)
    if truth.all() or not truth.any():
        return float("nan")
    apart = values[truth][:, None] - values[~truth][None, :]
    return float((apart > 0).mean() + 0.5 * (apart == 0).mean())
