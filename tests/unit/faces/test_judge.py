"""The rule: clear, a person looks, or different people; and no answer without a score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.faces.judge import judge
from kyc.model.check import Outcome

WORSE = [Outcome.CLEAR, Outcome.CONSIDER, Outcome.FAIL]


@pytest.mark.parametrize(
    ("fmr", "outcome"),
    [
        (1e-6, Outcome.CLEAR),
        (1e-3, Outcome.CLEAR),
        (1.001e-3, Outcome.CONSIDER),
        (1e-2, Outcome.CONSIDER),
        (1.001e-2, Outcome.FAIL),
        (1.0, Outcome.FAIL),
        (None, Outcome.UNABLE),
    ],
)
def test_pairs_are_judged_by_their_error_rate(fmr: float | None, outcome: Outcome) -> None:
    assert judge(fmr) is outcome


def test_a_policy_may_set_other_thresholds() -> None:
    assert judge(5e-3, clear_fmr=1e-2, review_fmr=5e-2) is Outcome.CLEAR


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_error_rate_never_helps(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert WORSE.index(judge(low)) <= WORSE.index(judge(high))
