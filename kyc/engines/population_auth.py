"""How we show a registry who we are: a key in a header, or a token from its OAuth2 server."""

from __future__ import annotations

from collections.abc import Callable, Generator
from threading import Lock

import httpx

from kyc.engines.population_mapping import ApiKey, ClientCredentials

EARLY = 30.0  # seconds before its end at which a token is no longer used
DEFAULT_LIFE = 300.0  # seconds; RFC 6749 (5.1) lets a server leave `expires_in` out


class AuthError(Exception):
    """The token server answered, and gave no token."""


class HeaderKey(httpx.Auth):
    """A key in a header."""

    def __init__(self, rule: ApiKey, secret: str) -> None:
        self._header, self._secret = rule.header, secret

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers[self._header] = self._secret
        yield request


class TokenAuth(httpx.Auth):
    """OAuth2 client credentials; one token serves until shortly before its end, or until it is refused."""

    requires_response_body = True

    def __init__(self, rule: ClientCredentials, secret: str, clock: Callable[[], float]) -> None:
        """Take a clock that only goes forward, in seconds."""
        self._rule, self._secret, self._clock = rule, secret, clock
        self._token, self._ends = "", 0.0
        self._lock = Lock()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send with a token; a refused one is fetched anew, once."""
        token = self._current()
        if not token:
            token = self._keep((yield self._token_request()))
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            request.headers["Authorization"] = f"Bearer {self._keep((yield self._token_request()))}"
            yield request

    def _current(self) -> str:
        with self._lock:
            return self._token if self._clock() < self._ends - EARLY else ""

    def _token_request(self) -> httpx.Request:
        form = {"grant_type": "client_credentials"} | ({"scope": self._rule.scope} if self._rule.scope else {})
        request = httpx.Request("POST", self._rule.token_url, data=form)
        # RFC 6749 (2.3.1) wants clients to be able to name themselves by HTTP Basic; servers have to take it.
        basic = httpx.BasicAuth(self._rule.client_id, self._secret)
        return next(basic.auth_flow(request))

    def _keep(self, response: httpx.Response) -> str:
        """Take the token out of an answer.

        Raises:
            httpx.HTTPStatusError: when the server failed.
            AuthError: when it refused us or its answer is not understood.
        """
        if response.is_server_error:
            response.raise_for_status()
        response.read()
        try:
            body = response.json()
            token, life = str(body["access_token"]), float(body.get("expires_in", DEFAULT_LIFE))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise AuthError from None
        if not response.is_success or not token.isascii() or not token.isprintable():
            raise AuthError
        with self._lock:
            self._token, self._ends = token, self._clock() + life
        return token
