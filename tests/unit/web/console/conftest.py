"""Users of the console who are signed in, each with a browser of their own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from kyc.model.session import Stage
from kyc.model.user import Role, User
from kyc.services.people import sessions, users
from kyc.services.people.sessions import Span
from kyc.settings import Settings
from kyc.storage.database import Database
from tests.databases import TENANT

HOST = "http://kyc.test"
PASSWORD = "seven green kettles"
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    """Settings of an installation that is reached by plain HTTP and asks for no second factor."""
    return Settings(home=tmp_path, rate=100_000, console_tenant=TENANT, console_totp=False, console_http=True)


@dataclass
class Browser:
    """A browser: it keeps cookies, says where it comes from, and follows nothing by itself."""

    app: FastAPI
    user: User | None = None
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    headers: dict[str, str] = field(default_factory=lambda: {"Origin": HOST, "Sec-Fetch-Site": "same-origin"})

    def __call__(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, path, options))

    async def _ask(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        headers = {**self.headers, "Accept-Language": "en", **options.pop("headers", {})}
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=HOST, cookies=self.cookies) as client:
            reply = await client.request(method, f"/console{path}", headers=headers, **options)
            self.cookies = client.cookies
        return reply

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Open a page."""
        return self("GET", path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """Send a form as it is."""
        return self("POST", path, data=data or {}, **options)

    def send(self, page: str, path: str, **data: Any) -> httpx.Response:
        """Open a page and send a form that stands on it."""
        return self.post(path, {"token": token_on(self.get(page)), **data})


def token_on(reply: httpx.Response) -> str:
    """The token of a page's first form."""
    found = _TOKEN.search(reply.text)
    assert found, reply.text[:400]
    return found[1]


@pytest.fixture
def make_user(store: Database) -> Callable[..., User]:
    """Make a user; the password is PASSWORD."""

    def make(role: Role = Role.ANALYST, login: str | None = None, **options: Any) -> User:
        given = {"name": f"{role.title()} Example", "language": "en", "password": PASSWORD, **options}
        with store.transaction(TENANT, "test:setup") as unit:
            return users.create(unit, login or f"{role}@kyc.test", role=role, **given).user

    return make


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """A browser that nobody has signed in with."""
    return Browser(app)


@pytest.fixture
def console(
    app: FastAPI, store: Database, settings: Settings, make_user: Callable[..., User]
) -> Callable[..., Browser]:
    """A browser in which a user of a role is signed in."""

    def signed_in(role: Role | str = Role.ANALYST, stage: Stage = Stage.FULL, **options: Any) -> Browser:
        user = make_user(Role(role), **options)
        with store.transaction(TENANT, "test:setup") as unit:
            entry = sessions.begin(unit, user, stage, Span())
        made = Browser(app, user)
        made.cookies.set("kyc_session", f"{TENANT}.{entry.secret}", domain="kyc.test")
        return made

    return signed_in
