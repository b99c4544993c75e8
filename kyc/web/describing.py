"""The OpenAPI document: what FastAPI finds out, and what it cannot know."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kyc.web.api import schemas
from kyc.web.api.schemas_applicants import ImageIn, SelfieIn
from kyc.web.routes import PROBLEM
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


_HEADERS: dict[str, Any] = {
    "X-Request-Id": {"description": "The request, as the log names it.", "schema": {"type": "string"}},
    "RateLimit": {"description": "What is left of the minute.", "schema": {"type": "string"}},
    "Location": {"description": "Where it is.", "schema": {"type": "string"}},
    "ETag": {"description": "Its version, for If-Match.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds after which to look again.", "schema": {"type": "string"}},
    "Idempotent-Replayed": {
        "description": "`true` on a reply that an earlier request got already.",
        "schema": {"type": "string"},
    },
    "Link": {"description": 'The next page (RFC 8288), `rel="next"`.', "schema": {"type": "string"}},
}


_REFUSALS = {
    "400": "The request cannot be read.",
    "401": "No key or token, or one that is not valid.",
    "403": "The key or token has not the scope.",
    "404": "There is nothing by this id.",
    "409": "The state does not allow it, or somebody else wrote first.",
    "412": "It was changed since it was read.",
    "413": "The body or the image is too large.",
    "415": "The body or the image is of a kind that is not taken.",
    "422": "Something in the request is not as described; see `errors`.",
    "428": "If-Match is missing.",
    "429": "Too many requests; see Retry-After.",
    "503": "The store does not answer or is full, or too many PDFs are being laid out; see Retry-After.",
}


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
    components["headers"] = _HEADERS
    components["responses"] = {
        f"Problem{status}": {**PROBLEM, "description": told} for status, told in _REFUSALS.items()
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _add_headers(path, method, operation)
            _add_refusals(path, method, operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    return document


def _add_headers(path: str, method: str, operation: dict[str, Any]) -> None:
    """Name the headers that a good answer may carry."""
    names = ["X-Request-Id"]
    if operation.get("security"):
        names.append("RateLimit")
        names += ["Location", "ETag", "Retry-After", "Idempotent-Replayed"] if method == "post" else ["ETag"]
        names += ["Link"] if method == "get" and not path.endswith("}") else []
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _add_refusals(path: str, method: str, operation: dict[str, Any]) -> None:
    """Name the problems to reckon with; whatever else goes wrong is `default`, a problem too."""
    if not operation.get("security"):
        return
    statuses = {"400", "401", "403", "429", "503"}
    statuses |= {"404"} if "{" in path or "sandbox" in path else set()
    is_asked = any(each["in"] == "query" for each in operation.get("parameters", ()))
    statuses |= {"409"} if method not in ("get", "delete") or "report" in path else set()
    statuses |= {"422"} if method not in ("get", "delete") or is_asked else set()
    statuses |= {"413", "415"} if "requestBody" in operation else set()
    matched = [each for each in operation.get("parameters", ()) if each["name"] == "If-Match"]
    statuses |= {"412"} | ({"428"} if matched[0]["required"] else set()) if matched else set()
    for status in sorted(statuses - operation["responses"].keys()):
        operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
