"""The console as an application of its own, mounted under /console."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kyc.model.errors import KycError
from kyc.services.assembly import policy_of
from kyc.web.console import files
from kyc.web.console.case import deciding, exporting, judging, noting, pictures, showing
from kyc.web.console.errors import on_error, on_sign_in_needed
from kyc.web.console.people import profile, second_factor, sign_in, users
from kyc.web.console.queue import moving
from kyc.web.console.queue import page as queue_page
from kyc.web.console.routes import SignInNeeded
from kyc.web.console.session import HOME, PATH
from kyc.web.console.watching import audit, lists
from kyc.web.kit import Kit
from watchlists.errors import ListError

ROOMS: tuple[APIRouter, ...] = (
    files.router,
    sign_in.router,
    second_factor.router,
    profile.router,
    users.router,
    moving.router,
    queue_page.router,
    lists.router,
    audit.router,
    showing.router,
    pictures.router,
    judging.router,
    noting.router,
    deciding.router,
    exporting.router,
)

# Only our own files, nothing inline, nothing evaluated, no frames around us, forms to ourselves alone.
POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # with none at all, browsers would not say where a form comes from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def mount_console(app: FastAPI, kit: Kit) -> None:
    """Lay the console under /console of an application."""

    async def enter(_request: Request) -> Response:
        return RedirectResponse(HOME, 303)

    app.router.routes.append(Route(PATH, enter))
    # Around everything, the page that tells of a failure of ours as well.
    app.mount(PATH, _Headers(console_app(kit), is_tls=not kit.settings.console_http))


def console_app(kit: Kit) -> FastAPI:
    """Make the console."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.kit = kit
    app.state.terms = policy_of(kit.settings).terms
    for room in ROOMS:
        app.include_router(room)
    for kind in (KycError, ListError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, on_error)
    app.add_exception_handler(SignInNeeded, on_sign_in_needed)
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    return app


class _Headers:
    """ASGI middleware that lays the console's own headers on every reply."""

    def __init__(self, app: ASGIApp, *, is_tls: bool) -> None:
        self._app = app
        self._headers = _HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if is_tls else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending)
