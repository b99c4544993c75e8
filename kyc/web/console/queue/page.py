"""The queue's page, what a search finds, and the pane that shows a case at a glance."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form
from fastapi.responses import JSONResponse, Response

from kyc.model.case import Case, CaseKind, CaseState
from kyc.model.errors import StoreError
from kyc.model.queue import Filters
from kyc.model.reasons import CATALOGUE
from kyc.model.user import Right, User
from kyc.services.casework import case as casework
from kyc.services.casework import queue
from kyc.storage.repository import Page
from kyc.storage.unit import Unit
from kyc.web.console.queue.asked import FIRST, VIEWS, Asked, asked_of
from kyc.web.console.queue.chips import SHORT
from kyc.web.console.queue.rows import Row, deadline_of, icon_of, level_of, rows_of
from kyc.web.console.routes import needs, room
from kyc.web.console.session import PATH
from kyc.web.console.visit import TheVisit, Visit

router = room()

PAGE = 50
_COOKIE, _SEARCH = "kyc_searched", "search"


@router.get("/cases")
@needs(Right.READ_CASES)
def cases(visit: TheVisit) -> Response:
    """Show a page of a view."""
    asked = asked_of(visit.request.query_params)
    after = visit.request.query_params.get("after")
    with visit.unit() as unit:
        found = queue.find(unit, asked.filters(visit.user), limit=PAGE, after=after)
        content = _content(visit, unit, asked, found)
    return visit.page("queue/queue.html", **content, is_first=after is None, text=None)


@router.post("/cases/search")
@needs(Right.READ_CASES)
def search(visit: TheVisit, text: Annotated[str, Form(max_length=80)] = "") -> Response:
    """Find cases by their number, or by an applicant's; what is typed never stands in an address or a log.

    It travels to the page of what was found in a cookie that only we can read, so that one can come back to that page.
    """
    wanted = text.strip()
    with visit.unit(read_only=True) as unit:
        found = queue.find(unit, Filters(states=tuple(CaseState), text=wanted), limit=2)
        sealed = unit.keys.seal_own(_SEARCH, visit.user.id, wanted.encode())
    if len(found.items) == 1 and wanted.upper() in (found.items[0].label, str(found.items[0].number)):
        return visit.go(f"/cases/{found.items[0].id}")
    response = visit.go("/cases/found")
    secure = not visit.kit.settings.console_http
    value = base64.urlsafe_b64encode(sealed).decode("ascii")
    response.set_cookie(_COOKIE, value, path=f"{PATH}/cases", httponly=True, secure=secure, samesite="lax")
    return response


@router.get("/cases/found")
@needs(Right.READ_CASES)
def found(visit: TheVisit) -> Response:
    """Show what the last search found."""
    with visit.unit() as unit:
        text = _searched(visit, unit)
        if text is None:
            return visit.go("/cases")
        found = queue.find(unit, Filters(states=tuple(CaseState), text=text), limit=PAGE)
        content = _content(visit, unit, Asked(FIRST, {}), found)
    return visit.page("queue/queue.html", **{**content, "asked": None}, is_first=True, text=text)


@router.get("/cases/counts")
@needs(Right.READ_CASES)
def counts(visit: TheVisit) -> Response:
    """How many cases each view holds, as the page's own script asks for once the page is there.

    Counting walks along the whole queue, so that nobody waits for it who wants to see its head.
    """
    wanted = {key: Asked(key, {}).filters(visit.user) for key in VIEWS if key != "closed"}
    with visit.unit(read_only=True) as unit:
        found = unit.cases.count_each(wanted)
    return JSONResponse({key: visit.speaker.number(count) for key, count in found.items()})


@router.get("/cases/{case_id}/preview")
@needs(Right.READ_CASES)
def preview(visit: TheVisit, case_id: str) -> Response:
    """Show one case at a glance; the audit log has it that it was looked at."""
    with visit.unit() as unit:
        view = casework.look(unit, visit.user, case_id)
        people = _people(unit)
    return visit.page(
        "queue/preview.html", view=view, people=people, level=level_of(view.case.score),
        deadline=deadline_of(view.case, visit.now, visit.terms.calendar), checks=(view.report or {}).get("checks", ()),
    )  # fmt: skip


def _content(visit: Visit, unit: Unit, asked: Asked, found: Page[Case]) -> dict[str, Any]:
    people = _people(unit)
    return {
        "asked": asked,
        "rows": _rows(visit, unit, found.items, people),
        "next": found.next,
        "views": VIEWS,
        "saved": unit.views.of(visit.user.id),
        "workers": tuple(user for user in people.values() if user.may(Right.WORK)),
        "people": people,
        "states": tuple(CaseState),
        "kinds": tuple(CaseKind),
        "known_reasons": tuple(CATALOGUE),
        "icon_of": icon_of,
        "short": SHORT,
    }


def _searched(visit: Visit, unit: Unit) -> str | None:
    """What was searched for last; None when the cookie is not of this user's making."""
    try:
        sealed = base64.urlsafe_b64decode(visit.request.cookies.get(_COOKIE, ""))
        return unit.keys.unseal_own(_SEARCH, visit.user.id, sealed).decode()
    except (StoreError, ValueError):
        return None


def _rows(visit: Visit, unit: Unit, cases: tuple[Case, ...], people: Mapping[str, User]) -> tuple[Row, ...]:
    applicants = {}
    if visit.user.may(Right.READ_PII) and cases:
        applicants = dict(unit.applicants.several([case.applicant_id for case in cases]))
        unit.audit.append("queue:read", "queue", "cases")  # numbers are masked; each case's own page tells more
    return rows_of(cases, applicants, people, now=visit.now, hours=visit.terms.calendar)


def _people(unit: Unit) -> dict[str, User]:
    return {user.id: user for user in unit.users.all()}
