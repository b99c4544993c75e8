"""Routes that cannot be forgotten to guard: each says what it needs, or the program does not start."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from kyc.web.auth import Principal, require
from kyc.web.kit import Kit
from kyc.web.problems import MEDIA_TYPE, RequestError
from kyc.web.scopes import ANY, needed_by
from kyc.web.strict import parse

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

PROBLEM = {
    "description": "A problem (RFC 9457); `code` is stable, `errors` points at what is wrong.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of at most 255 characters. A repeated request under the same key is answered with the "
    "first one's reply, marked `Idempotent-Replayed: true`, for 48 hours; another request under it is refused.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "example": "order-4711-verify",
}


def _if_match(*, required: bool) -> dict[str, Any]:
    return {
        "parameters": [
            {
                "name": "If-Match",
                "in": "header",
                "required": required,
                "description": "The ETag that came with what you read.",
                "schema": {"type": "string", "pattern": '^(W/)?"[0-9]{1,9}"$'},
                "example": '"1"',
            }
        ]
    }


_SINGLE = ("Authorization", "Idempotency-Key", "If-Match", "Last-Event-ID")

IF_MATCH, IF_MATCH_NEEDED = _if_match(required=False), _if_match(required=True)


class StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:
        """The body as JSON.

        Raises:
            RequestError: 400 REQUEST.JSON.
        """
        return parse(await self.body())


class GuardedRoute(APIRoute):
    """A route that recognises its caller before it reads a byte of the body."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        scope = needed_by(endpoint)
        options["openapi_extra"] = _described(options, scope)
        options["responses"] = {**(options.get("responses") or {}), "default": PROBLEM}
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:
        """Wrap FastAPI's own handler."""
        answer, scope, takes_json = super().get_route_handler(), needed_by(self.endpoint), self.body_field is not None

        async def guarded(request: Request) -> Response:
            if scope is not None and not _is_opened(request, scope):
                request.state.principal = await admit(request, scope)
            strict = StrictRequest(request.scope, request.receive)
            try:
                if takes_json:
                    await _read_json(strict)
                return await answer(strict)
            except ClientDisconnect:  # nobody hears this any more; it is no failure of ours
                raise RequestError(400, "REQUEST.MALFORMED", "The body ended before its end.") from None

        return guarded


def guard(scope: str) -> Callable[[Request], Coroutine[Any, Any, None]]:
    """The same guard as a dependency, for routers that are written without ours."""

    async def check(request: Request) -> None:
        request.state.principal = await admit(request, scope)

    return check


async def admit(request: Request, scope: str) -> Principal:
    """Recognise a caller, count the request, and ask for the scope.

    Raises:
        RequestError: 401, 403 or 429.
    """
    kit = kit_of(request)
    _only_one_each(request)
    try:
        principal = await run_in_threadpool(kit.gate.principal, request.headers.get("authorization"))
    except RequestError:
        kit.failures.admit(request.client.host if request.client else "unknown")
        raise
    request.state.headers = kit.rates.admit(principal.client_id).headers
    require(principal, scope)
    return principal


def _only_one_each(request: Request) -> None:
    """Refuse headers given twice where the first and the last would mean different things to us and to a proxy."""
    for name in _SINGLE:
        if len(request.headers.getlist(name)) > 1:
            raise RequestError(400, "REQUEST.MALFORMED", f"The header {name} was sent more than once.")


def kit_of(request: Request) -> Kit:
    """What the application was built with."""
    kit: Kit = request.app.state.kit
    return kit


def _is_opened(request: Request, scope: str) -> bool:
    """Whether the operator opened what else needs a scope."""
    return scope == "metrics:read" and kit_of(request).settings.open_metrics


async def _read_json(request: StrictRequest) -> None:
    """Read a body now, while what is wrong with it can still be told apart from what is wrong with its fields."""
    if not await request.body():
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/merge-patch+json"):
        raise RequestError(415, "REQUEST.MEDIA_TYPE", "Send JSON, with Content-Type: application/json.")
    request._json = await request.json()


def _described(options: dict[str, Any], scope: str | None) -> dict[str, Any]:
    extra = dict(options.get("openapi_extra") or {})
    if scope is None:
        return {**extra, "security": []}
    granted = [] if scope == ANY else [scope]
    extra["security"] = [{"oauth2": granted}, {"apiKey": []}]
    if "POST" in (options.get("methods") or ()):
        others = [each for each in extra.get("parameters", []) if each["name"] != KEY_PARAMETER["name"]]
        extra["parameters"] = [*others, KEY_PARAMETER]
    return extra
