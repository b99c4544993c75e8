"""The assignment problem of two names: which word of one stands for which of the other, for the most in all."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from kyc.screening import compiled

Matrix = list[list[float]]
Options = Sequence[tuple[int, float]]  # columns that a row may be paired with, and the gain of each

MOST_TRIED = 1024  # pairings tried one by one; beyond that the assignment problem is solved
_QUICK = compiled.quick_assignment()


def assigned(gains: Matrix) -> Sequence[tuple[int, int]]:
    """Pair rows with columns, each used once, for the largest sum of gains; only where there is one.

    >>> assigned([[3.0, 2.0], [2.5, 0.0]])
    [(0, 1), (1, 0)]
    """
    quick = _QUICK(gains, MOST_TRIED) if _QUICK else None
    return plainly_assigned(gains) if quick is None else quick


def plainly_assigned(gains: Matrix) -> Sequence[tuple[int, int]]:
    """As `assigned`, without what was compiled."""
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
    return [sorted(rows) for _, rows in groups]


def _assigned_in(rows: Sequence[int], options: Sequence[Options], gains: Matrix) -> Sequence[tuple[int, int]]:
    own = [options[row] for row in rows]
    if prod(len(each) + 1 for each in own) <= MOST_TRIED:
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
