"""The users' page, and what users change about themselves."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kyc.model.user import Role
from kyc.services.people import users
from kyc.storage.database import Database
from tests.databases import TENANT
from tests.unit.web.console.conftest import PASSWORD, Browser

pytestmark = pytest.mark.usefixtures("quick_passwords")

Console = Callable[..., Browser]


def test_an_administrator_makes_a_user_whose_password_is_shown_once(console: Console, store: Database) -> None:
    admin = console(Role.ADMINISTRATOR)
    made = admin.send(
        "/users", "/users", login="Baru@kyc.test", name="Baru <b>Sekali</b>", role="senior", language="id"
    )
    password = re.search(r'<code class="secret">([a-z0-9-]+)</code>', made.text)
    assert password
    assert "Baru &lt;b&gt;Sekali&lt;/b&gt;" in made.text
    assert password[1] not in admin.get("/users").text
    with store.transaction(TENANT, "test") as unit:
        assert users.find(unit, "baru@kyc.test").role is Role.SENIOR
        assert [event.action for event in unit.audit.list(limit=1).items] == ["user:created"]
    assert Browser(admin.app).post("/sign-in", {"login": "baru@kyc.test", "password": password[1]}).status_code == 303


def test_what_is_refused_is_said_beside_the_form(console: Console) -> None:
    admin = console(Role.ADMINISTRATOR)
    reply = admin.send(
        "/users", "/users", login="administrator@kyc.test", name="Somebody", role="analyst", language="en"
    )
    assert reply.status_code == 422
    assert "Somebody has this login already" in reply.text
    assert 'value="Somebody"' in reply.text


def test_disable_enable_reset_and_role(console: Console, store: Database) -> None:
    admin, analyst = console(Role.ADMINISTRATOR), console(Role.ANALYST)
    assert analyst.user
    path = f"/users/{analyst.user.id}"
    assert "One-time password" in admin.send("/users", f"{path}/reset").text
    assert analyst.get("/profile").status_code == 303
    for action, more in (("role", {"role": "auditor"}), ("disable", {}), ("enable", {})):
        assert admin.send("/users", f"{path}/{action}", **more).headers["location"] == "/console/users"
    with store.transaction(TENANT, "test") as unit:
        user = users.find(unit, analyst.user.login)
    assert (user.role, user.disabled_at) == (Role.AUDITOR, None)
    assert admin.user
    assert admin.send("/users", f"/users/{admin.user.id}/disable").status_code == 409


def test_the_same_form_changes_nothing_twice(console: Console, store: Database) -> None:
    admin, analyst = console(Role.ADMINISTRATOR), console(Role.ANALYST)
    assert analyst.user
    page = admin.get("/users").text
    token = re.findall(r'name="token" value="([^"]+)"', page)[-2]
    first = admin.post(f"/users/{analyst.user.id}/disable", {"token": token})
    admin.send("/users", f"/users/{analyst.user.id}/enable")
    again = admin.post(f"/users/{analyst.user.id}/disable", {"token": token})
    assert (first.status_code, again.status_code) == (303, 303)
    with store.transaction(TENANT, "test") as unit:
        assert users.find(unit, analyst.user.login).disabled_at is None
    other = admin.post(f"/users/{analyst.user.id}/enable", {"token": token})
    assert (other.status_code, "INPUT.KEY_REUSED" in other.text) == (422, True)


class TestProfile:
    def test_a_new_password_keeps_this_session_and_ends_the_others(self, console: Console) -> None:
        signed_in = console()
        other = Browser(signed_in.app)
        assert other.post("/sign-in", {"login": "analyst@kyc.test", "password": PASSWORD}).status_code == 303
        reply = signed_in.send("/profile", "/profile/password", old=PASSWORD, new="eight blue kettles")
        assert reply.status_code == 303
        page = signed_in.get("/profile")
        assert (page.status_code, "Your password was changed" in page.text) == (200, True)
        assert "Your password was changed" not in signed_in.get("/profile").text
        assert other.get("/profile").status_code == 303

    def test_a_wrong_present_password_is_told(self, console: Console) -> None:
        reply = console().send("/profile", "/profile/password", old="wrong", new="eight blue kettles")
        assert (reply.status_code, "The present password is not right" in reply.text) == (422, True)

    @pytest.mark.parametrize(
        ("path", "data"),
        [("password", {"old": "wrong", "new": "eight blue kettles"}), ("second-factor/remove", {"password": "wrong"})],
    )
    def test_wrong_present_passwords_cost_time(self, path: str, data: dict[str, str], console: Console) -> None:
        signed_in = console()
        replies = [signed_in.send("/profile", f"/profile/{path}", **data) for _ in range(7)]
        assert {reply.status_code for reply in replies} == {422}
        assert ["not right" in reply.text for reply in replies] == [True] * 6 + [False]
        assert "Too many attempts failed. Try again in" in replies[-1].text

    def test_language_and_theme(self, console: Console) -> None:
        signed_in = console()
        signed_in.send("/profile", "/profile/language", language="id", back="/console/profile")
        assert '<html lang="id">' in signed_in.get("/profile").text
        signed_in.send("/profile", "/profile/theme", theme="dark")
        assert 'data-theme="dark"' in signed_in.get("/profile").text
        signed_in.send("/profile", "/profile/theme", theme="")
        assert "data-theme=" not in signed_in.get("/profile").text.split("<body")[0]
        assert signed_in.send("/profile", "/profile/language", language="fr").status_code == 422

    def test_a_message_that_somebody_laid_into_the_cookie_is_not_said(self, console: Console) -> None:
        signed_in = console()
        signed_in.cookies.set("kyc_said", "You <b>won</b>.1", domain="kyc.test", path="/console")
        assert "won" not in signed_in.get("/profile").text
