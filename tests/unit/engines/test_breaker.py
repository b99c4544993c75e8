"""A service that keeps failing is left alone, then tried by one call."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kyc.engines.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_failures_in_a_row_and_lets_one_call_try_after_the_pause() -> None:
    clock = Clock()
    breaker = Breaker(2, 30.0, clock)
    breaker.failed()
    assert breaker.lets_through()
    breaker.failed()
    assert not breaker.lets_through()
    clock.now = 30.0
    assert [breaker.lets_through(), breaker.lets_through()] == [True, False]
    breaker.succeeded()
    assert [breaker.lets_through(), breaker.lets_through()] == [True, True]


def test_a_trial_that_fails_begins_the_pause_anew() -> None:
    clock = Clock()
    breaker = Breaker(1, 10.0, clock)
    breaker.failed()
    clock.now = 10.0
    assert breaker.lets_through()
    clock.now = 12.0
    breaker.failed()
    clock.now = 21.9
    assert not breaker.lets_through()
    clock.now = 22.0
    assert breaker.lets_through()


@given(st.lists(st.booleans(), max_size=30))
def test_it_is_open_exactly_after_so_many_failures_in_a_row(answers: list[bool]) -> None:
    breaker, row = Breaker(3, 10.0, Clock()), 0
    for is_good in answers:
        (breaker.succeeded if is_good else breaker.failed)()
        row = 0 if is_good else row + 1
        assert breaker.lets_through() is (row < 3)
