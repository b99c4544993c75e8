"""The way in and out, as a browser walks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI

from kyc.model.session import Stage
from kyc.model.user import Role, User
from kyc.services.people import own, users
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.web.app import create_app
from kyc.web.kit import Kit
from tests.databases import TENANT, Clock
from tests.unit.web.console.conftest import PASSWORD, Browser, token_on

pytestmark = pytest.mark.usefixtures("quick_passwords")

Console = Callable[..., Browser]
GIVEN = {"login": "analyst@kyc.test", "password": PASSWORD}


def test_login_and_password_lead_to_the_page_that_was_asked_for(browser: Browser, make_user: Any) -> None:
    make_user()
    first = browser.get("/lists")
    assert first.headers["location"] == "/console/sign-in?then=%2Fconsole%2Flists"
    page = browser.get(first.headers["location"].removeprefix("/console"))
    assert 'name="then" value="/console/lists"' in page.text
    assert "session has ended" not in page.text
    reply = browser.post("/sign-in", {**GIVEN, "then": "/console/lists"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/console/lists")
    assert browser.get("/lists").status_code == 200
    assert browser.get("/sign-in").headers["location"] == "/console/cases"


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/console/../v1",
    "/v1/applicants",
    "/console/sign-out",
)


@pytest.mark.parametrize("then", ELSEWHERE)
def test_nobody_is_sent_elsewhere(browser: Browser, make_user: Any, then: str) -> None:
    make_user()
    assert browser.post("/sign-in", {**GIVEN, "then": then}).headers["location"] == "/console/cases"


def test_a_cookie_is_out_of_reach_of_scripts_and_of_plain_http(
    kit: Kit, store: Database, settings: Settings, make_user: Any
) -> None:
    make_user()
    safe = create_app(replace(kit, settings=settings.model_copy(update={"console_http": False})))
    cookie = Browser(safe).post("/sign-in", GIVEN).headers["set-cookie"]
    assert cookie.startswith(f"__Host-kyc_session={TENANT}.")
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    assert "Max-Age" not in cookie


def test_what_is_wrong_is_said_without_saying_what(browser: Browser, make_user: Any) -> None:
    make_user()
    wrong = browser.post("/sign-in", {**GIVEN, "password": "wrong"})
    nobody = browser.post("/sign-in", {**GIVEN, "login": "analyst@kyc.tesx"})
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert wrong.text.replace("kyc.test", "kyc.tesx") == nobody.text
    assert "wrong" not in wrong.text
    for _ in range(5):
        browser.post("/sign-in", {**GIVEN, "password": "wrong"})
    assert "Try again in less than a minute" in browser.post("/sign-in", GIVEN).text


def test_an_installation_of_many_tenants_asks_for_the_organisation(
    kit: Kit, settings: Settings, make_user: Any
) -> None:
    make_user()
    shared = Browser(create_app(replace(kit, settings=settings.model_copy(update={"console_tenant": ""}))))
    assert 'name="organisation"' in shared.get("/sign-in").text
    assert shared.post("/sign-in", {**GIVEN, "organisation": "nobody"}).status_code == 401
    assert shared.post("/sign-in", {**GIVEN, "organisation": f" {TENANT.upper()} "}).status_code == 303


def test_the_whole_way_of_a_new_user(kit: Kit, store: Database, settings: Settings, clock: Clock) -> None:
    with store.transaction(TENANT, "test:setup") as unit:
        made = users.create(unit, "baru@kyc.test", "Baru", Role.ANALYST, language="en")
    strict = Browser(create_app(replace(kit, settings=settings.model_copy(update={"console_totp": True}))))
    reply = strict.post("/sign-in", {"login": "baru@kyc.test", "password": made.password, "then": "/console/profile"})
    assert reply.headers["location"] == "/console/sign-in/password?then=%2Fconsole%2Fprofile"
    weak = strict.send("/sign-in/password", "/sign-in/password", old=made.password, new="short")
    assert (weak.status_code, "12 to 128 characters" in weak.text) == (422, True)
    reply = strict.send(
        "/sign-in/password", "/sign-in/password", old=made.password, new=PASSWORD, then="/console/profile"
    )
    assert reply.headers["location"] == "/console/sign-in/second-factor?then=%2Fconsole%2Fprofile"
    page = strict.get("/sign-in/second-factor")
    assert page.text.count("<svg") >= 2
    with store.transaction(TENANT, "test:setup") as unit:
        secret = unit.users.credentials(made.user.id).pending
    assert secret
    assert secret in page.text
    wrong = strict.send("/sign-in/second-factor", "/sign-in/second-factor", code="000000")
    assert (wrong.status_code, secret in wrong.text) == (422, True)
    codes = strict.send("/sign-in/second-factor", "/sign-in/second-factor", code=pyotp.TOTP(secret).at(clock.now))
    assert codes.text.count("<li><code>") == 10
    assert strict.get("/profile").status_code == 200


def test_a_code_is_asked_for_after_the_password(
    browser: Browser, store: Database, make_user: Callable[..., User], clock: Clock
) -> None:
    user = make_user()
    with store.transaction(TENANT, users.actor_of(user)) as unit:
        phone = pyotp.TOTP(own.offer_totp(unit, user))
        own.enrol_totp(unit, user, phone.at(clock.now))
    clock.advance(seconds=60)
    assert browser.post("/sign-in", GIVEN).headers["location"].startswith("/console/sign-in/code")
    assert browser.send("/sign-in/code", "/sign-in/code", code="000000").status_code == 401
    assert browser.send("/sign-in/code", "/sign-in/code", code=phone.at(clock.now)).status_code == 303
    assert browser.get("/profile").status_code == 200


def test_signing_out_ends_the_session_on_the_server(console: Console) -> None:
    signed_in = console()
    stolen = Browser(signed_in.app, cookies=signed_in.cookies)
    reply = signed_in.send("/profile", "/sign-out")
    assert reply.headers["location"] == "/console/sign-in"
    assert stolen.get("/profile").status_code == 303
    assert "You are signed out" in signed_in.get("/sign-in").text


class TestExpiredSession:
    def test_a_page_comes_back_to_after_signing_in(self, console: Console, clock: Clock) -> None:
        signed_in = console()
        assert signed_in.get("/audit?x=1").status_code == 403
        clock.advance(hours=11)
        reply = signed_in.get("/cases?view=mine")
        assert reply.headers["location"] == "/console/sign-in?then=%2Fconsole%2Fcases%3Fview%3Dmine&expired=1"
        assert "session has ended" in signed_in.get("/sign-in?expired=1").text

    def test_a_form_leads_back_to_the_page_it_stood_on(self, console: Console, clock: Clock) -> None:
        signed_in = console()
        token = token_on(signed_in.get("/profile"))
        clock.advance(hours=11)
        reply = signed_in.post("/profile/language", {"token": token, "back": "/console/profile", "language": "id"})
        assert reply.headers["location"] == "/console/sign-in?then=%2Fconsole%2Fprofile&expired=1"

    def test_a_part_of_a_page_sends_the_whole_page_there(self, console: Console, clock: Clock) -> None:
        signed_in = console()
        clock.advance(hours=11)
        headers = {"HX-Request": "true", "HX-Current-URL": "http://kyc.test/console/cases?view=mine"}
        reply = signed_in.get("/cases/cas_x/preview", headers=headers)
        assert reply.status_code == 204
        assert reply.headers["hx-redirect"] == "/console/sign-in?then=%2Fconsole%2Fcases%3Fview%3Dmine&expired=1"


def test_the_pages_before_signing_in_speak_the_browsers_language(browser: Browser) -> None:
    assert "Password" in browser.get("/sign-in").text
    assert 'lang="id"' in browser.get("/sign-in", headers={"Accept-Language": "id,en;q=0.5"}).text
    browser.get("/language/id")
    assert '<html lang="id"' in browser.get("/sign-in").text


def test_who_has_come_halfway_is_led_on(app: FastAPI, console: Console) -> None:
    assert console(stage=Stage.PASSWORD).get("/profile").headers["location"].startswith("/console/sign-in/password")
    assert console("senior").get("/sign-in/password").headers["location"] == "/console/cases"
