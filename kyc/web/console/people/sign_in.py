"""The way in: login and password, a code, a new password where a one-time one was given; and the way out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from fastapi.responses import Response

from kyc.model.errors import InputError
from kyc.model.session import Stage
from kyc.services.people import own, sessions, signing_in
from kyc.services.people.sessions import Entry
from kyc.services.people.signing_in import Door, SignInError
from kyc.web.console.errors import WAY_IN
from kyc.web.console.routes import at_stage, needs, open_to_all, room
from kyc.web.console.session import PATH, drop_cookie, local_path, set_cookie, span_of
from kyc.web.console.visit import LANGUAGE_COOKIE, TheVisit, Visit

router = room()

Text = Annotated[str, Form(max_length=256)]
Then = Annotated[str, Form(max_length=2000)]


@router.get("/sign-in")
@open_to_all
def sign_in_page(visit: TheVisit, then: str = "", expired: bool = False) -> Response:
    """Ask who it is."""
    if visit.is_signed_in:
        return visit.go(local_path(then))
    return _page(visit, then=then, is_expired=expired)


@router.post("/sign-in")
@open_to_all
def sign_in(
    visit: TheVisit, login: Text = "", password: Text = "", organisation: Text = "", then: Then = ""
) -> Response:
    """Take a login and its password."""
    tenant = visit.kit.settings.console_tenant or organisation.strip().lower()
    try:
        entry = signing_in.with_password(door_of(visit, tenant), login, password)
    except SignInError as error:
        return _page(visit, then=then, login=login, organisation=organisation, refused=error)
    return enter(visit, entry, then)


@router.get("/sign-in/code")
@at_stage(Stage.CODE)
def code_page(visit: TheVisit, then: str = "") -> Response:
    """Ask for a code of the second factor."""
    return visit.page("people/code.html", then=local_path(then), fault=None)


@router.post("/sign-in/code")
@at_stage(Stage.CODE)
def code(visit: TheVisit, code: Text = "", then: Then = "") -> Response:
    """Take the code."""
    if visit.entry is None:
        raise LookupError("the route's guard lets nobody in without a session")
    try:
        entry = signing_in.with_code(door_of(visit, visit.user.tenant), visit.entry, code)
    except SignInError as error:
        return visit.page("people/code.html", status=401, then=local_path(then), fault=_said(visit, error))
    return enter(visit, entry, then)


@router.get("/sign-in/password")
@at_stage(Stage.PASSWORD)
def password_page(visit: TheVisit, then: str = "") -> Response:
    """Ask for a password of the user's own choosing."""
    return visit.page("people/new_password.html", then=local_path(then), fault=None)


@router.post("/sign-in/password")
@at_stage(Stage.PASSWORD)
def new_password(visit: TheVisit, old: Text = "", new: Text = "", then: Then = "") -> Response:
    """Take the new password in place of the one-time one."""
    try:
        entry = with_new_password(visit, old, new)
    except (InputError, SignInError) as error:
        return visit.page("people/new_password.html", status=422, then=local_path(then), fault=fault_of(visit, error))
    return enter(visit, entry, then)


@router.post("/sign-out")
@needs(None)
def sign_out(visit: TheVisit) -> Response:
    """End the session, here and on the server."""
    if visit.entry is not None:
        with visit.unit() as unit:
            sessions.end(unit, visit.user, visit.entry.session)
    response = visit.go("/sign-in", "signed_out")
    drop_cookie(response, visit.kit.settings)
    return response


@router.get("/language/{language}")
@open_to_all
def language(visit: TheVisit, language: str) -> Response:
    """Choose the language of the pages before signing in."""
    response = visit.go("/sign-in")
    response.set_cookie(LANGUAGE_COOKIE, "en" if language == "en" else "id", path=PATH, samesite="lax")
    return response


def enter(visit: Visit, entry: Entry, following: str) -> Response:
    """Give the browser its new secret and send it on."""
    back = local_path(following)
    step = WAY_IN.get(entry.session.stage)
    response = visit.go(visit.with_next(step, back) if step else back)
    set_cookie(response, visit.kit.settings, entry)
    return response


def with_new_password(visit: Visit, old: str, new: str) -> Entry:
    """Put a new password in the place of the present one, and begin the session in which its user goes on."""
    door = door_of(visit, visit.user.tenant)
    signing_in.prove(door, visit.user, old)
    with visit.unit() as unit:
        own.change_password(unit, visit.user, old, new)
        return signing_in.go_on(unit, door, visit.user)


def fault_of(visit: Visit, error: InputError | SignInError) -> str:
    """Why a password or code was not taken."""
    return _said(visit, error) if isinstance(error, SignInError) else visit.speaker.texts.gettext(str(error))


def door_of(visit: Visit, tenant: str) -> Door:
    """Where the visitor signs in."""
    settings, client = visit.kit.settings, visit.request.client
    address = client.host if client else "unknown"
    return Door(visit.kit.database, tenant, address, span_of(settings), needs_totp=settings.console_totp)


def _page(
    visit: Visit, *, then: str, is_expired: bool = False, refused: SignInError | None = None, **given: str
) -> Response:
    return visit.page(
        "people/sign_in.html",
        status=401 if refused else 200,
        then=local_path(then),
        is_expired=is_expired,
        fault=_said(visit, refused) if refused else None,
        asks_organisation=not visit.kit.settings.console_tenant,
        **{"login": "", "organisation": "", **given},
    )


def _said(visit: Visit, error: SignInError) -> str:
    if error.until is None:
        return visit.text("Login, password or code are not right.")
    span = visit.speaker.duration(error.until - visit.now)
    return visit.text("Too many attempts failed. Try again in %(span)s.", span=span)
