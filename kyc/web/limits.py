"""Bounds on what one caller may cost: bytes of a body, seconds to send it, requests in a minute."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from threading import BoundedSemaphore
from time import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kyc.imaging.decode import MAX_BYTES
from kyc.web.problems import RequestError

BODY_BYTES = 256 * 1024
BATCH_BYTES = 1024 * 1024  # a hundred names to match at once
UPLOAD_BYTES = MAX_BYTES * 4 // 3 + 64 * 1024  # base64 takes four characters for three bytes; the rest is wrapping
BODY_SECONDS = 60.0
WATCHING = 32  # streams and waiting requests of one client at a time
WATCHING_SECONDS = 5  # after which one more may be tried
PRESSES = 2  # PDFs that are laid out at once
PRESS_SECONDS = 3  # about what one takes

_UPLOADS = re.compile(r"/v1/applicants/[^/]+/(documents|selfies)/?")
_BATCHES = re.compile(r"/match(/.*)?")


class Watchers:
    """Who is waiting for something to happen, in this process: each costs the store a look several times a second."""

    def __init__(self, most: int = WATCHING) -> None:
        self._most = most
        self._watching: Counter[str] = Counter()

    def is_full(self, caller: str) -> bool:
        """Whether a caller has as many as there may be."""
        return self._watching[caller] >= self._most

    def admit(self, caller: str) -> None:
        """Refuse one more than there may be; who is admitted counts from the beginning of `watching`.

        Raises:
            RequestError: 429 RATE.WATCHING.
        """
        if self.is_full(caller):
            told = f"At most {self._most} requests of a client wait for something to happen: be told by webhook."
            raise RequestError(429, "RATE.WATCHING", told, headers={"Retry-After": str(WATCHING_SECONDS)})

    @contextmanager
    def watching(self, caller: str) -> Iterator[None]:
        """Count one while the block runs."""
        self._watching[caller] += 1
        try:
            yield
        finally:
            self._watching[caller] -= 1
            self._watching += Counter()  # drops the zeros


class Presses:
    """How many pages are being laid out at once: seconds of processor time each, which intake needs too."""

    def __init__(self, most: int = PRESSES) -> None:
        self._free = BoundedSemaphore(most)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold one while the block runs.

        Raises:
            RequestError: 503 RATE.PRESSES when all are busy.
        """
        if not self._free.acquire(blocking=False):
            told = {"Retry-After": str(PRESS_SECONDS)}
            raise RequestError(
                503, "RATE.PRESSES", "Other pages are being laid out just now: come again.", headers=told
            )
        try:
            yield
        finally:
            self._free.release()


def body_limit(path: str) -> int:
    """How many bytes a body may have at a path."""
    if _UPLOADS.fullmatch(path):
        return UPLOAD_BYTES
    return BATCH_BYTES if _BATCHES.fullmatch(path) else BODY_BYTES


class BodyLimit:
    """ASGI middleware that counts a body while it streams in: what is too large is never held."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a `receive` that refuses bodies too large or too slow."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, _Metered(receive, body_limit(scope["path"]), _length(scope)), send)


class _Metered:
    """A `receive` with a limit. It raises inside the route, so that the refusal is a reply like any other.

    FastAPI lets an HTTPException through where it reads a body, and nothing else.
    """

    def __init__(self, receive: Receive, limit: int, announced: int) -> None:
        self._receive, self._left = receive, limit
        self._is_hopeless = announced > limit
        self._done = False
        self._deadline = asyncio.get_running_loop().time() + BODY_SECONDS

    async def __call__(self) -> Message:
        if self._done:  # nothing but the caller's leaving can come now, and that may take as long as it likes
            return await self._receive()
        if self._is_hopeless:
            raise HTTPException(413)
        message = await self._in_time()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        self._done = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def _in_time(self) -> Message:
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._receive()
        except TimeoutError:
            raise HTTPException(408) from None


def _length(scope: Scope) -> int:
    given = dict(scope["headers"]).get(b"content-length", b"")
    return int(given) if given.isdigit() and len(given) < 20 else 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much a caller has left in the running minute."""

    quota: int
    remaining: int
    reset: int  # seconds until it is whole again
    is_spent: bool

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 writes it."""
        told = {
            "RateLimit-Policy": f'"minute";q={self.quota};w=60',
            "RateLimit": f'"minute";r={self.remaining};t={self.reset}',
        }
        return told | {"Retry-After": str(max(1, self.reset))} if self.is_spent else told


class Rates:
    """Counts requests by caller, in this process: with several, a caller has as many times the quota."""

    def __init__(self, per_minute: int) -> None:
        self._quota = RateLimitItemPerMinute(per_minute)
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, caller: str) -> Allowance:
        """Count one request of a caller."""
        is_allowed = self._counter.hit(self._quota, caller)
        window = self._counter.get_window_stats(self._quota, caller)
        reset = max(0, ceil(window.reset_time - time()))
        return Allowance(self._quota.amount, max(0, int(window.remaining)), reset, not is_allowed)

    def admit(self, caller: str) -> Allowance:
        """Count one request, and refuse it when the minute's are spent.

        Raises:
            RequestError: 429 RATE.LIMITED.
        """
        allowance = self.count(caller)
        if allowance.is_spent:
            raise RequestError(429, "RATE.LIMITED", "Too many requests in a minute: wait.", headers=allowance.headers)
        return allowance
