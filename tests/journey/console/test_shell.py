"""The shell in a real browser: signing in, the keys, drafts that outlive a session, and axe on every page."""

from __future__ import annotations

import pyotp
import pytest
from playwright.sync_api import Page, expect

from kyc.model.user import Role
from kyc.services.people import users
from tests.databases import TENANT
from tests.journey.console.browser import Desk, axe, examine, layout_shift
from tests.journey.console.site import PASSWORD

# Who looks at which page; the case's own pages have journeys of their own.
PAGES = (
    (None, "/console/sign-in"),
    ("senior", "/console/cases"),
    ("senior", "/console/cases?view=open&least=20"),
    ("analyst", "/console/cases?view=snoozed"),
    ("analyst", "/console/profile"),
    ("analyst", "/console/profile/second-factor"),
    ("auditor", "/console/lists"),
    ("auditor", "/console/lists/local"),
    ("auditor", "/console/audit"),
    ("administrator", "/console/users"),
    ("analyst", "/console/users"),
    ("analyst", "/console/nothing"),
)


@pytest.mark.parametrize("who", list(dict.fromkeys(who for who, _ in PAGES)))
def test_every_page_is_accessible_in_both_themes_and_fits_a_phone(desk: Desk, who: str | None) -> None:
    with desk.sits(who) as page:
        for path in (path for whose, path in PAGES if whose == who):
            page.goto(path)
            assert layout_shift(page) < 0.01, path
            assert examine(page) == [], path


def test_signing_in_by_keyboard_leads_to_the_page_that_was_asked_for(desk: Desk) -> None:
    with desk.sits(None) as page:
        page.goto("/console/lists")
        page.keyboard.type("analyst@kyc.test")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Lists that are screened against")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_text("You are signed out")).to_be_visible()


class TestTheQueueByKeyboard:
    def test_walk_look_select_take_and_open(self, desk: Desk) -> None:
        with desk.sits("analyst") as page:
            page.goto("/console/cases")
            expect(page.locator('[data-count-of="open"]')).to_have_text(str(len(desk.site.cases)))
            for key in ("j", "j", "k", "j"):
                page.keyboard.press(key)
            row = page.locator("[data-row][data-current]")
            label = row.locator(".what a").inner_text().strip()
            pane = page.locator("#preview")
            expect(pane.get_by_role("heading", name=label)).to_be_visible()
            assert layout_shift(page) < 0.01  # the pane filled, and nothing moved
            assert axe(page) == []
            page.keyboard.press("x")
            expect(page.get_by_text("1 selected")).to_be_visible()
            page.keyboard.press("x")
            page.keyboard.press("a")
            expect(page.get_by_text("The case is yours")).to_be_visible()
            page.goto("/console/cases?view=mine")
            page.keyboard.press("j")
            page.keyboard.press("Enter")
            page.wait_for_url("**/console/cases/cas_*")

    def test_the_next_case_is_one_key_away(self, desk: Desk) -> None:
        with desk.sits("second") as page:
            page.goto("/console/cases")
            page.keyboard.press("n")
            page.wait_for_url("**/console/cases/cas_*")
            expect(page.get_by_text("The case is yours")).to_be_visible()

    def test_the_help_lists_the_keys_of_the_page_and_takes_them_over(self, desk: Desk) -> None:
        with desk.sits("analyst") as page:
            page.goto("/console/cases")
            page.keyboard.press("?")
            dialog = page.get_by_role("dialog", name="Keys")
            expect(dialog).to_be_visible()
            for said in ("Take the next case", "Search", "Take the case", "Next, previous case"):
                expect(dialog.get_by_text(said, exact=True)).to_be_visible()
            assert axe(page) == []
            page.keyboard.press("n")  # nothing is taken behind an open dialog
            page.keyboard.press("Escape")
            expect(dialog).not_to_be_visible()
            assert page.url.endswith("/console/cases")

    def test_letters_typed_into_a_field_are_letters(self, desk: Desk) -> None:
        with desk.sits("analyst") as page:
            page.goto("/console/cases")
            page.keyboard.press("/")
            page.keyboard.type("njxak?")
            assert page.locator("#find").input_value() == "njxak?"
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
            assert page.url.endswith("/console/cases/found")
            page.reload()
            expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()

    def test_the_first_thing_to_reach_is_the_way_past_the_header(self, desk: Desk) -> None:
        with desk.sits("analyst") as page:
            page.goto("/console/cases")
            page.keyboard.press("Tab")
            skip = page.get_by_role("link", name="Skip to the content")
            expect(skip).to_be_focused()
            box = skip.bounding_box()
            assert box is not None
            assert box["y"] >= 0
            page.keyboard.press("Enter")
            expect(page.locator("main")).to_be_focused()


def test_a_handful_of_cases_is_handed_to_a_colleague(desk: Desk) -> None:
    with desk.sits("senior") as page:
        page.goto("/console/cases?view=unassigned")
        for box in page.locator('[data-rows] input[name="case"]').all()[-3:]:
            box.check()
        page.get_by_label("Give to").select_option(label="Bagus Wirawan")
        page.get_by_role("button", name="Assign…").click()
        expect(page.get_by_role("heading", name="Give 3 cases to Bagus Wirawan?")).to_be_visible()
        assert axe(page) == []
        page.get_by_role("dialog").get_by_role("button", name="Assign").click()
        expect(page.get_by_text("3 cases were assigned")).to_be_visible()
        page.go_back()  # to the queue, not to a form that would be sent again
        expect(page.get_by_role("heading", name="Unassigned")).to_be_visible()


def test_the_theme_is_turned_and_kept(desk: Desk) -> None:
    with desk.sits("analyst", theme="dark") as page:
        page.goto("/console/profile")
        dark = _ground(page)
        page.get_by_role("button", name="Light or dark").click()
        light = _ground(page)
        assert light != dark
        page.goto("/console/lists")
        assert _ground(page) == light


def _ground(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def test_a_user_without_a_case_right_is_told_whom_to_ask(desk: Desk) -> None:
    with desk.sits("analyst") as page:
        reply = page.goto("/console/users")
        assert reply is not None
        assert reply.status == 403
        expect(page.get_by_role("heading", name="This is not for your role")).to_be_visible()


def test_a_new_user_chooses_a_password_on_the_first_visit(desk: Desk) -> None:
    with desk.site.database.transaction(TENANT, "test:setup") as unit:
        made = users.create(unit, "baru@kyc.test", "Baru Sekali", Role.AUDITOR, language="en")
    with desk.sits(None) as page:
        page.goto("/console/audit")
        page.get_by_label("Login").fill("baru@kyc.test")
        page.get_by_label("Password").fill(made.password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
        assert axe(page) == []
        page.get_by_label("Password you were given").fill(made.password)
        page.get_by_label("New password").fill("nine red kettles")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Audit log")).to_be_visible()


def test_a_second_factor_is_set_up_and_asked_for(desk: Desk) -> None:
    with desk.site.database.transaction(TENANT, "test:setup") as unit:
        made = users.create(unit, "dua@kyc.test", "Dua Langkah", Role.AUDITOR, language="id")
    with desk.sits(None) as page:
        _sign_in(page, "dua@kyc.test", made.password)
        page.locator("[name=given], [name=old], [type=password]").first.fill(made.password)
        page.locator("[type=password]").last.fill("sembilan cerek merah")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Log audit")).to_be_visible()
        page.goto("/console/profile/second-factor")
        page.locator("summary").click()
        assert axe(page) == []
        secret = pyotp.TOTP(page.locator("code.secret").inner_text())
        page.locator("[name=code]").fill(secret.at(desk.site.clock()))
        page.keyboard.press("Enter")
        expect(page.locator("[name=code]")).to_have_count(0)
        assert axe(page) == []  # the recovery codes
    desk.site.clock.advance(seconds=60)  # a code works once
    with desk.sits(None) as page:
        _sign_in(page, "dua@kyc.test", "sembilan cerek merah")
        assert axe(page) == []
        page.locator("[name=code]").fill(secret.at(desk.site.clock()))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Log audit")).to_be_visible()


def _sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/console/audit")
    page.locator("[name=login]").fill(login)
    page.locator("[type=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
