"""Taking cases and handing them out, and the views that a user keeps."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Form
from fastapi.responses import Response

from kyc.model.errors import InputError, StoreError
from kyc.model.user import Right
from kyc.services.casework import queue
from kyc.storage.unit import Unit
from kyc.texts.marking import N_
from kyc.web.console.queue.asked import Asked, asked_of
from kyc.web.console.queue.rows import icon_of
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit

router = room()

_MOST = 200  # cases at once
_MOST_VIEWS = 20
_WHY = {
    "CASE.CLOSED": N_("It is closed."),
    "CASE.PENDING_APPROVAL": N_("It awaits a second person."),
    "CASE.ALREADY_THEIRS": N_("They have it already."),
    "CASE.NOT_FOR_THEM": N_("They do not work on cases, or not any more."),
    "CASE.NEEDS_SENIOR": N_("It was escalated: a senior has to take it."),
    "ACCESS.RIGHT": N_("Somebody else has it, and your role does not include taking it away."),
    "STORE.UNKNOWN": N_("It is not there."),
}
Chosen = Annotated[list[str] | None, Form(max_length=_MOST)]
Code = Annotated[str, Form(max_length=80)]


@router.post("/cases/next")
@needs(Right.WORK)
def take_next(visit: TheVisit) -> Response:
    """Take the free case that weighs most, of the view one looks at; nobody else gets the same."""
    filters = _asked(visit.back).filters(visit.user)

    def work(unit: Unit) -> Response:
        taken = queue.take_next(unit, visit.user, filters)
        return visit.go(f"/cases/{taken.id}", "assigned_to_you") if taken else visit.go(visit.back, "no_next")

    return visit.once(work)


@router.post("/cases/take")
@needs(Right.WORK)
def take(visit: TheVisit, case: Code = "") -> Response:
    """Take one case."""

    def work(unit: Unit) -> Response:
        done = queue.assign(unit, visit.user, (case,), visit.user)
        if done.refused:
            raise InputError(done.refused[case], "This case cannot be taken.")
        return visit.go(visit.back, "assigned_to_you")

    return visit.once(work)


@router.post("/cases/assign/preview")
@needs(Right.READ_CASES)
def preview(visit: TheVisit, case: Chosen = None, assignee: Code = "") -> Response:
    """Say what handing out would do, before it is done. Who may is the service's to say."""
    with visit.unit(read_only=True) as unit:
        user = unit.users.get(assignee)
        planned = queue.preview_assign(unit, visit.user, case or (), user)
        refused = [(_label(unit, case_id), _WHY.get(code, code)) for case_id, code in planned.refused.items()]
    template = "queue/assign_part.html" if visit.is_htmx else "queue/assign.html"
    return visit.page(template, planned=planned, assignee=user, refused=refused, icon_of=icon_of)


@router.post("/cases/assign")
@needs(Right.READ_CASES)
def assign(visit: TheVisit, case: Chosen = None, assignee: Code = "") -> Response:
    """Hand cases out."""

    def work(unit: Unit) -> Response:
        done = queue.assign(unit, visit.user, case or (), unit.users.get(assignee))
        return visit.go("/cases", "assigned", len(done.cases))

    return visit.once(work)


@router.post("/cases/views")
@needs(Right.READ_CASES)
def save_view(visit: TheVisit, name: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Keep what one looks at under a name."""
    asked = _asked(visit.back)
    if not name.strip() or not name.isprintable():
        raise InputError("INPUT.VIEW_NAME", "A view needs a name.")

    def work(unit: Unit) -> Response:
        if len(unit.views.of(visit.user.id)) >= _MOST_VIEWS:
            raise InputError("INPUT.VIEWS", "Twenty views are enough: remove one first.")
        unit.views.add(visit.user.id, name.strip(), {"view": asked.view, **asked.given})
        return visit.go(visit.back, "view_saved")

    return visit.once(work)


@router.post("/cases/views/{view_id}/remove")
@needs(Right.READ_CASES)
def remove_view(visit: TheVisit, view_id: str) -> Response:
    """Forget a view."""

    def work(unit: Unit) -> Response:
        unit.views.remove(visit.user.id, view_id)
        return visit.go("/cases", "view_removed")

    return visit.once(work)


def _asked(back: str) -> Asked:
    """The view that a page's address names."""
    return asked_of(dict(parse_qsl(urlsplit(back).query)))


def _label(unit: Unit, case_id: str) -> str:
    try:
        return unit.cases.get(case_id).label
    except StoreError:
        return case_id
