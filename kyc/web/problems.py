"""Problem details (RFC 9457): every error of the interface, with a stable code and nothing of the input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from kyc.model.errors import AccessError, EngineError, EvidenceError, InputError, KycError, StateError, StoreError
from watchlists.errors import ListError

MEDIA_TYPE = "application/problem+json"
BUSY_SECONDS, FULL_SECONDS = 2, 60  # when to come again: a restart takes seconds, making space takes a person


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: where (a JSON pointer, or the name of a parameter), what, and a code."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None


class RequestError(KycError):
    """A request that HTTP itself refuses, with the status to say so."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        faults: Sequence[Fault] = (),
    ) -> None:
        super().__init__(code, message)
        self.status, self.headers, self.faults = status, dict(headers or {}), tuple(faults)


@dataclass(frozen=True, slots=True)
class Problem:
    """What the caller is told."""

    status: int
    code: str
    detail: str
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_json(self, request_id: str) -> dict[str, Any]:
        """Write the problem; `instance` names the request, as the log does."""
        return {
            "type": f"urn:kyc:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:kyc:request:{request_id}",
            "code": self.code,
            "errors": [_fault_json(fault) for fault in self.faults],
        }


# Codes whose status their kind alone does not tell. What is not here goes by kind, see _BY_KIND.
_BY_CODE = {
    "STORE.UNKNOWN": 404,
    "STORE.BAD_ID": 404,
    "STORE.CONFLICT": 409,
    "STORE.UNAVAILABLE": 503,
    "STORE.DENIED": 503,
    "STORE.FULL": 503,
    "STORE.KEYRING": 503,
    "STORE.DAMAGED": 500,
    "STORE.REFUSED": 422,
    "SCR.NO_LISTS": 503,
    "INPUT.KEY_REUSED": 422,
    "IMG.TOO_LARGE": 413,
    "IMG.NOT_IMAGE": 415,
}
_BY_KIND: Sequence[tuple[type[Exception], int]] = (
    (AccessError, 403),
    (StateError, 409),
    (InputError, 422),
    (EvidenceError, 422),
    (EngineError, 503),
    (StoreError, 503),
    (ListError, 503),
)
_AFTER = {"STORE.FULL": FULL_SECONDS, "REPORT.NOT_READY": BUSY_SECONDS, "PDF.BUSY": BUSY_SECONDS}
# What Starlette and FastAPI refuse by themselves: they know a status only.
_BY_STATUS = {
    400: ("REQUEST.MALFORMED", "The request cannot be read."),
    404: ("REQUEST.UNKNOWN_PATH", "There is nothing at this path."),
    405: ("REQUEST.METHOD", "This path does not take this method."),
    408: ("REQUEST.SLOW", "The body took too long to arrive."),
    413: ("REQUEST.TOO_LARGE", "The body is larger than this path takes."),
}


def problem_of(error: Exception) -> Problem:
    """What an error means over HTTP; one that is not ours tells nothing but that it happened."""
    match error:
        case RequestError():
            return Problem(error.status, error.code, str(error), error.faults, error.headers)
        case KycError() | ListError():
            return _of_ours(error)
        case RequestValidationError():
            return invalid(error.errors())
        case HTTPException():
            code, detail = _BY_STATUS.get(error.status_code, ("REQUEST.REFUSED", "The request was refused."))
            return Problem(error.status_code, code, detail, (), error.headers or {})
    return Problem(500, "SYS.INTERNAL", "Something failed on our side; it was logged under this request's id.")


def _of_ours(error: KycError | ListError) -> Problem:
    by_kind = next((status for kind, status in _BY_KIND if isinstance(error, kind)), 500)
    status = _BY_CODE.get(error.code, by_kind)
    is_passing = status == 503 or error.code in _AFTER
    headers = {"Retry-After": str(_AFTER.get(error.code, BUSY_SECONDS))} if is_passing else {}
    return Problem(status, error.code, str(error), (), headers)


def invalid(errors: Iterable[Any]) -> Problem:
    """Pydantic's findings as JSON pointers and codes; never what was found there. What is no id is nobody's id."""
    errors = tuple(errors)
    if any(error["loc"][:1] == ("path",) for error in errors):
        return Problem(404, "STORE.UNKNOWN", "There is nothing by this id.")
    faults = tuple(_fault_of(error) for error in errors)
    return Problem(422, "REQUEST.INVALID", "The request is not as described; see errors.", faults)


def respond(request: Request, problem: Problem) -> Response:
    """Write a problem as the answer to a request."""
    content = json.dumps(problem.as_json(request.state.request_id), ensure_ascii=True, allow_nan=False)
    return Response(content, problem.status, dict(problem.headers), MEDIA_TYPE)


async def on_error(request: Request, error: Exception) -> Response:
    """Answer any error that a route raises."""
    return respond(request, problem_of(error))


_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def _fault_of(error: Mapping[str, Any]) -> Fault:
    source, *path = error["loc"] or ("body",)
    code = f"REQUEST.{str(error['type']).upper()}"
    # The text of a custom check (`value_error`) is ours; pydantic's own texts may quote limits, never the input.
    detail = str(error["msg"]).removeprefix("Value error, ")
    if source in ("query", "path", "header"):
        return Fault(code, detail, parameter=_told(path[0]) if path else None)
    return Fault(code, detail, pointer=pointer(map(_told, path)))


def _told(part: object) -> str:
    """A key as the caller wrote it, unless it may be somebody's name or number put in the wrong place."""
    return str(part) if isinstance(part, int) or _KEY.fullmatch(str(part).lower()) else "…"


def pointer(path: Iterable[object]) -> str:
    """Write a JSON pointer (RFC 6901).

    >>> pointer(["names", 0, "a/b"])
    '/names/0/a~1b'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _fault_json(fault: Fault) -> dict[str, str]:
    named = {"pointer": fault.pointer, "parameter": fault.parameter}
    return {"code": fault.code, "detail": fault.detail} | {
        key: value for key, value in named.items() if value is not None
    }
