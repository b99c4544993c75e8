"""What can go wrong, as exceptions: by kind to catch, by code to act on, by pointer to show where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: at a JSON pointer into its body, or in a parameter."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None


class ClientError(Exception):
    """Root of this package's errors."""


class UnreachableError(ClientError):
    """Nobody answered, however often it was tried; whether the last request was carried out is not known."""


class ProblemError(ClientError):
    """The service refused (RFC 9457). `code` is stable and says why; `request_id` finds the request in its log."""

    def __init__(self, status: int, code: str, detail: str, faults: tuple[Fault, ...], request_id: str | None) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail
        self.faults, self.request_id = faults, request_id


class AccessError(ProblemError):
    """401 or 403: the key is not valid, or has not the scope."""


class UnknownError(ProblemError):
    """404: there is nothing by this id, or it is another tenant's."""


class ConflictError(ProblemError):
    """409, 412 or 428: the state does not allow it, or somebody changed it meanwhile."""


class InvalidError(ProblemError):
    """400, 413, 415 or 422: the request is not as it should be; see `faults`."""


class BusyError(ProblemError):
    """429 or 503, still after every repetition: try again later."""


class ServiceError(ProblemError):
    """The service failed, or something between us and it answered in its place."""


_KINDS: Mapping[int, type[ProblemError]] = {
    **dict.fromkeys((401, 403), AccessError),
    404: UnknownError,
    **dict.fromkeys((409, 412, 428), ConflictError),
    **dict.fromkeys((400, 405, 408, 413, 415, 422), InvalidError),
    **dict.fromkeys((429, 502, 503, 504), BusyError),
}


def problem(status: int, body: Any, request_id: str | None) -> ProblemError:
    """The exception for an answer that is no success; `body` is its JSON, or None where it has none.

    >>> problem(404, {"code": "STORE.UNKNOWN", "detail": "There is nothing by this id."}, None)
    UnknownError('404 STORE.UNKNOWN: There is nothing by this id.')
    """
    told: Mapping[str, Any] = body if isinstance(body, dict) else {}
    # The token endpoint answers in OAuth's words.
    code = str(told.get("code") or told.get("error") or f"HTTP.{status}")
    detail = str(told.get("detail") or told.get("error_description") or "The answer is no problem document.")
    errors = told.get("errors")
    faults = tuple(_fault(each) for each in errors if isinstance(each, dict)) if isinstance(errors, list) else ()
    return _KINDS.get(status, ServiceError)(status, code, detail, faults, request_id)


def _fault(told: Mapping[str, Any]) -> Fault:
    return Fault(str(told.get("code")), str(told.get("detail")), told.get("pointer"), told.get("parameter"))
