"""The joins of a row are those of every side that knows the row, in the order of the sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kyc.screening.index.pairs.joined import Joined, Side
from kyc.screening.scoring.alignment import Join

rows_of_sides = st.lists(st.lists(st.integers(0, 6), max_size=8), max_size=4)


def side(number: int, rows: Sequence[int]) -> Side:
    """A side whose joins tell its number, the row, and the place of the row among its own."""

    def at(row: int, places: Sequence[int]) -> Iterator[Join]:
        return (Join((number,), (row, place), 1.0) for place in places)

    bits = np.ones(len(rows), dtype=np.float32)
    return Side(np.array(rows, dtype=np.int32), bits, 1.0, bits, at)


@given(rows_of_sides, st.integers(0, 7))
def test_a_row_has_the_joins_of_all_its_places_on_every_side(sides: list[list[int]], row: int) -> None:
    joined = Joined([side(number, rows) for number, rows in enumerate(sides)])
    expected = [
        Join((number,), (row, place), 1.0)
        for number, rows in enumerate(sides)
        for place, held in enumerate(rows)
        if held == row
    ]
    assert joined.of(row) == expected


@given(rows_of_sides, st.lists(st.integers(0, 7), max_size=9))
def test_rows_without_a_join_are_told_from_those_with_one(sides: list[list[int]], asked: list[int]) -> None:
    joined = Joined([side(number, rows) for number, rows in enumerate(sides)])
    held = {row for rows in sides for row in rows}
    assert joined.holds(np.array(asked, dtype=np.int32)).tolist() == [row in held for row in asked]
    assert sorted(joined.rows.tolist()) == sorted(row for rows in sides for row in rows)
