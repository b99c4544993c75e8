"""When something is tried again: webhooks over three days, verifications within minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

# The example schedule of Standard Webhooks 1.0: ten attempts, the last one 75 h 35 min 5 s after the first.
WEBHOOK_DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.2  # only ever later: a receiver that comes back is not hit by all at once, and three days stay three days
MAX_WAIT = timedelta(hours=24)

WORK_DELAY = timedelta(seconds=2)
MAX_WORK_DELAY = timedelta(minutes=1)


def webhook_delay(attempts: int, random: Callable[[], float], *, asked: timedelta | None = None) -> timedelta | None:
    """How long after the given number of attempts the next one follows; None when there is none.

    `random` gives 0 to 1; `asked` is what the receiver asks for by Retry-After, heeded up to a day.

    >>> webhook_delay(1, lambda: 0.5)
    datetime.timedelta(seconds=5, microseconds=500000)
    >>> webhook_delay(10, lambda: 0.5) is None
    True
    """
    if attempts > len(WEBHOOK_DELAYS):
        return None
    delay = WEBHOOK_DELAYS[max(attempts, 1) - 1] * (1 + JITTER * random())
    return max(delay, min(asked or delay, MAX_WAIT))


def work_delay(attempts: int) -> timedelta:
    """How long a verification waits after its given number of attempts failed.

    >>> work_delay(3)
    datetime.timedelta(seconds=8)
    """
    doubled: timedelta = WORK_DELAY * 2 ** min(attempts - 1, 10)
    return min(doubled, MAX_WORK_DELAY)
