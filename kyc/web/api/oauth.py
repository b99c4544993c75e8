"""Access tokens by client credentials (RFC 6749, 4.4), and the keys that verify them."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from kyc.model.access import Credential
from kyc.services import clients
from kyc.web.api.schemas import Wire
from kyc.web.api.schemas_access import KeySetOut, TokenOut, TokenRefusal
from kyc.web.kit import Kit
from kyc.web.routes import GuardedRoute, kit_of
from kyc.web.scopes import SCOPES, open_to_all

router = APIRouter(prefix="/v1/oauth", tags=["Access"], route_class=GuardedRoute)

_MOST_FIELDS = 20
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string", "format": "password"},
                        "scope": {
                            "type": "string",
                            "description": "Scopes apart by spaces; all of yours when left out.",
                        },
                    },
                }
            }
        },
    },
}


Refusal = Literal["invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope"]


class TokenError(Exception):
    """A refusal in the words of RFC 6749, 5.2."""

    def __init__(self, error: Refusal, description: str, *, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.description, self.status = error, description, status


@router.post(
    "/token",
    response_model=TokenOut,
    openapi_extra=_FORM,
    responses={400: {"model": TokenRefusal}, 401: {"model": TokenRefusal}},
)
@open_to_all
async def issue_token(request: Request) -> Response:
    """Get an access token. The key that `kyc clients create` printed is the client's secret."""
    kit = kit_of(request)
    try:
        form = _form_of(request, await request.body())
        return await run_in_threadpool(_issue, kit, form)
    except TokenError as refusal:
        if refusal.status == 401:
            kit.failures.admit(request.client.host if request.client else "unknown")
        told = TokenRefusal(error=refusal.error, error_description=refusal.description)
        return _written(told, refusal.status, **({"WWW_Authenticate": "Basic"} if refusal.status == 401 else {}))


@router.get("/jwks", response_model=KeySetOut)
@open_to_all
def read_keys(request: Request) -> Response:
    """The public keys that verify access tokens (RFC 7517)."""
    return _written(KeySetOut(**kit_of(request).tokens.published()), Cache_Control="public, max-age=60")


def _issue(kit: Kit, form: dict[str, str]) -> Response:
    if form.get("grant_type") != "client_credentials":
        raise TokenError("unsupported_grant_type", "Send grant_type=client_credentials.")
    credential = _authenticated(kit, form.get("client_id", ""), form.get("client_secret", ""))
    scopes = _granted(credential, form.get("scope"))
    token = kit.tokens.issue(credential, scopes)
    return _written(TokenOut(access_token=token, expires_in=kit.tokens.seconds, scope=" ".join(sorted(scopes))))


def _written(content: Wire, status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(content.as_bytes(), status, named, "application/json")


def _authenticated(kit: Kit, client_id: str, secret: str) -> Credential:
    with kit.database.system() as system:
        credential = clients.authenticate(system, secret)
    if credential is None or credential.client.id != client_id:
        raise TokenError("invalid_client", "The client or its secret is unknown, revoked or expired.", status=401)
    return credential


def _granted(credential: Credential, wanted: str | None) -> frozenset[str]:
    """The scopes of a token: those asked for, all of which the client must have."""
    asked = frozenset((wanted or "").split()) or credential.scopes
    if not asked <= credential.scopes:
        raise TokenError("invalid_scope", f"Scopes are: {' '.join(SCOPES)}; this client has not all that it asked for.")
    return asked


def _form_of(request: Request, body: bytes) -> dict[str, str]:
    """The form's fields, each given once; the client's name and secret may come as HTTP Basic instead."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise TokenError("invalid_request", "Send application/x-www-form-urlencoded.")
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise TokenError("invalid_request", "The form cannot be read.") from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise TokenError("invalid_request", "A field is given twice.")
    return form | _basic(request.headers.get("authorization", ""))


def _basic(authorization: str) -> dict[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        name, colon, secret = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (ValueError, binascii.Error):
        colon = name = secret = ""
    if not colon:
        raise TokenError("invalid_client", "The Authorization header cannot be read.", status=401)
    return {"client_id": unquote_plus(name), "client_secret": unquote_plus(secret)}
