"""From bits to a score between 0 and 1, and what its bands mean. Fitted as docs/scoring.md tells."""

from __future__ import annotations

from math import log1p

import numpy as np
from numpy.typing import NDArray

THRESHOLD_BITS = 10.0  # from here on a hit is flagged
THRESHOLD = 0.7  # the same as a score; where clients of this field expect it
# Of two who are only asked whether they are one somebody has already thought so: less evidence is enough.
PAIR_THRESHOLD = 0.6
_SPREAD = 10.0  # bits between the middle of the scale and a score of 0.75
_MIDDLE = THRESHOLD_BITS - _SPREAD * 2 / 3

# Namesakes are no accident: who shares most of a long name often shares the rest, so its last words prove less.
_KNEE = 24.0
_BEYOND = 6.0

BANDS = (
    (0.8, "strong: a rare name agrees whole, or a name and a birth date do"),
    (0.7, "flagged: a person should look"),
    (0.5, "similar: shown, not flagged; worth a look when a birth date or a country could be added"),
    (0.0, "weak: names that share a word"),
)


def tempered(bits: float) -> float:
    """Bits of a name as they count: all of them up to a knee, ever fewer beyond; strictly rising.

    >>> tempered(10.0), tempered(30.0) < 30.0
    (10.0, True)
    """
    return bits if bits <= _KNEE else _KNEE + _BEYOND * log1p((bits - _KNEE) / _BEYOND)


def tempered_all(bits: NDArray[np.float32]) -> NDArray[np.float32]:
    """`tempered`, of many names at once and in single precision."""
    beyond = np.maximum(bits - np.float32(_KNEE), 0)
    return np.asarray(np.minimum(bits, np.float32(_KNEE)) + _BEYOND * np.log1p(beyond / _BEYOND), dtype=np.float32)


def score_of(bits: float) -> float:
    """Map bits to a score: strictly rising, never reaching 0 or 1, `THRESHOLD` exactly at `THRESHOLD_BITS`.

    >>> round(score_of(THRESHOLD_BITS), 12), score_of(300) < score_of(301) < 1
    (0.7, True)
    """
    distance = (bits - _MIDDLE) / _SPREAD
    return 0.5 + 0.5 * distance / (1 + abs(distance))


def bits_of(score: float) -> float:
    """Give the bits that have a score.

    >>> round(bits_of(THRESHOLD), 9), round(score_of(bits_of(0.3)), 9)
    (10.0, 0.3)
    """
    share = (score - 0.5) / 0.5
    return _MIDDLE + _SPREAD * share / (1 - abs(share))


def band_of(score: float) -> str:
    """Say in words what a score means.

    >>> band_of(0.71)
    'flagged: a person should look'
    """
    return next(meaning for least, meaning in BANDS if score >= least)
