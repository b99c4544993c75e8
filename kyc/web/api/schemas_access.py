"""Access tokens, their keys and the state of the service over the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from kyc.web.api.schemas import Wire


class TokenOut(Wire):
    """An access token (RFC 6749, 5.1)."""

    access_token: Annotated[str, Field(examples=["eyJ0eXAiOiJhdCtqd3Qi…"])]
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: Annotated[int, Field(description="Seconds.", examples=[900])]
    scope: Annotated[str, Field(examples=["applicants:write verifications:write"])]


class TokenRefusal(Wire):
    """Why there is no token (RFC 6749, 5.2)."""

    error: Literal["invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope"]
    error_description: str


class KeySetOut(Wire):
    """Public keys (RFC 7517)."""

    keys: Sequence[Mapping[str, Any]]


class AliveOut(Wire):
    """That the process answers."""

    status: Literal["ok"] = "ok"


class ReadyOut(Wire):
    """What is up. A part says `ok` or a code; only without the database no request can be served."""

    status: Literal["ready", "degraded", "unready"]
    parts: Annotated[Mapping[str, str], Field(examples=[{"database": "ok", "lists": "SCR.NO_LISTS", "prefect": "ok"}])]
