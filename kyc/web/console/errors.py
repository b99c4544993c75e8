"""What goes wrong, as a page that says what to do; never what was sent."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from kyc.model.session import Stage
from kyc.texts.marking import N_
from kyc.web.console.routes import SignInNeeded
from kyc.web.console.session import cookie_name, local_path
from kyc.web.console.visit import Visit
from kyc.web.problems import Problem, problem_of

_MOST_FORM = 64 * 1024  # bytes of a form that is read only to find the way back

# status -> heading, and what to do
_SAID = {
    403: (N_("This is not for your role"), N_("Ask a colleague who may do this, or an administrator.")),
    404: (N_("There is nothing here"), N_("It may have been erased, or the address is not complete.")),
    409: (
        N_("Somebody was faster"),
        N_("It changed while you looked at it. Load the page again and decide on what it says now."),
    ),
    413: (N_("This is too large"), N_("Choose a smaller file.")),
    422: (N_("This cannot be done so"), N_("Go back, mend what is wrong and send it again.")),
    429: (N_("Too many requests"), N_("Wait a minute and try again.")),
    503: (N_("Not available just now"), N_("Try again in a moment; nothing was lost.")),
}
_ELSE = (
    N_("Something failed"),
    N_("It was logged under the number below. Try again, and tell your administrator if it stays."),
)
_CROSS_SITE = (
    N_("This request was refused"),
    N_("It did not come from a page of this session. Load the page again and repeat it there."),
)
WAY_IN = {Stage.CODE: "/sign-in/code", Stage.PASSWORD: "/sign-in/password", Stage.ENROL: "/sign-in/second-factor"}


async def on_error(request: Request, error: Exception) -> Response:
    """Answer any error that a route raises."""
    return error_page(Visit(request), problem_of(error))


def error_page(visit: Visit, problem: Problem) -> Response:
    """A problem as a page, or for htmx as the part that takes the place of what was asked for."""
    is_refused = problem.code in ("REQUEST.CROSS_SITE", "REQUEST.TOKEN")
    heading, advice = _CROSS_SITE if is_refused else _SAID.get(problem.status, _ELSE)
    template = "problem_part.html" if visit.is_htmx else "problem.html"
    detail = visit.speaker.texts.gettext(problem.detail)
    response = visit.page(
        template, status=problem.status, heading=visit.text(heading), advice=visit.text(advice), detail=detail,
        problem=problem, request_id=visit.request.state.request_id,
    )  # fmt: skip
    response.headers.update(problem.headers)
    return response


async def on_sign_in_needed(request: Request, error: Exception) -> Response:
    """Send the browser to where the way in goes on; afterwards it comes back to where it was.

    What was being written is kept by the browser itself (static/drafts.js) and stands in its field again then.
    """
    stage = error.stage if isinstance(error, SignInNeeded) else None
    if stage is Stage.FULL:
        return Visit(request).go("/cases")
    if request.method not in ("GET", "HEAD") and 0 < int(request.headers.get("content-length") or 0) < _MOST_FORM:
        await request.form()
    visit = Visit(request)
    came_from = request.headers.get("hx-current-url") if visit.is_htmx else visit.back
    back = local_path(_path_of(came_from))
    is_expired = stage is None and cookie_name(visit.kit.settings) in request.cookies
    return visit.go(visit.with_next(WAY_IN[stage] if stage else "/sign-in", back, is_expired=is_expired))


def _path_of(address: str | None) -> str | None:
    """The path of an address of ours, which htmx sends whole."""
    if address is None or address.startswith("/"):
        return address
    return "/" + address.partition("://")[2].partition("/")[2]
