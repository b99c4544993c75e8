"""The browser's side of a session: its cookie, and tokens for forms that nobody without it can make."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from kyc.services.people.sessions import Entry, Span, recognise
from kyc.settings import Settings
from kyc.web.problems import RequestError
from kyc.web.routes import kit_of

PATH = "/console"
HOME = f"{PATH}/cases"
_NONCE_BYTES = 12


def span_of(settings: Settings) -> Span:
    """How long sessions last in this installation."""
    return Span(timedelta(minutes=settings.console_idle_minutes), timedelta(hours=settings.console_session_hours))


def cookie_name(settings: Settings) -> str:
    """A name that browsers accept only over TLS, from this very host and for all of it, unless this is a demo."""
    return "kyc_session" if settings.console_http else "__Host-kyc_session"


def entry_of(request: Request) -> Entry | None:
    """The session that a request's cookie opens."""
    kit = kit_of(request)
    tenant, _, secret = request.cookies.get(cookie_name(kit.settings), "").partition(".")
    return recognise(kit.database, tenant, secret, span_of(kit.settings)) if secret else None


def set_cookie(response: Response, settings: Settings, entry: Entry) -> None:
    """Give the browser a session's secret. It ends with the browser; the server ends it earlier."""
    response.set_cookie(
        cookie_name(settings),
        f"{entry.user.tenant}.{entry.secret}",
        path="/",
        httponly=True,
        secure=not settings.console_http,
        samesite="lax",  # a link to a case in a colleague's message still opens it
    )


def drop_cookie(response: Response, settings: Settings) -> None:
    """Take the secret back."""
    response.delete_cookie(
        cookie_name(settings), path="/", httponly=True, secure=not settings.console_http, samesite="lax"
    )


def new_token(entry: Entry) -> str:
    """A token for one form: it proves that the page came from us, and is good for one change."""
    nonce = secrets.token_urlsafe(_NONCE_BYTES)
    return f"{nonce}.{_proof(entry, nonce)}"


def is_token(entry: Entry, token: str) -> bool:
    """Whether a token was made for this session."""
    nonce, _, proof = token.partition(".")
    return hmac.compare_digest(_proof(entry, nonce).encode(), proof.encode("utf-8", "replace"))


def _proof(entry: Entry, nonce: str) -> str:
    digest = hmac.new(entry.secret.encode(), b"form\0" + nonce.encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode("ascii")


def check_origin(request: Request) -> None:
    """Refuse a change that another site's page asks for; every browser of today says where a request comes from.

    Raises:
        RequestError: 403 REQUEST.CROSS_SITE.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_ours = site in (None, "same-origin") and origin is not None and urlsplit(origin).netloc == request.url.netloc
    if not is_ours:
        raise RequestError(403, "REQUEST.CROSS_SITE", "This request came from another site, and was refused.")


def local_path(path: str | None) -> str:
    """A path of the console's to go to after signing in; the queue when it is anything else.

    >>> local_path("/console/cases/cas_1?view=mine"), local_path("//evil.example"), local_path("/console/../v1")
    ('/console/cases/cas_1?view=mine', '/console/cases', '/console/cases')
    """
    parts = urlsplit(path or "")
    is_plain = path is not None and path.isascii() and path.isprintable() and "\\" not in path
    is_here = parts.path.startswith(f"{PATH}/") and ".." not in parts.path and not parts.scheme and not parts.netloc
    is_page = not parts.path.startswith((f"{PATH}/sign-", f"{PATH}/static/"))
    return path if path and is_plain and is_here and is_page else HOME
