"""A circuit breaker: a service that keeps failing is left alone for a while, then tried by one call."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock


class Breaker:
    """Opens after `failures` in a row and stays open for `pause` seconds; safe to share between threads."""

    def __init__(self, failures: int, pause: float, clock: Callable[[], float]) -> None:
        """Take a clock that only goes forward, in seconds."""
        self._limit, self._pause, self._clock = failures, pause, clock
        self._failed = 0
        self._closed_again = 0.0  # while too many failed: when the next call may try
        self._lock = Lock()

    def lets_through(self) -> bool:
        """Whether a call may be made now. After the pause one may; its outcome decides about the others."""
        with self._lock:
            if self._failed < self._limit:
                return True
            if self._clock() < self._closed_again:
                return False
            self._closed_again = self._clock() + self._pause
            return True

    def succeeded(self) -> None:
        """Note that the service answered, whatever it said."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """Note that it did not."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._closed_again = self._clock() + self._pause
