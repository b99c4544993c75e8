from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kyc.services.retries import JITTER, MAX_WAIT, WEBHOOK_DELAYS, webhook_delay, work_delay

shares = st.floats(0, 1)


def test_webhooks_are_tried_for_three_days() -> None:
    assert sum(WEBHOOK_DELAYS, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    assert webhook_delay(len(WEBHOOK_DELAYS), lambda: 0) == timedelta(hours=24)
    assert webhook_delay(len(WEBHOOK_DELAYS) + 1, lambda: 0) is None


@given(st.integers(1, len(WEBHOOK_DELAYS)), shares)
def test_jitter_only_ever_delays(attempts: int, share: float) -> None:
    delay = webhook_delay(attempts, lambda: share)
    assert delay is not None
    assert WEBHOOK_DELAYS[attempts - 1] <= delay <= WEBHOOK_DELAYS[attempts - 1] * (1 + JITTER)


@given(st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_receiver_may_ask_for_more_time_up_to_a_day(asked: timedelta) -> None:
    delay = webhook_delay(1, lambda: 0, asked=asked)
    assert delay == max(WEBHOOK_DELAYS[0], min(asked, MAX_WAIT))


def test_work_waits_longer_each_time_and_never_long() -> None:
    delays = [work_delay(attempts) for attempts in range(1, 40)]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(seconds=2)
    assert delays[-1] == timedelta(minutes=1)
