"""One request to the service: authorised, under an idempotency key, repeated where that is safe and may help."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from kyc_client.access import Access, NoTokenError
from kyc_client.errors import UnreachableError, problem

AGENT = "kyc-client/1"
_PASSING = frozenset({408, 429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is tried in all, and how long it waits in between; seconds.

    The wait doubles from `first` to `longest`, spread by chance; what the service asks for by Retry-After counts
    more, up to `patience`: whoever is asked to wait longer is told so instead.
    """

    attempts: int = 5
    first: float = 0.5
    longest: float = 20.0
    patience: float = 60.0

    def wait(self, attempt: int, asked: float | None, chance: float) -> float | None:
        """How long to wait after the given attempt; None to give up. `chance` runs 0 to 1.

        >>> Retries().wait(1, None, 1.0), Retries().wait(5, None, 1.0), Retries().wait(1, 3600.0, 1.0)
        (0.5, None, None)
        """
        if attempt >= self.attempts or (asked is not None and asked > self.patience):
            return None
        own = min(self.longest, self.first * 2.0 ** (attempt - 1)) * (0.5 + chance / 2)
        return own if asked is None else max(asked, own)


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: its JSON (None where it has none), headers, and the body as it came."""

    status: int
    json: Any
    headers: Mapping[str, str]
    content: bytes = b""


@dataclass(slots=True)
class Transport:
    """Sends requests. It may be used by several threads, as httpx's client may."""

    http: httpx.Client
    access: Access
    retries: Retries = field(default_factory=Retries)
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    new_key: Callable[[], str] = lambda: str(uuid4())

    def get(self, path: str, **params: Any) -> Answer:
        """Read; parameters that are None are left out."""
        return self.send("GET", path, params={name: value for name, value in params.items() if value is not None})

    def post(self, path: str, json: Any = None, *, key: str | None = None, **options: Any) -> Answer:
        """Do something once: all repetitions go under one idempotency key, made up unless the caller names one."""
        headers = {"Idempotency-Key": key or self.new_key(), **options.pop("headers", {})}
        body = {} if json is None else {"json": json}
        return self.send("POST", path, headers=headers, **body, **options)

    def send(self, method: str, path: str, **options: Any) -> Answer:
        """Send a request until it is answered.

        Raises:
            ProblemError: when the service refuses, or is busy for longer than we have patience.
            UnreachableError: when nobody answers.
        """
        attempt, may_renew = 0, True
        while True:
            attempt += 1
            answer, failure = self._attempt(method, path, options)
            if answer is not None and answer.status_code == 401 and may_renew and self.access.refused():
                attempt, may_renew = attempt - 1, False  # once: a token may have ended while we waited for our turn
                continue
            if answer is not None and answer.status_code == 404 and method == "DELETE" and attempt > 1:
                return Answer(answer.status_code, None, answer.headers)  # an attempt that nobody answered removed it
            if answer is not None and answer.status_code not in _PASSING:
                return _read(answer)
            wait = self.retries.wait(attempt, _asked(answer), self.chance())
            if wait is None:
                if answer is None:
                    raise UnreachableError(f"{method} {path}: nobody answered in {attempt} attempts") from failure
                return _read(answer)
            self.sleep(wait)

    @contextmanager
    def stream(self, path: str, **options: Any) -> Iterator[httpx.Response]:
        """Read an answer that does not end soon.

        Raises:
            ProblemError: when the service refuses.
            UnreachableError: when the connection ends; come again.
        """
        given = options.pop("headers", {})
        try:
            with self.http.stream("GET", path, headers={**given, **self._headers()}, **options) as answer:
                if not answer.is_success:
                    answer.read()
                    _read(answer)
                yield answer
        except NoTokenError as refusal:
            _read(refusal.answer)
        except httpx.TransportError as error:
            raise UnreachableError(f"GET {path}: the connection ended") from error

    def _attempt(
        self, method: str, path: str, options: Mapping[str, Any]
    ) -> tuple[httpx.Response | None, httpx.TransportError | None]:
        given = options.get("headers", {})
        try:
            return self.http.request(method, path, **{**options, "headers": {**given, **self._headers()}}), None
        except NoTokenError as refusal:
            return refusal.answer, None
        except httpx.TransportError as error:
            return None, error

    def _headers(self) -> dict[str, str]:
        return {"Authorization": self.access.authorization(self.http), "User-Agent": AGENT}


def _read(answer: httpx.Response) -> Answer:
    kind = answer.headers.get("content-type", "")
    content = None
    if "json" in kind and answer.content:
        try:
            content = answer.json()
        except ValueError:
            content = None
    if not answer.is_success:
        raise problem(answer.status_code, content, answer.headers.get("x-request-id"))
    return Answer(answer.status_code, content, answer.headers, answer.content)


def _asked(answer: httpx.Response | None) -> float | None:
    """What Retry-After asks for, in seconds; a date there is not heeded."""
    text = answer.headers.get("retry-after", "") if answer is not None else ""
    return float(text) if text.isdecimal() and len(text) < 8 else None
