"""How a client proves who it is: by its API key, or by short-lived tokens that it gets for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Protocol

import httpx

EARLY = 30.0  # seconds before its end that a token is exchanged


class NoTokenError(Exception):
    """The service gave no token; `answer` is what it said instead."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


class Access(Protocol):
    """Gives the value of the header Authorization."""

    def authorization(self, http: httpx.Client) -> str:
        """The header's value now; may ask the service for a token."""
        ...

    def refused(self) -> bool:
        """Note that the service refused the last value; say whether another may be had."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """An API key, sent as it is."""

    secret: str

    def authorization(self, http: httpx.Client) -> str:  # noqa: ARG002
        """The key."""
        return f"ApiKey {self.secret}"

    def refused(self) -> bool:
        """There is no other."""
        return False


class Credentials:
    """OAuth2 client credentials (RFC 6749, 4.4): the key buys tokens, here for fewer scopes if some are named."""

    def __init__(
        self, client_id: str, secret: str, *, scopes: Sequence[str] = (), clock: Callable[[], float] = monotonic
    ) -> None:
        self._form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        if scopes:
            self._form["scope"] = " ".join(scopes)
        self._clock, self._lock = clock, Lock()
        self._token, self._until = "", 0.0

    def authorization(self, http: httpx.Client) -> str:
        """A token that is valid for a while yet.

        Raises:
            NoTokenError: when the service gives none.
            httpx.TransportError: when it does not answer.
        """
        with self._lock:
            if self._clock() >= self._until:
                self._fetch(http)
            return f"Bearer {self._token}"

    def refused(self) -> bool:
        """Forget the token: the service may have changed its keys."""
        with self._lock:
            had, self._until = self._until > 0, 0.0
        return had

    def _fetch(self, http: httpx.Client) -> None:
        answer = http.post("/v1/oauth/token", data=self._form)
        if not answer.is_success:
            raise NoTokenError(answer)
        told = answer.json()
        self._token, self._until = str(told["access_token"]), self._clock() + float(told["expires_in"]) - EARLY
