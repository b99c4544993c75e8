from __future__ import annotations

import numpy as np
import pytest

from kyc.imaging.lines import Lines, _crossings


def lines(*normals_and_offsets: tuple[float, float, float]) -> Lines:
    """Lines by unit normal and distance from the origin; what was seen of them plays no part here."""
    rows = np.array(normals_and_offsets)
    count = len(rows)
    return Lines(rows[:, :2], rows[:, 2], np.zeros((count, 1)), 0)


def test_two_lines_cross_where_both_run() -> None:
    upright_and_level = lines((1.0, 0.0, 30.0), (0.0, 1.0, 20.0))
    assert _crossings(upright_and_level, np.array([0]), np.array([1])).tolist() == [[30.0, 20.0]]


@pytest.mark.parametrize("offset", [30.0, 55.0], ids=["the same line", "a parallel one"])
def test_parallel_lines_cross_nowhere_and_crash_nothing(offset: float) -> None:
    side_by_side = lines((1.0, 0.0, 30.0), (1.0, 0.0, offset))
    assert not np.isfinite(_crossings(side_by_side, np.array([0]), np.array([1]))).any()
