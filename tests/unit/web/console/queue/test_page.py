"""The queue in the browser: seen, searched, taken from, handed out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from fixtures.casework import seed
from kyc.model.submission import DeclaredData
from kyc.model.user import Role
from kyc.services.casework import case as casework
from kyc.storage.database import Database
from tests.databases import TENANT, Clock
from tests.unit.web.console.conftest import Browser, token_on

pytestmark = pytest.mark.usefixtures("quick_passwords")

Console = Callable[..., Browser]
HOSTILE = "<script>alert(1)</script>\u202e=cmd"


@pytest.fixture
def cases(store: Database, clock: Clock) -> tuple[str, ...]:
    """Twelve cases, by the order in which they were opened."""
    return seed(store, TENANT, 12, now=clock.now).cases


def number_of(store: Database, case_id: str) -> str:
    with store.transaction(TENANT, "test") as unit:
        declared = unit.applicants.get(unit.cases.get(case_id).applicant_id).declared
    assert declared
    assert declared.document_number
    return declared.document_number


def actions(store: Database) -> list[str]:
    with store.transaction(TENANT, "test", read_only=True) as unit:
        return [event.action for event in unit.audit.list(limit=5).items]


def test_numbers_are_masked_and_the_look_is_noted(console: Console, store: Database, cases: tuple[str, ...]) -> None:
    page = console().get("/cases")
    number = number_of(store, cases[0])
    assert number not in page.text
    assert f"{number[:6]}******{number[-4:]}" in page.text
    assert actions(store)[0] == "queue:read"


def test_who_may_not_see_people_sees_ids_and_codes(console: Console, store: Database, cases: tuple[str, ...]) -> None:
    page = console(Role.ADMINISTRATOR).get("/cases")
    assert number_of(store, cases[0])[-4:] + "</code>" not in page.text
    assert "KYC-1" in page.text
    assert "queue:read" not in actions(store)


def searched(browser: Browser, text: str) -> httpx.Response:
    """Search, and go where the answer leads: no address and no cookie holds what was typed."""
    reply = browser.send("/cases", "/cases/search", text=text)
    assert reply.headers["location"] == "/console/cases/found"
    assert text.strip() not in reply.headers["set-cookie"]
    return browser.get("/cases/found")


class TestSearch:
    def test_somebody_elses_cookie_finds_nothing(self, console: Console, cases: tuple[str, ...]) -> None:
        one, other = console(), console(login="second@kyc.test")
        searched(one, "KYC-999")
        other.cookies.set("kyc_searched", one.cookies["kyc_searched"], domain="kyc.test", path="/console/cases")
        assert other.get("/cases/found").headers["location"] == "/console/cases"
        other.cookies.set("kyc_searched", "%%%", domain="kyc.test", path="/console/cases")
        assert other.get("/cases/found").status_code == 303

    @pytest.mark.parametrize("spelling", ["{0}", " {0} ", "masked"])
    def test_by_a_number_of_the_applicant(
        self, console: Console, store: Database, cases: tuple[str, ...], spelling: str
    ) -> None:
        number = number_of(store, cases[3])
        wanted = f"{number[:6]}******{number[-4:]}" if spelling == "masked" else spelling.format(number)
        reply = searched(console(), wanted)
        assert reply.status_code == 200
        assert set(re.findall(r"KYC-\d+", reply.text.split("data-rows")[1])) == {"KYC-4"}

    @pytest.mark.parametrize("text", ["KYC-5", "kyc-5", "5"])
    def test_a_cases_own_number_opens_it(self, console: Console, cases: tuple[str, ...], text: str) -> None:
        reply = console().send("/cases", "/cases/search", text=text)
        assert reply.headers["location"] == f"/console/cases/{cases[4]}"

    @pytest.mark.parametrize("text", ["KYC-999", "3171234511900007", HOSTILE, "%", "app_x"])
    def test_what_is_not_there_is_said(self, console: Console, cases: tuple[str, ...], text: str) -> None:
        reply = searched(console(), text)
        assert "Nothing was found" in reply.text
        assert "<script>alert" not in reply.text


class TestTaking:
    def test_two_analysts_get_two_cases(self, console: Console, store: Database, cases: tuple[str, ...]) -> None:
        first, second = console(), console(login="second@kyc.test")
        taken = [who.send("/cases", "/cases/next").headers["location"] for who in (first, second)]
        assert len(set(taken)) == 2
        assert all(path.startswith("/console/cases/cas_") for path in taken)

    def test_a_second_click_takes_no_second_case(
        self, console: Console, store: Database, cases: tuple[str, ...]
    ) -> None:
        signed_in = console()
        token = token_on(signed_in.get("/cases"))
        replies = [signed_in.post("/cases/next", {"token": token, "back": "/console/cases"}) for _ in range(2)]
        assert replies[0].headers["location"] == replies[1].headers["location"]
        with store.transaction(TENANT, "test") as unit:
            assert sum(unit.cases.get(case).assignee is not None for case in cases) == 1

    def test_when_none_is_left_it_is_said(self, console: Console) -> None:
        signed_in = console()
        reply = signed_in.send("/cases", "/cases/next", back="/console/cases?view=unassigned")
        assert reply.headers["location"] == "/console/cases?view=unassigned"
        assert "There is no case left to take" in signed_in.get("/cases").text

    def test_one_case_by_its_button(self, console: Console, cases: tuple[str, ...]) -> None:
        first, second = console(), console(login="second@kyc.test")
        assert first.send("/cases", "/cases/take", case=cases[2]).status_code == 303
        assert second.send("/cases", "/cases/take", case=cases[2]).status_code == 422

    def test_handing_out_shows_first_what_it_does(
        self, console: Console, store: Database, cases: tuple[str, ...]
    ) -> None:
        analyst, senior = console(), console(Role.SENIOR)
        assert analyst.user
        analyst.send("/cases", "/cases/take", case=cases[0])
        chosen = {"case": list(cases[:3]), "assignee": analyst.user.id}
        preview = senior.send("/cases", "/cases/assign/preview", **chosen)
        assert "Give 2 cases to Analyst Example?" in preview.text
        assert "They have it already." in preview.text
        reply = senior.post("/cases/assign", {"token": token_on(preview), **chosen})
        assert reply.status_code == 303
        assert "2 cases were assigned" in senior.get("/cases").text
        with store.transaction(TENANT, "test") as unit:
            assert {unit.cases.get(case).assignee for case in cases[:3]} == {analyst.user.id}

    def test_an_analyst_hands_nothing_to_others(self, console: Console, cases: tuple[str, ...]) -> None:
        analyst, other = console(), console(login="second@kyc.test")
        assert other.user
        reply = analyst.send("/cases", "/cases/assign/preview", case=[cases[0]], assignee=other.user.id)
        assert "your role does not include" in reply.text
        reply = analyst.send("/cases", "/cases/assign", case=[cases[0]], assignee="usr_nobody")
        assert reply.status_code == 404


class TestViews:
    def test_they_are_counted_for_whoever_asks(self, console: Console, cases: tuple[str, ...]) -> None:
        analyst = console()
        analyst.send("/cases", "/cases/take", case=cases[0])
        found = analyst.get("/cases/counts").json()
        assert (found["mine"], found["unassigned"], found["open"], found["overdue"]) == ("1", "11", "12", "0")
        assert console(Role.SENIOR).get("/cases/counts").json()["mine"] == "0"

    def test_a_view_is_kept_shown_and_forgotten(self, console: Console, cases: tuple[str, ...]) -> None:
        signed_in, other = console(), console(login="second@kyc.test")
        back = "/console/cases?view=open&least=60"
        signed_in.send("/cases", "/cases/views", name="Urgent <b>", back=back)
        page = signed_in.get("/cases").text
        assert "Urgent &lt;b&gt;" in page
        assert "/console/cases?view=open&amp;least=60" in page
        assert "Urgent" not in other.get("/cases").text
        view = re.search(r"/cases/views/(viw_[a-z0-9]+)/remove", page)
        assert view
        other.send("/cases", f"/cases/views/{view[1]}/remove")
        assert "Urgent" in signed_in.get("/cases").text
        signed_in.send("/cases", f"/cases/views/{view[1]}/remove")
        assert "Urgent" not in signed_in.get("/cases").text

    @pytest.mark.parametrize("name", ["", "  ", "bell\x07"])
    def test_a_view_needs_a_name(self, console: Console, name: str) -> None:
        assert console().send("/cases", "/cases/views", name=name).status_code == 422


def test_pages_follow_one_another_without_gaps(console: Console, store: Database, clock: Clock) -> None:
    seed(store, TENANT, 60, now=clock.now)
    signed_in = console()
    first = signed_in.get("/cases")
    following = re.search(r'href="/console(/cases\?view=open&amp;after=\d+)"', first.text)
    assert following
    second = signed_in.get(following[1].replace("&amp;", "&"))
    shown = [set(re.findall(r">\s*(KYC-\d+)</a>", page.text)) for page in (first, second)]
    assert (len(shown[0]), len(shown[1]), len(shown[0] | shown[1])) == (50, 10, 60)
    assert signed_in.get("/cases?after=x").status_code == 422


def test_the_pane_shows_names_as_text_and_notes_the_look(
    console: Console, store: Database, cases: tuple[str, ...]
) -> None:
    with store.transaction(TENANT, "test") as unit:
        applicant = unit.applicants.get(unit.cases.get(cases[0]).applicant_id)
        unit.applicants.save(applicant, replace(applicant.declared or DeclaredData(), name=HOSTILE))
    pane = console().get(f"/cases/{cases[0]}/preview", headers={"HX-Request": "true"})
    assert "<script>" not in pane.text.lower()
    assert "U+202E" in pane.text
    assert "<html" not in pane.text
    assert actions(store)[0] == "case:read"
    for_admin = console(Role.ADMINISTRATOR).get(f"/cases/{cases[0]}/preview")
    assert "script" not in for_admin.text.lower()


def test_the_pane_says_who_has_the_case_open(console: Console, store: Database, cases: tuple[str, ...]) -> None:
    analyst, senior = console(), console(Role.SENIOR)
    assert analyst.user
    with store.transaction(TENANT, "test") as unit:
        casework.lock(unit, analyst.user, cases[0])
    pane = senior.get(f"/cases/{cases[0]}/preview").text
    assert "open with Analyst Example" in pane


def test_a_part_that_fails_is_told_in_its_place(console: Console) -> None:
    reply = console().get("/cases/cas_01m808tx000000000000000000/preview", headers={"HX-Request": "true"})
    assert reply.status_code == 404
    assert reply.text.startswith('<div class="alert bad"')
