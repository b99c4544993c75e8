"""Where marks stand on the small bars."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kyc.reporting.bars import threshold_bar

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@pytest.mark.parametrize("value", [None, "read", True, float("nan"), float("inf")])
def test_what_is_no_number_has_no_bar(value: object) -> None:
    assert threshold_bar(value, {"clear": 0.5}) is None


def test_without_a_threshold_there_is_no_bar() -> None:
    assert threshold_bar(0.5, {}) is None


def test_shares_are_drawn_on_the_whole_of_zero_to_one() -> None:
    bar = threshold_bar(0.8, {"flagged_from": 0.7})
    assert bar is not None
    assert (bar.at, bar.marks[0].at, bar.logarithmic) == (80.0, 70.0, False)


def test_rates_are_drawn_in_powers_of_ten() -> None:
    bar = threshold_bar(0.0015, {"clear_fmr": 1e-3, "review_fmr": 1e-2})
    assert bar is not None
    assert bar.logarithmic
    assert [zone.kind for zone in bar.zones] == ["good", "look", "bad"]


def test_where_more_is_better_the_good_zone_lies_on_the_right() -> None:
    bar = threshold_bar(100.0, {"clear": 120.0, "review": 60.0})
    assert bar is not None
    assert [zone.kind for zone in bar.zones] == ["bad", "look", "good"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NUMBERS, st.dictionaries(st.sampled_from(["clear", "review", "flag"]), NUMBERS, min_size=1))
def test_every_mark_lies_on_the_bar_and_in_the_order_of_its_number(value: float, thresholds: dict[str, float]) -> None:
    bar = threshold_bar(value, thresholds)
    assert bar is not None
    placed = sorted([(value, bar.at), *((mark.limit, mark.at) for mark in bar.marks)])
    assert all(0 <= at <= 100 for _, at in placed)
    assert [at for _, at in placed] == sorted(at for _, at in placed)
