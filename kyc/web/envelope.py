"""What every request and reply carries: an id, one log line, two measurements, safe headers, and an end to errors."""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from time import perf_counter

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kyc.web.metrics import Metrics
from kyc.web.problems import problem_of, respond

log = logging.getLogger(__name__)

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
# Nothing is ever framed, sniffed, cached or allowed to load anything; the report's page brings a policy of its own.
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Envelope:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through; whatever escapes it ends here, as a problem and a log line."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passage = _Passage(scope, send)
        try:
            await self._app(scope, receive, passage.send)
        except Exception as error:  # noqa: BLE001 - the last edge: its text may hold anything and must not be told
            _log_failure(error, passage.request_id)
            if passage.status is None:
                await respond(Request(scope), problem_of(error))(scope, receive, passage.send)
        finally:
            self._close(scope, passage)

    def _close(self, scope: Scope, passage: _Passage) -> None:
        route, status, seconds = route_of(scope), passage.status or 499, perf_counter() - passage.started
        self._metrics.observe(scope["method"], route, status, seconds)
        log.info(
            "http.request",
            extra={
                "request": passage.request_id,
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
            },
        )


class _Passage:
    """One request on its way: its id, and the status once that is known."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self.request_id = _request_id(scope)
        self.status: int | None = None
        self.started = perf_counter()
        scope.setdefault("state", {})["request_id"] = self.request_id

    async def send(self, message: Message) -> None:
        """Add the headers that every reply carries."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[HEADER] = self.request_id
            headers.update(self._scope["state"].get("headers", {}))
            for name, value in _SAFE.items():
                headers.setdefault(name, value)
        await self._send(message)


def route_of(scope: Scope) -> str:
    """The path's template: what was put into it, ids and worse, stays out of logs and measurements."""
    return str(getattr(scope.get("route"), "path", "unmatched"))


def _request_id(scope: Scope) -> str:
    given = dict(scope["headers"]).get(HEADER.lower().encode(), b"").decode("latin-1")
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(12)


def _log_failure(error: Exception, request_id: str) -> None:
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
    log.error("http.failed", extra={"request": request_id, "error": type(error).__name__, "where": where})
