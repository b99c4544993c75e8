"""Cases worked on in a browser: by keys, by two people, with the back button and with a session that ran out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from kyc.model.case import Case, CaseState, DecisionState
from kyc.model.screening import HitStatus
from kyc.services.casework import queue
from kyc.services.lists.watchlists import import_list
from kyc.storage.files.snapshots import FolderSnapshots
from tests.databases import NOON, TENANT
from tests.journey.console.browser import PHONE, THEMES, WIDE, Desk, axe, layout_shift
from tests.journey.console.site import PASSWORD, PEOPLE, Site, running
from tests.unit.web.console.case.lived import LISTS, world
from tests.unit.web.console.case.lodging import LISTED, WHO, flagged_namesake, lodged, taken

NOTE = "Born sixteen years later; the passport agrees."


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A console with the fixtures' lists, whose cases each test opens for itself."""
    home = tmp_path_factory.mktemp("case-site")
    store = FolderSnapshots(home / "lists")
    for key in ("local", "un_sc", "us_ofac_sdn"):
        import_list(store, key, sorted((LISTS / key).iterdir()), now=NOON, version="fixture")
    with running(sqlite_template, home, cases=1) as site:
        yield site


def a_case(site: Site, key: str, who: str | None = "analyst") -> Case:
    """A case of a fixture applicant with pictures and evidence, in somebody's hands."""
    person = flagged_namesake() if key == "flagged_namesake" else world().applicants[key]
    case = lodged(site.database, person)
    return taken(site.database, case, site.people[who]) if who else case


def state_of(site: Site, case: Case) -> Case:
    with site.database.transaction(TENANT, WHO, read_only=True) as unit:
        return unit.cases.get(case.id)


def decisions_of(site: Site, case: Case) -> list[DecisionState]:
    with site.database.transaction(TENANT, WHO, read_only=True) as unit:
        return [made.state for made in unit.decisions.of(case.id)]


def opened(page: Page, case: Case, part: str = "") -> None:
    page.goto(f"/console/cases/{case.id}{part}")


def why(page: Page) -> Locator:
    """Where a decision's maker writes for colleagues."""
    return page.get_by_role("textbox", name="For colleagues", exact=True)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_an_analyst_clears_a_namesake_by_keys_alone(desk: Desk, site: Site) -> None:
    case = a_case(site, "flagged_namesake", who=None)
    with desk.sits("analyst") as page:
        opened(page, case)
        press(page, "m")  # take it
        expect(page.get_by_text("Yours", exact=True)).to_be_visible()
        press(page, "n")  # to the hit
        expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
        press(page, "f")
        expect(page.get_by_role("radio", name="Only the name is alike")).to_be_focused()
        press(page, "ArrowDown", "Enter")  # the birth date differs
        page.wait_for_url("**/decision")
        press(page, "a")
        expect(why(page)).to_be_focused()
        page.keyboard.type(NOTE)
        page.get_by_role("button", name="Approve", exact=True).and_(page.locator("[type=submit]")).click()
        expect(page.get_by_role("status")).to_contain_text("approved")
    assert (state_of(site, case).state, state_of(site, case).resolution) == (CaseState.CLOSED, "approve")
    with site.database.transaction(TENANT, WHO, read_only=True) as unit:
        exception = unit.exceptions.find(case.applicant_id, LISTED)
    assert exception is not None
    assert exception.reason == "birth_date_differs"


def test_a_true_hit_needs_a_second_person(desk: Desk, site: Site) -> None:
    case = a_case(site, "sanctioned")
    with desk.sits("analyst") as page:
        opened(page, case, "/hits")
        press(page, "t")
        expect(page.get_by_role("radio", name="The identity was confirmed")).to_be_focused()
        press(page, "Enter")
        page.wait_for_url("**/decision")
        press(page, "r")
        why(page).fill("Number and birth date agree.")
        page.get_by_role("button", name="Propose: Reject").click()
        expect(page.get_by_text("You made it, so somebody else has to check it.")).to_be_visible()
        assert axe(page) == []
    assert state_of(site, case).state is CaseState.PENDING_APPROVAL
    with desk.sits("senior") as page:
        opened(page, case)
        expect(page.get_by_role("heading", name="Ayu Lestari proposes: Reject")).to_be_visible()
        assert axe(page) == []
        press(page, "y")
        expect(page.get_by_role("status")).to_contain_text("You agreed")
    assert decisions_of(site, case) == [DecisionState.APPLIED]
    assert state_of(site, case).state is CaseState.CLOSED


def test_a_new_photo_of_the_card_is_asked_for(desk: Desk, site: Site) -> None:
    case = a_case(site, "blurred_card")
    with desk.sits("analyst") as page:
        opened(page, case)
        press(page, "s")
        letter = page.locator("#letter-resubmit")
        expect(letter).to_contain_text("Gambar buram.")
        before = layout_shift(page)
        page.get_by_label("Selfie").and_(page.locator("select")).select_option("selfie:")
        expect(letter).not_to_contain_text("Wajah")
        expect(letter).to_contain_text("The image is blurred.")
        assert layout_shift(page) - before < 0.01
        page.get_by_role("button", name="Ask again").and_(page.locator("[type=submit]")).click()
        expect(page.get_by_role("status")).to_contain_text("asked again")
    assert state_of(site, case).state is CaseState.AWAITING_APPLICANT


def test_of_two_who_decide_at_once_the_other_is_told_and_keeps_the_words(desk: Desk, site: Site) -> None:
    case = a_case(site, "nik_contradiction")
    with desk.sits("analyst") as page:
        opened(page, case, "/decision?outcome=reject")
        why(page).fill("The number is made up.")
        with site.database.transaction(TENANT, WHO) as unit:
            queue.assign(unit, site.people["senior"], [case.id], site.people["senior"])
        page.get_by_role("button", name=re.compile("Reject$")).and_(page.locator("[type=submit]")).click()
        expect(page.get_by_role("heading", name=re.compile("Somebody was faster"))).to_be_visible()
        expect(page.get_by_label("Note", exact=True)).to_have_value("The number is made up.")
        assert axe(page) == []
    assert decisions_of(site, case) == []


def test_the_back_button_decides_nothing_twice(desk: Desk, site: Site) -> None:
    case = a_case(site, "nik_contradiction")
    with desk.sits("analyst") as page:
        opened(page, case, "/decision?outcome=reject")
        why(page).fill("The number is made up.")
        send = page.get_by_role("button", name=re.compile("Reject$")).and_(page.locator("[type=submit]"))
        send.click()
        page.wait_for_url(f"**/cases/{case.id}")
        page.go_back()
        if send.count():  # from the browser's own memory the form may still be there
            why(page).fill("The number is made up.")
            send.click()
            page.wait_for_load_state()
    assert len(decisions_of(site, case)) == 1


def test_a_look_at_the_letter_forgets_no_word(desk: Desk, site: Site) -> None:
    case = a_case(site, "nik_contradiction")
    with desk.sits("analyst") as page:
        opened(page, case, "/decision?outcome=reject")
        why(page).fill("The number is made up.")
        with page.expect_response("**/letters"):
            page.get_by_role("button", name="Preview").and_(page.locator(":visible")).click()
        page.reload()
        expect(why(page)).to_have_value("The number is made up.")


def test_a_session_that_ran_out_keeps_the_note(desk: Desk, site: Site) -> None:
    case = a_case(site, "clear_ktp", who="second")
    with desk.sits("second") as page:
        opened(page, case, "/face")
        page.get_by_label("Note for colleagues").fill(NOTE)
        page.context.clear_cookies()
        page.get_by_role("button", name="Write").click()
        page.get_by_label("Password").wait_for()
        for name, value in (("login", "second@kyc.test"), ("password", PASSWORD)):
            page.locator(f"input[name={name}]").fill(value)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/cases/{case.id}/face")
        expect(page.get_by_label("Note for colleagues")).to_have_value(NOTE)
        page.get_by_role("button", name="Write").click()
        expect(page.locator(".timeline")).to_contain_text(NOTE)
        expect(page.get_by_label("Note for colleagues")).to_have_value("")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [WIDE, PHONE, (1920, 1080)], ids=["wide", "phone", "widest"])
def test_every_part_is_accessible_and_fits(theme: str, size: tuple[int, int], desk: Desk, site: Site) -> None:
    case = a_case(site, "sanctioned")
    with desk.sits("analyst", size=size, theme=theme) as page:  # type: ignore[arg-type]  # of THEMES
        for part in ("", "/document", "/face", "/hits", "/decision?outcome=resubmit"):
            opened(page, case, part)
            page.wait_for_load_state("networkidle")
            assert axe(page) == [], part
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), part


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_readers_find_nothing_to_press(who: str, desk: Desk, site: Site) -> None:
    case = a_case(site, "sanctioned")
    with desk.sits(who) as page:
        opened(page, case)
        assert axe(page) == []
        assert page.locator(f"form[action*='{case.id}']").count() == 0
        if PEOPLE[who][0].value == "administrator":
            expect(page.locator("body")).not_to_contain_text("SURYAKENCANA")
            assert page.locator("main img").count() == 0


def test_a_box_and_its_row_light_one_another_up(desk: Desk, site: Site) -> None:
    case = a_case(site, "nik_contradiction")
    with desk.sits("analyst") as page:
        opened(page, case, "/document")
        page.locator("#row-birth_date").hover()
        expect(page.locator("a.box[data-field=birth_date]")).to_have_class(re.compile("lit"))
        page.locator("a.box[data-field=name]").focus()
        expect(page.locator("#row-name")).to_have_class(re.compile("lit"))
        press(page, "]")
        expect(page.locator("[data-picture]")).to_have_attribute("style", re.compile(r"rotate\(90deg\)"))


def test_without_scripts_the_sources_are_a_plain_table(desk: Desk, site: Site) -> None:
    case = a_case(site, "nik_contradiction")
    context = desk.browser.new_context(base_url=site.url, java_script_enabled=False)
    context.add_cookies([site.cookie("analyst")])  # type: ignore[list-item]  # a dict of the right shape
    page = context.new_page()
    opened(page, case, "/document")
    row = page.locator("#row-birth_date")
    for text in ("17 April 1986", "22 September 1981", "differs"):
        expect(row).to_contain_text(text)
    context.close()


def test_g_and_a_letter_goes_to_each_part(desk: Desk, site: Site) -> None:
    case = a_case(site, "sanctioned")
    with desk.sits("analyst") as page:
        opened(page, case)
        for letter, part in (("c", "document"), ("f", "face"), ("h", "hits"), ("d", "decision")):
            press(page, "g", letter)
            page.wait_for_url(f"**/{part}")
        press(page, "?")
        expect(page.get_by_role("dialog")).to_contain_text("Pass it to a senior")


def test_the_lists_own_words_open_nothing(desk: Desk, site: Site) -> None:
    case = a_case(site, "sanctioned")
    with desk.sits("analyst") as page:
        opened(page, case, "/hits")
        link = page.get_by_role("link", name="At the publisher")
        expect(link).to_have_attribute("href", re.compile(r"^https://sanctionssearch\.ofac\.treas\.gov/"))
        expect(link).to_have_attribute("rel", re.compile("noopener"))
    with site.database.transaction(TENANT, WHO, read_only=True) as unit:
        assert all(review.status is not HitStatus.TRUE_POSITIVE for review in unit.reviews.of(case.id))
