"""The pages of lists and of the audit log."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kyc.model.user import Role
from kyc.services.auditing.log import checkpoints_in, key_in
from kyc.services.housekeeping.checkpoints import export_checkpoints
from kyc.services.lists.watchlists import import_list
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots
from tests.databases import TENANT, Clock
from tests.unit.web.console.conftest import PASSWORD, Browser, token_on

pytestmark = pytest.mark.usefixtures("quick_passwords")

Console = Callable[..., Browser]
HEAD = "id,schema,name,aliases,birth_date,countries,gender,id_numbers,topics,remarks\n"
ONE = "1,Person,Anton Contoh,,1960,IDN,male,,role.pep,\n"
TWO = "2,Person,<img src=x onerror=alert(1)>\u202e,,,,,,role.pep,\n"


@pytest.fixture
def two_versions(settings: Settings, clock: Clock, tmp_path: Path) -> None:
    """A local list with two versions, a day apart."""
    store, file = FolderSnapshots(settings.home / "lists"), tmp_path / "local.csv"
    for version, rows in (("v1", ONE), ("v2", ONE + TWO)):
        file.write_text(HEAD + rows, "utf-8")
        import_list(store, "local", [file], now=clock.now, version=version)
        clock.advance(days=1)


def test_lists_show_versions_and_ages(console: Console, two_versions: None) -> None:
    page = console().get("/lists").text
    assert "Local list" in page
    assert "v2" in page
    assert "1 day ago" in page
    assert "Not active" in page


def test_a_list_that_is_too_old_is_told(console: Console, clock: Clock, settings: Settings, tmp_path: Path) -> None:
    folder = Path(__file__).parents[5] / "fixtures" / "lists" / "un_sc"
    import_list(FolderSnapshots(settings.home / "lists"), "un_sc", sorted(folder.iterdir()), now=clock.now)
    assert "Out of date" not in console().get("/lists").text
    clock.advance(days=settings.list_age_days + 1)
    assert "older than it may be" in console(Role.SENIOR).get("/lists").text


def test_a_list_shows_what_its_last_version_brought(console: Console, two_versions: None) -> None:
    signed_in = console()
    page = signed_in.get("/lists/local").text
    assert 'data-hx-get="/console/lists/local/delta"' in page
    delta = signed_in.get("/lists/local/delta", headers={"HX-Request": "true"}).text
    assert "Added: 1" in delta
    assert "&lt;img" in delta
    assert "<img" not in delta
    assert "U+202E" in delta


def test_a_damaged_list_is_told_and_the_page_stands(console: Console, settings: Settings, two_versions: None) -> None:
    (settings.home / "lists" / "local" / "active.json").write_text("{")
    page = console().get("/lists")
    assert page.status_code == 200
    assert "LIST.DAMAGED" in page.text


@pytest.mark.parametrize("path", ["/lists/nothing", "/lists/nothing/delta", "/lists/..%2F..%2Fetc"])
def test_there_are_no_other_lists(console: Console, path: str) -> None:
    assert console().get(path).status_code in (404, 503)


def sign_in_again(browser: Browser) -> None:
    assert browser.user
    assert browser.post("/sign-in", {"login": browser.user.login, "password": PASSWORD}).status_code == 303


class TestAudit:
    def test_entries_are_found_by_who_what_which_and_when(
        self, console: Console, store: Database, clock: Clock
    ) -> None:
        auditor = console(Role.AUDITOR)
        clock.advance(days=2)
        sign_in_again(auditor)
        with store.transaction(TENANT, "user:usr_x") as unit:
            unit.audit.append("case:decided", "case", "cas_1", before="state:open", after="state:closed")
            unit.audit.append("case:noted", "case", "cas_2")
        everything = {"case:decided", "case:noted", "user:signed_in", "user:created"}
        found = {
            "": everything,
            "?action=case:": {"case:decided", "case:noted"},
            "?action=case:noted": {"case:noted"},
            "?actor=user:usr_x&object=cas_1": {"case:decided"},
            "?kind=user": {"user:signed_in", "user:created"},
            "?since=2026-11-23": everything - {"user:created"},
            "?until=2026-11-23": {"user:created"},
            "?action=%25": everything,
            "?since=yesterday": everything,
        }
        for query, expected in found.items():
            page = auditor.get(f"/audit{query}").text
            assert (
                set(re.findall(r"<code>([a-z]+:[a-z_]+)</code></a></td>\n<td data-label=\"Object", page)) == expected
            ), query

    def test_pages_follow_one_another(self, console: Console, store: Database) -> None:
        auditor = console(Role.AUDITOR)
        for start in range(0, 150, 50):
            with store.transaction(TENANT, "test") as unit:
                for number in range(start, start + 50):
                    unit.audit.append("case:read", "case", f"cas_{number}")
        first = auditor.get("/audit?action=case:read")
        following = re.search(r'href="/console(/audit\?action=case%3Aread&amp;before=\d+)"', first.text)
        assert following
        second = auditor.get(following[1].replace("&amp;", "&"))
        shown = [set(re.findall(r">(cas_\d+)</code>", page.text)) for page in (first, second)]
        assert (len(shown[0]), len(shown[0] | shown[1])) == (100, 150)

    def test_a_whole_chain_is_said_to_be_whole_and_how_far_it_is_signed(
        self, console: Console, store: Database, settings: Settings
    ) -> None:
        auditor = console(Role.AUDITOR)
        assert "never signed" in auditor.get("/audit").text
        export_checkpoints(store, checkpoints_in(settings.home), key_in(settings.home))
        page = auditor.send("/audit", "/audit/verify")
        assert "The chain is whole: 1 entries" in page.text
        assert "entry 1, signed" in page.text
        with store.transaction(TENANT, "test") as unit:
            last = unit.audit.list(limit=1).items[0]
        assert (last.action, last.after) == ("audit:verified", "state:whole")

    @pytest.mark.parametrize(
        "harm",
        ["UPDATE audit_events SET action = 'user:read' WHERE seq = 2", "DELETE FROM audit_events WHERE seq >= 2"],
    )
    def test_a_changed_chain_is_said_to_be_broken(
        self, console: Console, store: Database, settings: Settings, tmp_path: Path, harm: str
    ) -> None:
        auditor = console(Role.AUDITOR)
        console(Role.ANALYST)
        export_checkpoints(store, checkpoints_in(settings.home), key_in(settings.home))
        token = token_on(auditor.get("/audit"))
        with sqlite3.connect(tmp_path / "kyc.db") as connection:
            for change in ("update", "delete"):
                connection.execute(f"DROP TRIGGER audit_events_no_{change}")
            connection.execute(harm)
        connection.close()
        page = auditor.post("/audit/verify", {"token": token})
        assert "BROKEN at entry 2" in page.text


def test_two_days_are_counted_where_the_reader_is(console: Console, store: Database, clock: Clock) -> None:
    auditor = console(Role.AUDITOR)
    clock.advance(hours=6)  # 18:00 in Greenwich, one o'clock of the next day in Jakarta
    sign_in_again(auditor)
    with store.transaction(TENANT, "test") as unit:
        unit.audit.append("case:noted", "case", "cas_1")
    assert "cas_1" in auditor.get("/audit?since=2026-11-23").text
    assert "cas_1" not in auditor.get("/audit?until=2026-11-22").text
