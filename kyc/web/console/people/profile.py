"""A user's own page: password, second factor, language, theme."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from fastapi.responses import Response

from kyc.model.errors import InputError
from kyc.services.people import own, signing_in, users
from kyc.web.console.people.sign_in import Text, door_of
from kyc.web.console.routes import needs, room
from kyc.web.console.session import PATH, set_cookie
from kyc.web.console.visit import THEME_COOKIE, THEMES, TheVisit

router = room()

_YEAR = 365 * 24 * 3600


@router.get("/profile")
@needs(None)
def profile(visit: TheVisit) -> Response:
    """Show what one may change about oneself."""
    return visit.page("people/profile.html", fault=None)


@router.post("/profile/password")
@needs(None)
def password(visit: TheVisit, old: Text = "", new: Text = "") -> Response:
    """Change the password; every other session of the user ends."""
    try:
        with visit.unit() as unit:
            own.change_password(unit, visit.user, old, new)
            entry = signing_in.go_on(unit, door_of(visit, visit.user.tenant), visit.user)
    except InputError as error:
        fault = visit.speaker.texts.gettext(str(error))
        return visit.page("people/profile.html", status=422, fault=fault)
    response = visit.go("/profile", "password_changed")
    set_cookie(response, visit.kit.settings, entry)
    return response


@router.post("/profile/language")
@needs(None)
def language(visit: TheVisit, language: Annotated[str, Form(max_length=2)] = "id") -> Response:
    """Change the language."""
    with visit.unit() as unit:
        users.set_language(unit, visit.user.id, language)
    return visit.go(visit.back)


@router.post("/profile/theme")
@needs(None)
def theme(visit: TheVisit, theme: Annotated[str, Form(max_length=8)] = "") -> Response:
    """Choose light or dark in this browser, or leave it to the system."""
    response = visit.go(visit.back)
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, path=PATH, max_age=_YEAR, samesite="lax")
    else:
        response.delete_cookie(THEME_COOKIE, path=PATH)
    return response
