"""A user's own page: password, second factor, language, theme."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from fastapi.responses import Response

from kyc.model.errors import InputError
from kyc.services.people import users
from kyc.services.people.signing_in import SignInError
from kyc.web.console.people.sign_in import Text, fault_of, with_new_password
from kyc.web.console.routes import needs, room
from kyc.web.console.session import PATH, set_cookie
from kyc.web.console.visit import THEME_COOKIE, THEMES, TheVisit, Visit

router = room()

_YEAR = 365 * 24 * 3600


def show(visit: Visit, *, fault: str | None = None, totp_fault: str | None = None) -> Response:
    """Show the page; where a form of it was refused, with the reason beside it."""
    status = 422 if fault or totp_fault else 200
    return visit.page("people/profile.html", status=status, fault=fault, totp_fault=totp_fault)


@router.get("/profile")
@needs(None)
def profile(visit: TheVisit) -> Response:
    """Show what one may change about oneself."""
    return show(visit)


@router.post("/profile/password")
@needs(None)
def password(visit: TheVisit, old: Text = "", new: Text = "") -> Response:
    """Change the password; every other session of the user ends."""
    try:
        entry = with_new_password(visit, old, new)
    except (InputError, SignInError) as error:
        return show(visit, fault=fault_of(visit, error))
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
