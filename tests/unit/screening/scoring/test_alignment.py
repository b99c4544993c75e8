"""The best pairing of words is the best, however it is found."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from kyc.screening.scoring.alignment import Pairing, best_pairing, contradicted


@given(st.integers(1, 7), st.integers(1, 7), st.data())
def test_a_pairing_gains_what_the_assignment_problem_allows(rows: int, columns: int, data: st.DataObject) -> None:
    cell = st.one_of(st.just(0.0), st.floats(0, 20, width=32))
    line = st.lists(cell, min_size=columns, max_size=columns)
    gains = data.draw(st.lists(line, min_size=rows, max_size=rows))
    best = np.array(gains)[linear_sum_assignment(gains, maximize=True)].sum()
    pairing = best_pairing(gains, [1.0] * rows, [1.0] * columns, [])
    assert pairing.gain == pytest.approx(float(best), rel=1e-5)
    assert pairing.query == pairing.listed <= min(rows, columns)


def test_words_that_do_not_compete_are_paired_group_by_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)  # together these would be too many to try one by one
    pair = np.array([[4.0, 3.0], [3.5, 1.0]])
    gains = np.kron(np.eye(6), pair).tolist()
    assert best_pairing(gains, [1.0] * 12, [2.0] * 12, []) == Pairing(6 * 6.5, 12.0, 24.0)


BITS = st.floats(-40, 80, width=32)
LEFT = st.floats(0, 20, width=32)


@given(BITS, LEFT, LEFT)
def test_words_left_over_on_both_sides_never_add(bits: float, left: float, left_listed: float) -> None:
    (found,) = contradicted(np.array([bits]), np.array([left]), np.array([left_listed]))
    assert found <= np.float32(bits) + 1e-4
    assert min(left, left_listed) > 0 or found == np.float32(bits)


@given(BITS, BITS, LEFT, LEFT)
def test_more_agreement_beside_a_contradiction_never_lowers(one: float, other: float, left: float, both: float) -> None:
    found = contradicted(np.sort(np.array([one, other])), np.array([left] * 2), np.array([both] * 2))
    assert found[0] <= found[1] + 1e-4


@given(BITS, LEFT, LEFT, LEFT)
def test_a_greater_contradiction_never_raises(bits: float, one: float, other: float, left: float) -> None:
    lesser = np.sort(np.array([one, other]))[::-1]
    found = contradicted(np.array([bits] * 2), lesser, np.array([left] * 2))
    assert found[0] <= found[1] + 1e-4
