import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.screening.metrics import NOT_FOUND, best_f1, f1, recall, recall_at, strictest

SCORES = st.lists(st.floats(0, 1, allow_nan=False), min_size=1, max_size=300)


@pytest.mark.parametrize(
    ("unrelated", "limit"),
    [
        ([0.5], 0.5),  # too few to allow a single false positive
        ([0.1] * 99 + [0.9], 0.1),  # one of a hundred may score higher
        ([0.1] * 98 + [0.9, 0.9], 0.9),  # two may not
        ([1.0] * 100, 1.0),  # a saturated scorer has no room above
    ],
)
def test_limit_lets_one_in_a_hundred_pass(unrelated: list[float], limit: float) -> None:
    assert strictest(unrelated) == limit


@given(SCORES)
def test_no_more_than_the_share_exceeds_the_limit(unrelated: list[float]) -> None:
    limit = strictest(unrelated, 0.05)
    assert sum(score > limit for score in unrelated) <= 0.05 * len(unrelated)


def test_a_score_equal_to_the_limit_is_not_recalled() -> None:
    assert recall([1.0, 1.0], above=1.0) == 0.0


def test_entities_not_found_are_missed() -> None:
    assert recall([0.9, NOT_FOUND], above=0.5) == 0.5


def test_interval_holds_the_estimate_and_is_wider_when_one_identity_is_asked_often() -> None:
    right = list(np.tile([0.9, 0.2], 50))
    unrelated = [0.5] * 200
    apart = recall_at(right, [str(at) for at in range(100)], unrelated)
    together = recall_at(right, [str(at // 25 * 2 + at % 2) for at in range(100)], unrelated)
    assert apart.value == together.value == 0.5
    assert apart.low <= 0.5 <= apart.high
    assert together.high - together.low > apart.high - apart.low


def test_interval_is_the_same_again() -> None:
    figures = ([0.9, 0.3, 0.8], ["a", "b", "c"], [0.1, 0.5])
    assert recall_at(*figures) == recall_at(*figures)


@pytest.mark.parametrize(
    ("scores", "labels", "expected"),
    [
        ([0.9, 0.1], [True, False], (1.0, 1.0, 1.0)),
        ([0.7, 0.7], [True, False], (0.5, 1.0, 2 / 3)),
        ([0.1, 0.1], [True, False], (0.0, 0.0, 0.0)),
    ],
)
def test_f1_at_a_threshold(scores: list[float], labels: list[bool], expected: tuple[float, float, float]) -> None:
    assert f1(scores, labels, 0.7) == pytest.approx(expected)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_best_f1_is_at_least_that_of_any_threshold(pairs: list[tuple[float, bool]]) -> None:
    scores, labels = [score for score, _ in pairs], [label for _, label in pairs]
    limit, best = best_f1(scores, labels)
    assert f1(scores, labels, limit)[2] == best >= f1(scores, labels, 0.5)[2]
