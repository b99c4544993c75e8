"""The best pairing of words is the best, however it is found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from kyc.screening.index.alignment import best_pairing


@given(st.integers(1, 7), st.integers(1, 7), st.data())
def test_a_pairing_gains_what_the_assignment_problem_allows(rows: int, columns: int, data: st.DataObject) -> None:
    cell = st.one_of(st.just(0.0), st.floats(0, 20, width=32))
    line = st.lists(cell, min_size=columns, max_size=columns)
    gains = data.draw(st.lists(line, min_size=rows, max_size=rows))
    best = np.array(gains)[linear_sum_assignment(gains, maximize=True)].sum()
    pairing = best_pairing(gains, [1.0] * rows, [1.0] * columns, [])
    assert pairing.gain == pytest.approx(float(best), rel=1e-5)
    assert pairing.query == pairing.listed <= min(rows, columns)
