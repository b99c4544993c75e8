"""Which words of two names stand for each other, and the bits that say so.

The evidence of a name is what its matched words carry, less what the unmatched words of either side speak against it.
Of all ways to pair the words the best one counts, so the result cannot depend on their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Sums = NDArray[np.float64]  # of such: with twice the digits no order of adding them gives another sum
Matrix = Sequence[Sequence[float]]
Options = Sequence[tuple[int, float]]  # columns that a row may be paired with, and the gain of each

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
BITS_INITIAL = 1.5  # of a word against its initial
BITS_JOINED = 1.0  # lost where two words stand for one
_MOST_JOINS = 6  # tried together
_MOST_TRIED = 1024  # pairings tried one by one; beyond that the assignment problem is solved


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
    pairs = _assigned(gains)
    return Pairing(
        sum(gains[row][column] for row, column in pairs),
        sum(query[row] for row, _ in pairs),
        sum(listed[column] for _, column in pairs),
    )


def _assigned(gains: Matrix) -> Sequence[tuple[int, int]]:
    """Pair rows with columns, each used once, for the largest sum of gains; only where there is one."""
    options = [[(column, gain) for column, gain in enumerate(row) if gain > 0] for row in gains]
    return sorted(pair for group in _groups(options) for pair in _assigned_in(group, options, gains))


def _groups(options: Sequence[Options]) -> list[list[int]]:
    """Part the rows into those that compete for columns: what one group chooses takes nothing from another."""
    groups: list[tuple[int, list[int]]] = []  # a bit for each column, and the rows that want one of them
    for row, wanted in enumerate(options):
        columns, rows = sum(1 << column for column, _ in wanted), [row]
        competing = [group for group in groups if group[0] & columns]
        for group in competing:
            groups.remove(group)
            columns, rows = columns | group[0], group[1] + rows
        if columns:
            groups.append((columns, rows))
    return [rows for _, rows in groups]


def _assigned_in(rows: Sequence[int], options: Sequence[Options], gains: Matrix) -> Sequence[tuple[int, int]]:
    own = [options[row] for row in rows]
    if prod(len(each) + 1 for each in own) <= _MOST_TRIED:
        return [(rows[at], column) for at, column in _tried(own, 0, 0)[1]]
    # Of a hundred thousand names not one comes here, and it takes a quarter of a second to load.
    from scipy.optimize import linear_sum_assignment

    found, columns = linear_sum_assignment([gains[row] for row in rows], maximize=True)
    pairs = ((rows[at], column) for at, column in zip(found.tolist(), columns.tolist(), strict=True))
    return [(row, column) for row, column in pairs if gains[row][column] > 0]


def _tried(options: Sequence[Options], row: int, used: int) -> tuple[float, tuple[tuple[int, int], ...]]:
    """Try every pairing of the rows from one on; of equally good ones the first counts. `used` has a bit a column."""
    while row < len(options) and not options[row]:
        row += 1
    if row == len(options):
        return 0.0, ()
    best = _tried(options, row + 1, used)
    for column, gain in options[row]:
        if not used >> column & 1:
            rest, pairs = _tried(options, row + 1, used | 1 << column)
            if gain + rest > best[0]:
                best = gain + rest, ((row, column), *pairs)
    return best
