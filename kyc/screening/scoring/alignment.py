"""Which words of two names stand for each other, and the bits that say so.

The evidence of a name is what its matched words carry, less what the unmatched words of either side speak against it.
Of all ways to pair the words the best one counts, so the result cannot depend on their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kyc.screening.scoring.assignment import Matrix, assigned

Floats = NDArray[np.float32]
Sums = NDArray[np.float64]  # of such: with twice the digits no order of adding them gives another sum

# An unmatched word speaks against a name by a part that every word has and a part that grows with what it tells.
# Listed names are longer than what people write, so a word missing in the query is the lesser surprise.
UNMATCHED_QUERY = (0.5, 0.45)
UNMATCHED_LISTED = (0.3, 0.25)
NUMBERS_WEIGH = 5.0  # times as much a number speaks against the name of an organisation or ship: Fund 2 is not Fund 3
# Words left over on both sides contradict one another, which is worse than words that are merely missing.
CONTRADICTION = 1.0  # times the lesser of the two sides' bits
# … and whoever differs in one word is a relative or a namesake as a rule, so that the words in common prove less.
CONTRADICTION_SHARE = 0.8  # of the bits that remain, once each side has a word left over that names somebody
_NO_WORD, _WHOLE_WORD = 0.4, 1.2  # bits that a kind of company and that a common name speak against, where listed …
_ASKED = 1.75  # … and how many times that where asked
_SHARE_A_BIT = CONTRADICTION_SHARE / (_WHOLE_WORD - _NO_WORD)
# The terms of `contradicted`, for its twin in C++.
CONTRADICTION_TERMS = (
    CONTRADICTION, _SHARE_A_BIT / _ASKED, _SHARE_A_BIT, _SHARE_A_BIT * _NO_WORD, CONTRADICTION_SHARE,
)  # fmt: skip
BITS_INITIAL = 1.5  # of a word against its initial
BITS_JOINED = 1.0  # lost where two words stand for one
_MOST_JOINS = 6  # tried together


@dataclass(frozen=True, slots=True)
class Join:
    """Two words of one side that are one of the other: `gain` over leaving all three unmatched."""

    query: tuple[int, ...]  # positions of the query's words
    listed: tuple[int, ...]  # positions of the listed name's words
    gain: float


def unmatched(bits: Floats, weights: tuple[float, float]) -> Floats:
    """Bits that unmatched words of so many bits each speak against the name."""
    return np.asarray(weights[0] * np.minimum(1.0, bits / 2.0) + weights[1] * bits, dtype=np.float32)


def contradicted(bits: Sums, left: Sums, left_listed: Sums) -> Floats:
    """Take off what words speak against names that are left over on both sides; never adds anything.

    Args:
        bits: of the names so far.
        left: bits that the query's unmatched words speak against each name.
        left_listed: the same of the listed names' unmatched words.

    >>> contradicted(np.array([20.0, 20.0]), np.array([5.0, 5.0]), np.array([0.0, 2.5])).round(2).tolist()
    [20.0, 3.5]
    """
    rest = bits - CONTRADICTION * np.minimum(left, left_listed)
    share = np.minimum(left * (_SHARE_A_BIT / _ASKED), left_listed * _SHARE_A_BIT)
    share -= _SHARE_A_BIT * _NO_WORD
    np.maximum(share, 0.0, out=share)
    np.minimum(share, CONTRADICTION_SHARE, out=share)
    share *= np.maximum(rest, 0.0)
    rest -= share
    return np.asarray(rest, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Pairing:
    """What pairing words gains over leaving all unmatched, and the penalties that it does away with, by side."""

    gain: float = 0.0
    query: float = 0.0
    listed: float = 0.0


def best_pairing(gains: Matrix, query: Sequence[float], listed: Sequence[float], joins: Sequence[Join]) -> Pairing:
    """Find the pairing with the largest sum of gains, each word used once.

    Args:
        gains: of each query word (row) with each listed word (column), 0 for no match.
        query: penalties of the query's words when unmatched.
        listed: penalties of the listed name's words.
        joins: two words that may stand for one.
    """
    best = _paired(gains, query, listed)
    for join in joins:
        rest = [
            [0.0 if row in join.query or column in join.listed else gain for column, gain in enumerate(line)]
            for row, line in enumerate(gains)
        ]
        others = [other for other in joins if _apart(join, other)] if len(joins) <= _MOST_JOINS else []
        more = best_pairing(rest, query, listed, others)
        if join.gain + more.gain > best.gain:
            best = Pairing(
                join.gain + more.gain,
                more.query + sum(query[at] for at in join.query),
                more.listed + sum(listed[at] for at in join.listed),
            )
    return best


def _apart(one: Join, other: Join) -> bool:
    return set(one.query).isdisjoint(other.query) and set(one.listed).isdisjoint(other.listed)


def _paired(gains: Matrix, query: Sequence[float], listed: Sequence[float]) -> Pairing:
    pairs = assigned(gains)
    return Pairing(
        sum(gains[row][column] for row, column in pairs),
        sum(query[row] for row, _ in pairs),
        sum(listed[column] for _, column in pairs),
    )
