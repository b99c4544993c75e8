"""The pages of a case: whole whatever is missing, audited, and for the eyes that may see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import httpx
import pytest
from PIL import Image

from kyc.model.case import Case, CaseKind, DecisionOutcome
from kyc.model.submission import SubmittedImage
from kyc.model.user import Role
from kyc.services.casework.gathering import gather
from kyc.services.casework.hindrances import hindrances
from kyc.services.casework.opening import open_case
from kyc.services.onboarding import privacy
from kyc.storage.database import Database
from tests.databases import OTHER, TENANT
from tests.unit.web.console.case.conftest import Worked
from tests.unit.web.console.case.lived import KEYS, world
from tests.unit.web.console.case.lodging import LISTED, WHO, lodge, lodged, taken
from tests.unit.web.console.conftest import Browser

PARTS = ("", "/document", "/face", "/hits", "/decision")
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202eevil\u202c",
    '=HYPERLINK("http://evil.example")',
    "\x00\x1b[31mred",
    "{{ 7*7 }}{% raw %}",
    "A" * 10_000,
    "\"'><img src=x onerror=alert(1)>",
)


def page(browser: Browser, case: Case, part: str = "") -> httpx.Response:
    return browser.get(f"/cases/{case.id}{part}")


@pytest.mark.parametrize("key", KEYS)
def test_every_part_of_every_applicants_case_is_shown(key: str, worked: Worked) -> None:
    browser, case = worked(key)
    for part in PARTS:
        reply = page(browser, case, part)
        assert reply.status_code == 200, (part, reply.text[:500])
        assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("key", ["sanctioned", "unreadable_selfie"])
def test_pages_stand_without_images_and_evidence(key: str, worked: Worked, store: Database) -> None:
    browser, case = worked(key, images=False)
    with store.transaction(TENANT, WHO) as unit:
        unit.evidence.erase(case.applicant_id)
    for part in PARTS:
        assert page(browser, case, part).status_code == 200
    assert "No picture of a card is kept." in page(browser, case, "/document").text


def test_a_case_of_somebody_erased_is_shown_as_such(worked: Worked, store: Database) -> None:
    browser, case = worked()
    with store.transaction(TENANT, WHO) as unit:
        privacy.erase(unit, case.applicant_id)
    for part in PARTS:
        reply = page(browser, case, part)
        assert reply.status_code == 200
        assert "data were erased" in reply.text
        assert "SURYAKENCANA" not in reply.text


def test_a_report_of_another_version_is_said_to_be_one_and_nothing_is_decided_on_it(
    console: Callable[..., Browser], store: Database
) -> None:
    person = world().applicants["sanctioned"]
    browser = console()
    case = taken(store, lodged(store, replace(person, report=replace(person.report, schema="report/0"))), browser.user)  # type: ignore[arg-type]
    for part in PARTS:
        reply = page(browser, case, part)
        assert reply.status_code == 200
        assert "written by another version" in reply.text
    assert "its hits cannot be seen" in page(browser, case).text
    with store.transaction(TENANT, WHO, read_only=True) as unit:
        view = gather(unit, case.id)
    for outcome in DecisionOutcome:
        assert "CASE.UNREADABLE" in hindrances(view, browser.user, outcome)  # type: ignore[arg-type]


def test_an_alert_without_a_verification_is_shown(console: Callable[..., Browser], store: Database) -> None:
    person = world().applicants["sanctioned"]
    with store.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(person.submission.declared)
        case = open_case(
            unit, applicant_id=applicant.id, verification_id=None, kind=CaseKind.MONITORING,
            reasons=("SCR.SANCTION",), score=65, screening=person.report.screening,
        )  # fmt: skip
    browser = console()
    for part in PARTS:
        assert page(browser, case, part).status_code == 200
    assert "SURYAKENCANA" in page(browser, case, "/hits").text
    assert page(browser, case, "/images/document/card").status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_hostile_is_shown_as_text(text: str, console: Callable[..., Browser], store: Database) -> None:
    person = world().applicants["sanctioned"]
    screening = person.report.screening
    assert screening is not None
    hit = replace(screening.hits[0], caption=text, name=text, programmes=(text,), url=text, entity_id="local-1")
    fields = tuple(replace(field, entry=text) for field in hit.fields)
    bad = replace(screening, hits=(replace(hit, fields=fields),), query=replace(screening.query, name=text or "x"))
    declared = replace(person.submission.declared, name=text, address=text, phone=text)
    submission = replace(person.submission, declared=declared)
    report = replace(person.report, screening=bad, limits=(text,))
    evidence = replace(person.evidence, declared=declared)
    case = lodged(store, replace(person, report=report, submission=submission), evidence=evidence)
    browser = console(Role.SENIOR)
    for part in PARTS:
        reply = page(browser, case, part)
        assert reply.status_code == 200, part
        for markup in ("<script>alert", "<img src=x", "\u202e", "\x00", "\x1b", "A" * 2_000):
            assert markup not in reply.text, (part, markup)


def test_every_look_at_personal_data_is_audited(worked: Worked, store: Database) -> None:
    browser, case = worked()
    before = reads(store)
    for part in PARTS:
        page(browser, case, part)
    browser.get(f"/cases/{case.id}/images/document/card")
    assert reads(store) == before + len(PARTS) + 1


def reads(store: Database) -> int:
    with store.transaction(TENANT, WHO) as unit:
        return sum(event.action in ("case:read", "image:read") for event in unit.audit.list(limit=500).items)


@pytest.mark.parametrize(
    ("role", "part", "status"),
    [
        (Role.AUDITOR, "", 200),
        (Role.AUDITOR, "/decision", 200),
        (Role.ADMINISTRATOR, "", 200),
        (Role.ADMINISTRATOR, "/document", 403),
        (Role.ADMINISTRATOR, f"/hits/{LISTED}", 403),
        (Role.ADMINISTRATOR, "/decision", 403),
        (Role.ADMINISTRATOR, "/images/document/card", 403),
    ],
)
def test_who_sees_what(role: Role, part: str, status: int, worked: Worked, console: Callable[..., Browser]) -> None:
    _, case = worked()
    assert page(console(role), case, part).status_code == status


def test_an_administrator_reads_nothing_personal(worked: Worked, console: Callable[..., Browser]) -> None:
    browser, case = worked()
    browser.send(f"/cases/{case.id}", f"/cases/{case.id}/notes", text="he lives in Malang")
    text = page(console(Role.ADMINISTRATOR), case).text
    for secret in ("SURYAKENCANA", "Suryakencana", "3573011708750001", "Malang", "1975"):
        assert secret not in text


def test_an_auditor_finds_no_form_but_the_shells(worked: Worked, console: Callable[..., Browser]) -> None:
    _, case = worked()
    auditor = console(Role.AUDITOR)
    for part in PARTS:
        assert f'action="/console/cases/{case.id}' not in page(auditor, case, part).text


def test_another_tenants_case_is_not_there(worked: Worked, store: Database) -> None:
    browser, _ = worked()
    with store.transaction(OTHER, WHO) as unit:
        theirs = lodge(unit, world().applicants["sanctioned"], evidence=None)
    for part in (*PARTS, "/images/document/card"):
        assert page(browser, theirs, part).status_code == 404


@pytest.mark.parametrize(
    ("role", "cut", "status"),
    [
        ("document", "card", 200),
        ("document", "face", 200),
        ("document", "whole", 200),
        ("selfie", "face", 200),
        ("selfie", "whole", 200),
        ("back", "card", 404),  # none was handed in
        ("passport", "card", 404),
        ("document", "../../etc", 404),
    ],
)
def test_pictures_are_cut_sent_and_kept_nowhere(role: str, cut: str, status: int, worked: Worked) -> None:
    browser, case = worked()
    reply = browser.get(f"/cases/{case.id}/images/{role}/{cut}")
    assert reply.status_code == status
    if status == 200:
        assert reply.content.startswith(b"\xff\xd8\xff")
        assert reply.headers["cache-control"] == "no-store"


def test_a_file_that_is_no_picture_is_said_to_be(console: Callable[..., Browser], store: Database) -> None:
    person = world().applicants["sanctioned"]
    broken = replace(person.submission, selfie=SubmittedImage("selfie", b"no image at all"))
    case = lodged(store, replace(person, submission=broken))
    reply = console(Role.SENIOR).get(f"/cases/{case.id}/images/selfie/whole")
    assert reply.status_code == 404


def test_the_back_of_a_card_is_shown_where_there_is_one(console: Callable[..., Browser], store: Database) -> None:
    person = world().applicants["clear_ktp"]
    assert person.submission.document is not None
    back = SubmittedImage("back", person.submission.document.content)
    case = lodged(store, replace(person, submission=replace(person.submission, back=back)))
    browser = console(Role.SENIOR)
    assert f"/cases/{case.id}/images/back/card" in page(browser, case, "/document").text
    assert browser.get(f"/cases/{case.id}/images/back/card").status_code == 200


def test_both_faces_come_at_the_same_size(worked: Worked) -> None:
    browser, case = worked()
    sizes = [_size(browser.get(f"/cases/{case.id}/images/{role}/face").content) for role in ("document", "selfie")]
    assert sizes[0] == sizes[1]


def test_the_hit_page_says_which_exception_it_would_make(worked: Worked) -> None:
    browser, case = worked("flagged_namesake")
    text = page(browser, case, "/hits").text
    assert case.applicant_id in text
    assert "22 November 2027" in text


def test_the_dock_says_why_not(worked: Worked) -> None:
    browser, case = worked()
    assert "Hits are still open." in page(browser, case).text


def test_a_colleague_sees_who_has_the_case_open(worked: Worked, console: Callable[..., Browser]) -> None:
    browser, case = worked()
    page(browser, case)
    assert "Open at Analyst Example" in page(console(Role.SENIOR), case).text


def _size(jpeg: bytes) -> tuple[int, int]:
    size: tuple[int, int] = Image.open(BytesIO(jpeg)).size
    return size
