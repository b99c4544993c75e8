"""Routes of the console that cannot be forgotten to guard: each says what it needs, or the program does not start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from kyc.model.errors import AccessError
from kyc.model.session import Stage
from kyc.model.user import Right
from kyc.services.people.sessions import Entry
from kyc.texts.marking import N_
from kyc.web.console.session import check_origin, entry_of, is_token
from kyc.web.problems import RequestError
from kyc.web.routes import Handler

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

_SAFE = frozenset({"GET", "HEAD"})


class SignInNeeded(Exception):  # noqa: N818 - no error: the request is answered by the page to sign in on
    """There is no session, or it has not come as far as the route asks; `stage` is where it stands."""

    def __init__(self, stage: Stage | None = None) -> None:
        super().__init__("sign in")
        self.stage = stage


@dataclass(frozen=True, slots=True)
class Guard:
    """What a route asks of its visitor: a session of a stage, and a right; None of each asks nothing."""

    stage: Stage | None
    right: Right | None = None


def needs(right: Right | None) -> Callable[[Endpoint], Endpoint]:
    """Mark a page for signed-in users with a right; None lets every user in."""
    return _marked(Guard(Stage.FULL, right))


def at_stage(stage: Stage) -> Callable[[Endpoint], Endpoint]:
    """Mark a page of the way in."""
    return _marked(Guard(stage))


def open_to_all(endpoint: Endpoint) -> Endpoint:
    """Mark a page that anybody may see."""
    return _marked(Guard(None))(endpoint)


def _marked(guard: Guard) -> Callable[[Endpoint], Endpoint]:
    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.guard = guard  # type: ignore[attr-defined]
        return endpoint

    return mark


class ConsoleRoute(APIRoute):
    """A route that looks at origin, session, form token and right before anything else."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if not isinstance(getattr(endpoint, "guard", None), Guard):
            raise TypeError(f"{endpoint.__name__} needs a right, or to be opened to all")
        self.guard: Guard = endpoint.guard  # type: ignore[attr-defined]
        super().__init__(path, endpoint, **{**options, "include_in_schema": False, "response_model": None})

    def get_route_handler(self) -> Handler:
        """Wrap FastAPI's own handler."""
        answer, guard = super().get_route_handler(), self.guard

        async def guarded(request: Request) -> Response:
            is_change = request.method not in _SAFE
            if is_change:
                check_origin(request)
            request.state.entry = entry = await run_in_threadpool(entry_of, request)
            if guard.stage is not None:
                await _admit(request, guard, entry, is_change=is_change)
            return await answer(request)

        return guarded


async def _admit(request: Request, guard: Guard, entry: Entry | None, *, is_change: bool) -> None:
    if entry is None or entry.session.stage is not guard.stage:
        raise SignInNeeded(entry.session.stage if entry else None)
    if guard.right is not None and not entry.user.may(guard.right):
        raise AccessError("AUTH.RIGHT", N_("Your role does not include this."))
    if is_change:
        form = await request.form()  # kept by the request: FastAPI reads the same one
        token = form.get("token")
        if not isinstance(token, str) or not is_token(entry, token):
            told = N_("This form is not of your present session: load the page again.")
            raise RequestError(403, "REQUEST.TOKEN", told)


def room() -> APIRouter:
    """A router whose routes are guarded."""
    return APIRouter(route_class=ConsoleRoute)
