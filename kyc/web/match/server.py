"""The endpoints as a server of their own: who may ask, how errors read, when lists are looked at again."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from kyc.web.match.router import match_router
from kyc.web.match.source import MatchSource
from kyc.web.match.wire import answer
from watchlists.errors import ListError

log = logging.getLogger(__name__)

LOOPBACK = ("localhost", "127.0.0.1", "::1")
REFRESH_EVERY = 5.0  # seconds between looks at which versions are active
_OPEN = frozenset({"/healthz", "/readyz"})  # say nothing about anybody; probes carry no key
_SCHEMES = ("apikey", "bearer", "token")


def create_match_app(
    source: MatchSource,
    *,
    token: str | None = None,
    update_token: str | None = None,
    refresh_every: float = REFRESH_EVERY,
) -> FastAPI:
    """Make the server.

    Args:
        source: the lists to answer from.
        token: the key every request has to carry; without one only requests to a loopback name are answered.
        update_token: see `match_router`.
        refresh_every: seconds between looks at which versions are active.
    """
    app = FastAPI(
        title="Screening, as yente answers it",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lambda _: _kept_fresh(source, refresh_every),
        strict_content_type=False,  # like yente: curl sends JSON without saying so
    )
    app.include_router(match_router(source, update_token=update_token))
    app.add_exception_handler(RequestValidationError, _invalid)
    if token:
        app.add_middleware(KeyRequired, token=token)
    else:
        # A web page may not reach a server without a key by giving its own name the address 127.0.0.1.
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])
    return app


class KeyRequired:
    """Middleware that lets nobody pass without the key, whatever there is behind it."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["path"] in _OPEN or self._is_known(scope["headers"]):
            await self._app(scope, receive, send)
            return
        refusal = answer({"detail": "Invalid API key."}, status=401, headers={"WWW-Authenticate": "ApiKey"})
        await refusal(scope, receive, send)

    def _is_known(self, headers: Sequence[tuple[bytes, bytes]]) -> bool:
        given = dict(headers).get(b"authorization", b"")
        scheme, _, key = given.partition(b" ")
        return scheme.lower().decode("latin-1") in _SCHEMES and hmac.compare_digest(key.strip(), self._token)


@asynccontextmanager
async def _kept_fresh(source: MatchSource, every: float) -> AsyncIterator[None]:
    refreshing = asyncio.create_task(_keep_fresh(source, every))
    try:
        yield
    finally:
        refreshing.cancel()


async def _keep_fresh(source: MatchSource, every: float) -> None:
    while True:
        try:
            await asyncio.to_thread(source.refresh)
        except ListError as error:
            log.warning("lists.not_loaded", extra={"code": error.code})
        await asyncio.sleep(every)


async def _invalid(_: Request, error: Exception) -> Response:
    """Answer as FastAPI does, without repeating what was sent: it may be a person's, and no JSON at all."""
    faults: Sequence[Mapping[str, Any]] = error.errors() if isinstance(error, RequestValidationError) else ()
    detail = [{"loc": list(map(str, fault["loc"])), "msg": fault["msg"], "type": fault["type"]} for fault in faults]
    return answer({"detail": detail}, status=422)
