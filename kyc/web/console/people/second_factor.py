"""Enrolling a second factor: on the way in where the installation asks for it, later from the profile."""

from __future__ import annotations

import io
from typing import Annotated

import segno
from fastapi import Form
from fastapi.responses import Response
from markupsafe import Markup

from kyc.model.errors import InputError
from kyc.model.session import Stage
from kyc.services.people import own, signing_in, totp
from kyc.services.people.sessions import Entry
from kyc.services.people.signing_in import SignInError
from kyc.web.console.people.profile import show
from kyc.web.console.people.sign_in import door_of, fault_of
from kyc.web.console.routes import at_stage, needs, room
from kyc.web.console.session import local_path, set_cookie
from kyc.web.console.visit import TheVisit, Visit

router = room()

Code = Annotated[str, Form(max_length=40)]
Then = Annotated[str, Form(max_length=2000)]


@router.get("/sign-in/second-factor")
@at_stage(Stage.ENROL)
def enrol_page(visit: TheVisit, then: str = "") -> Response:
    """Show the secret, on the way in."""
    return _offer(visit, local_path(then))


@router.post("/sign-in/second-factor")
@at_stage(Stage.ENROL)
def enrol(visit: TheVisit, code: Code = "", then: Then = "") -> Response:
    """Take the first code, show the recovery codes, and open the pages."""
    return _enrol(visit, code, local_path(then))


@router.get("/profile/second-factor")
@needs(None)
def profile_page(visit: TheVisit) -> Response:
    """Show the secret, from the profile."""
    return _offer(visit, "/console/profile")


@router.post("/profile/second-factor")
@needs(None)
def enrol_from_profile(visit: TheVisit, code: Code = "") -> Response:
    """Take the first code and show the recovery codes."""
    return _enrol(visit, code, "/console/profile")


@router.post("/profile/second-factor/remove")
@needs(None)
def remove(visit: TheVisit, password: Annotated[str, Form(max_length=256)] = "") -> Response:
    """Give the second factor up; where the installation asks for one, the next sign-in asks to enrol again."""
    try:
        signing_in.prove(door_of(visit, visit.user.tenant), visit.user, password)
        with visit.unit() as unit:
            own.remove_totp(unit, visit.user, password)
    except (InputError, SignInError) as error:
        return show(visit, totp_fault=fault_of(visit, error))
    return visit.go("/profile", "totp_removed")


def _offer(visit: Visit, following: str, *, fault: str | None = None) -> Response:
    with visit.unit() as unit:
        secret = own.offer_totp(unit, visit.user)
    address = totp.address(secret, visit.user.login, "KYC")
    return visit.page(
        "people/enrol.html", status=422 if fault else 200, then=following, secret=secret, picture=qr(address),
        fault=fault,
    )  # fmt: skip


def _enrol(visit: Visit, code: str, following: str) -> Response:
    entry: Entry | None = None
    try:
        with visit.unit() as unit:
            codes = own.enrol_totp(unit, visit.user, code)
            if visit.entry is not None and visit.entry.session.stage is Stage.ENROL:
                entry = signing_in.go_on(unit, door_of(visit, visit.user.tenant), visit.user)
    except InputError as error:
        return _offer(visit, following, fault=visit.speaker.texts.gettext(str(error)))
    response = visit.page("people/recovery.html", codes=codes, then=following)
    if entry is not None:
        set_cookie(response, visit.kit.settings, entry)
    return response


def qr(address: str) -> Markup:
    """A QR code as inline SVG, black on white in both themes, since cameras want it so."""
    out = io.BytesIO()
    code = segno.make(address, error="m")
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff", svgclass="qr")
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn by segno, holds no text
