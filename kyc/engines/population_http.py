"""A registry behind HTTP, spoken to as a mapping file says.

Data travel in the body only. Timeouts and failures of the server (5xx) are tried again after growing pauses; a
registry that keeps failing is left alone for a while. Nothing that it or we said stands in an error or a log.
"""

from __future__ import annotations

import json
import logging
import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from kyc.engines.breaker import Breaker
from kyc.engines.population_auth import AuthError, HeaderKey, TokenAuth
from kyc.engines.population_mapping import ApiKey, ClientCredentials, RegistryMapping
from kyc.engines.population_wire import answer_of, body_of, unknown_number, unreadable
from kyc.model.check import EngineUsed
from kyc.model.errors import EngineError
from kyc.model.registry import RegistryAnswer, RegistryQuestion

log = logging.getLogger(__name__)

LARGEST = 1_000_000  # bytes of an answer; a verdict on a dozen fields is a few kilobytes


@dataclass(frozen=True, slots=True)
class Pace:
    """Time and chance, which tests bring along. `clock` and `sleep` are in seconds, `chance` is 0 to 1."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a mapping's `auth` and `tls` point at."""

    secret: str = field(default="", repr=False)
    tls: ssl.SSLContext | None = None


class _Unavailable(Exception):  # noqa: N818  it names a state of the world
    """No answer; `is_passing` says that asking at once again may help."""

    def __init__(self, why: str, *, is_passing: bool) -> None:
        super().__init__(why)
        self.is_passing = is_passing


class HttpRegistry:
    """Implements `RegistryProvider` over HTTP; safe to share between threads."""

    def __init__(self, mapping: RegistryMapping, credentials: Credentials, pace: Pace | None = None) -> None:
        """Take what the mapping points at; nothing is sent before the first question."""
        self._mapping, self._pace = mapping, pace or Pace()
        rest = mapping.breaker
        self._breaker = Breaker(rest.failures, rest.pause_seconds, self._pace.clock)
        self._client = httpx.Client(
            auth=_auth(mapping, credentials, self._pace),
            headers={**mapping.headers, "Accept": "application/json"},
            timeout=mapping.timeout_seconds,
            verify=credentials.tls if credentials.tls is not None else True,
            trust_env=False,
            follow_redirects=False,
        )

    @property
    def used(self) -> EngineUsed:
        """The mapping's name and version."""
        return EngineUsed(self._mapping.name, self._mapping.version)

    def ask(self, question: RegistryQuestion) -> RegistryAnswer:
        """Compare a person's data with the registry's record; see `RegistryProvider`."""
        body = body_of(self._mapping, question)
        status, content = self._sent(body)
        if status in self._mapping.response.not_found_statuses:
            return unknown_number(self._mapping)
        if not httpx.codes.is_success(status):
            log.warning("registry.refused", extra={"registry": self._mapping.name, "status": status})
            raise EngineError("REG.REFUSED", f"{self._mapping.name} answered {status}: check mapping and credentials.")
        return answer_of(self._mapping, question.values, self._json(content))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _sent(self, body: dict[str, Any]) -> tuple[int, bytes]:
        """Send until there is an answer.

        Raises:
            EngineError: REG.UNAVAILABLE, or REG.REFUSED when we get no token.
        """
        for attempt in range(1, self._mapping.attempts + 1):
            if not self._breaker.lets_through():
                raise self._unavailable("failed too often and is left alone for a while")
            try:
                reply = self._attempt(body)
            except _Unavailable as error:
                self._breaker.failed()
                if attempt == self._mapping.attempts or not error.is_passing:
                    raise self._unavailable(str(error)) from None
                self._pace.sleep(self._pause(attempt))
            except EngineError:
                self._breaker.succeeded()  # what it said helps nobody, but it is there
                raise
            else:
                self._breaker.succeeded()
                return reply
        raise AssertionError("attempts is at least 1")

    def _attempt(self, body: dict[str, Any]) -> tuple[int, bytes]:
        try:
            with self._client.stream(self._mapping.method, self._mapping.endpoint, json=body) as response:
                return self._judged(response)
        except httpx.TimeoutException:
            raise _Unavailable("did not answer in time", is_passing=True) from None
        except httpx.HTTPStatusError as error:
            raise _Unavailable(f"gave no token ({error.response.status_code})", is_passing=True) from None
        except httpx.HTTPError:
            raise _Unavailable("cannot be reached", is_passing=True) from None
        except AuthError:
            raise EngineError("REG.REFUSED", f"{self._mapping.name} gave us no token: check the credentials.") from None

    def _judged(self, response: httpx.Response) -> tuple[int, bytes]:
        if response.is_server_error:
            raise _Unavailable(f"answered {response.status_code}", is_passing=True)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise _Unavailable("answered 429", is_passing=False)  # asking again at once is what it complains of
        ends, content = self._pace.clock() + self._mapping.timeout_seconds, b""
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST:
                raise unreadable(self._mapping, f"is longer than {LARGEST} bytes")
            if self._pace.clock() > ends:
                raise _Unavailable("did not finish its answer in time", is_passing=True)
        return response.status_code, content

    def _json(self, content: bytes) -> object:
        try:
            reply: object = json.loads(content)
        except (ValueError, RecursionError):
            raise unreadable(self._mapping, "is not JSON") from None
        return reply

    def _pause(self, attempt: int) -> float:
        """Double with every attempt, less a random part, so that many workers do not come back at once."""
        return self._mapping.backoff_seconds * 2.0 ** (attempt - 1) * (0.5 + self._pace.chance() / 2)

    def _unavailable(self, why: str) -> EngineError:
        log.warning("registry.unavailable", extra={"registry": self._mapping.name})
        return EngineError("REG.UNAVAILABLE", f"{self._mapping.name} {why}: try again later.")


def _auth(mapping: RegistryMapping, credentials: Credentials, pace: Pace) -> httpx.Auth | None:
    match mapping.auth:
        case ApiKey() as rule:
            return HeaderKey(rule, credentials.secret)
        case ClientCredentials() as rule:
            return TokenAuth(rule, credentials.secret, pace.clock)
    return None
