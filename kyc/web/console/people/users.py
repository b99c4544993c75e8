"""Who may sign in, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from fastapi.responses import Response

from kyc.model.errors import InputError
from kyc.model.user import RIGHTS, Right, Role
from kyc.services.people import users
from kyc.services.people.users import LANGUAGES, NewPassword
from kyc.storage.unit import Unit
from kyc.web.console.people.sign_in import Text
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit, Visit

router = room()


@router.get("/users")
@needs(Right.MANAGE_USERS)
def every_user(visit: TheVisit) -> Response:
    """List the users, with a form for another one."""
    return _page(visit)


@router.post("/users")
@needs(Right.MANAGE_USERS)
def create(
    visit: TheVisit,
    login: Text = "",
    name: Text = "",
    role: Annotated[Role, Form()] = Role.ANALYST,
    language: Text = "id",
) -> Response:
    """Make a user; the one-time password is on the page that answers, and nowhere afterwards."""
    try:
        with visit.unit() as unit:
            made = users.create(unit, login, name, role, language=language)
    except InputError as error:
        given = {"login": login, "name": name, "role": role, "language": language}
        return _page(visit, fault=visit.speaker.texts.gettext(str(error)), given=given)
    return _page(visit, made=made)


@router.post("/users/{user_id}/reset")
@needs(Right.MANAGE_USERS)
def reset(visit: TheVisit, user_id: str) -> Response:
    """Give a user a one-time password."""
    with visit.unit() as unit:
        made = users.reset(unit, user_id)
    return _page(visit, made=made)


@router.post("/users/{user_id}/disable")
@needs(Right.MANAGE_USERS)
def disable(visit: TheVisit, user_id: str) -> Response:
    """End a user's access."""

    def work(unit: Unit) -> Response:
        users.disable(unit, user_id)
        return visit.go("/users", "user_disabled")

    return visit.once(work)


@router.post("/users/{user_id}/enable")
@needs(Right.MANAGE_USERS)
def enable(visit: TheVisit, user_id: str) -> Response:
    """Give a user their access back."""

    def work(unit: Unit) -> Response:
        users.enable(unit, user_id)
        return visit.go("/users", "user_enabled")

    return visit.once(work)


@router.post("/users/{user_id}/role")
@needs(Right.MANAGE_USERS)
def set_role(visit: TheVisit, user_id: str, role: Annotated[Role, Form()]) -> Response:
    """Change what a user may do."""

    def work(unit: Unit) -> Response:
        users.set_role(unit, user_id, role)
        return visit.go("/users", "role_changed")

    return visit.once(work)


def _page(
    visit: Visit, *, fault: str | None = None, made: NewPassword | None = None, given: dict[str, str] | None = None
) -> Response:
    with visit.unit(read_only=True) as unit:
        found = sorted(users.every(unit), key=lambda user: (user.disabled_at is not None, user.name.casefold()))
    blank = {"login": "", "name": "", "role": Role.ANALYST, "language": visit.language}
    return visit.page(
        "people/users.html", status=422 if fault else 200, users=found, fault=fault, made=made, given=given or blank,
        roles=tuple(Role), rights=RIGHTS, languages=LANGUAGES,
    )  # fmt: skip
