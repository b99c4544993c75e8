"""The OpenAPI document: what FastAPI finds out, and what it cannot know."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kyc.web.api import schemas
from kyc.web.api.schemas_applicants import ImageIn, SelfieIn
from kyc.web.scopes import SCOPES

TITLE, VERSION = "KYC onboarding API", "1"
_ABOUT = """Submit applicants, start verifications, hear about them.

Every POST but the token's takes an `Idempotency-Key`; errors are problem details (RFC 9457) with stable codes; lists
are paged by the header Link. `docs/api.md` walks through all of it.
"""
_SCHEMES: dict[str, Any] = {
    "oauth2": {
        "type": "oauth2",
        "description": "Client credentials; the token is short-lived.",
        "flows": {"clientCredentials": {"tokenUrl": "/v1/oauth/token", "scopes": SCOPES}},
    },
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`ApiKey kyc_…` or `Bearer kyc_…`, for systems that cannot do OAuth.",
    },
}
# Shapes that no route names by itself: problems, and bodies that come in two kinds.
_MORE = (schemas.Problem, schemas.FaultOut, ImageIn, SelfieIn)


def describe(app: FastAPI) -> None:
    """Let the application describe itself, once and for all."""

    def written() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = written  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=TITLE, version=VERSION, description=_ABOUT, routes=app.routes)
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    for kind in _MORE:
        shape = kind.model_json_schema(ref_template="#/components/schemas/{model}")
        for name, part in {**shape.pop("$defs", {}), kind.__name__: shape}.items():
            components["schemas"].setdefault(name, part)
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    return document
