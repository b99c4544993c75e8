"""Every route of the console: what it asks of its visitor, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from kyc.model.session import Stage
from kyc.model.user import RIGHTS, Right, Role
from kyc.web.console.app import POLICY, ROOMS
from kyc.web.console.routes import Guard, needs, room
from tests.unit.web.console.conftest import HOST, Browser, token_on

pytestmark = pytest.mark.usefixtures("quick_passwords")

Console = Callable[..., Browser]
# A page of each kind, by what it takes to see it: addresses with an id are filled with one that nobody has.
OPEN = {"/", "/static/{name}", "/sign-in", "/language/{language}"}


def routes() -> Iterator[tuple[str, str, Guard]]:
    for router in ROOMS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods or ()):
                yield method, route.path, route.guard  # type: ignore[attr-defined]


ROUTES = tuple(routes())
GUARDED = [(method, path, guard) for method, path, guard in ROUTES if guard.stage is not None]
WITH_RIGHT = [(method, path, guard.right) for method, path, guard in GUARDED if guard.right is not None]


def filled(path: str) -> str:
    return re.sub(r"\{[a-z_]+\}", "cas_01m808tx000000000000000000", path)


def test_a_route_that_says_nothing_of_rights_cannot_be_made() -> None:
    router = room()

    def page() -> None: ...

    with pytest.raises(TypeError, match="needs a right"):
        router.get("/forgotten")(page)
    router.get("/remembered")(needs(Right.READ_CASES)(page))


def test_no_two_routes_claim_the_same_address() -> None:
    claimed = [(method, path) for method, path, _ in ROUTES]
    assert sorted(claimed) == sorted(set(claimed))


def test_only_these_are_open_to_all() -> None:
    assert {path for _, path, guard in ROUTES if guard.stage is None} == OPEN
    assert len(GUARDED) > 30


@pytest.mark.parametrize(("method", "path", "guard"), GUARDED, ids=lambda part: part if isinstance(part, str) else "")
def test_without_a_session_every_route_leads_to_the_sign_in(
    browser: Browser, method: str, path: str, guard: Guard
) -> None:
    reply = browser(method, filled(path), data={} if method == "POST" else None)
    assert (reply.status_code, reply.headers["location"].partition("?")[0]) == (303, "/console/sign-in")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_has_the_right_to_and_nothing_else(console: Console, role: Role) -> None:
    signed_in = console(role)
    token = token_on(signed_in.get("/profile"))
    for method, path, right in WITH_RIGHT:
        data = {"token": token, "role": "analyst"} if method == "POST" else None
        reply = signed_in(method, filled(path), data=data)
        is_refused = reply.status_code == 403 and "AUTH.RIGHT" in reply.text
        assert is_refused is (right not in RIGHTS[role]), (method, path)
        assert reply.status_code != 500, (method, path)


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/users", "Peran Anda tidak mencakup ini."),
        ("POST", "/profile/language", "Formulir ini bukan dari sesi Anda sekarang: muat ulang halamannya."),
    ],
)
def test_a_refusal_speaks_the_readers_language(console: Console, method: str, path: str, told: str) -> None:
    reply = console(Role.ANALYST, language="id")(method, path, data={"token": "x"} if method == "POST" else None)
    assert reply.status_code == 403
    assert told in reply.text


@pytest.mark.parametrize("stage", [Stage.CODE, Stage.PASSWORD, Stage.ENROL])
def test_half_a_sign_in_opens_no_page(console: Console, stage: Stage) -> None:
    reply = console(stage=stage).get("/cases")
    assert reply.status_code == 303
    assert reply.headers["location"].startswith("/console/sign-in/")


POSTS = [path for method, path, guard in GUARDED if method == "POST" and guard.stage is Stage.FULL]


class TestCrossSite:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": HOST, "Sec-Fetch-Site": "cross-site"},
            {"Origin": HOST, "Sec-Fetch-Site": "same-site"},
            {"Origin": f"{HOST}.evil.example", "Sec-Fetch-Site": "same-origin"},
            {},
        ],
    )
    @pytest.mark.parametrize("path", ["/sign-in", *POSTS])
    def test_a_form_of_another_site_is_refused(self, console: Console, path: str, headers: dict[str, str]) -> None:
        signed_in = console(Role.ADMINISTRATOR)
        data = {"token": token_on(signed_in.get("/profile"))}
        signed_in.headers = headers
        reply = signed_in.post(filled(path), data)
        assert (reply.status_code, "REQUEST.CROSS_SITE" in reply.text) == (403, True)

    @pytest.mark.parametrize("token", [None, "", "x", "a.b"])
    def test_a_form_without_its_token_is_refused(self, console: Console, token: str | None) -> None:
        signed_in = console(Role.SENIOR)
        for path in POSTS:
            reply = signed_in.post(filled(path), {"token": token} if token is not None else {})
            assert reply.status_code == 403, path

    def test_a_token_of_another_session_is_worth_nothing(self, console: Console) -> None:
        one, other = console(Role.ANALYST), console(Role.SENIOR)
        reply = other.post("/profile/language", {"token": token_on(one.get("/profile")), "language": "id"})
        assert (reply.status_code, "REQUEST.TOKEN" in reply.text) == (403, True)


class TestHeaders:
    @pytest.mark.parametrize(
        ("path", "status"), [("/sign-in", 200), ("/profile", 200), ("/nothing", 404), ("/cases", 200)]
    )
    def test_every_page_has_the_strict_policy_and_is_not_kept(self, console: Console, path: str, status: int) -> None:
        signed_in = console()
        if path == "/sign-in":
            signed_in = Browser(signed_in.app)
        reply = signed_in.get(path)
        assert reply.status_code == status
        assert reply.headers["content-security-policy"] == POLICY
        assert "unsafe" not in POLICY
        assert "data:" not in POLICY
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "same-origin"

    def test_pages_hold_nothing_that_the_policy_would_refuse(self, console: Console) -> None:
        signed_in = console(Role.ADMINISTRATOR)
        for path in ("/profile", "/profile/second-factor", "/users", "/cases", "/lists", "/audit", "/nothing"):
            text = signed_in.get(path).text
            assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son[a-z]+=|javascript:|hx-on", text), path

    def test_a_failure_of_ours_is_a_page_that_tells_nothing(
        self, console: Console, app: FastAPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        signed_in = console()
        monkeypatch.setattr("kyc.web.console.people.sign_in.signing_in.prove", _fail)
        reply = signed_in.send("/profile", "/profile/password", old="x", new="y")
        assert reply.status_code == 500
        assert "Something failed" in reply.text
        assert "Sukma" not in reply.text
        assert reply.headers["content-security-policy"] == POLICY
        assert reply.headers["x-request-id"] in reply.text


def _fail(*_arguments: object) -> None:
    raise RuntimeError("Sukma")
