"""Lists keep themselves up to date; whatever comes instead of a list leaves the old one active, and says why."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from kyc.services.lists.ages import ages
from kyc.services.lists.places import dropped
from kyc.services.lists.refreshing import PAUSES, Outcome, Refresh, refresh_all
from kyc.services.lists.watchlists import import_list
from kyc.settings import Settings
from kyc.storage.files.snapshots import FolderSnapshots
from watchlists.errors import ListError
from watchlists.fetch import HttpFetcher

LISTS = Path(__file__).parents[4] / "fixtures" / "lists"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
UN = next((LISTS / "un_sc").iterdir()).read_bytes()


@pytest.fixture
def store(tmp_path: Path) -> FolderSnapshots:
    return FolderSnapshots(tmp_path / "lists")


def renamed(content: bytes, published: bytes) -> bytes:
    """A newer version: another day, and one name spelt otherwise."""
    first = content.index(b"<FIRST_NAME>") + len(b"<FIRST_NAME>")
    return (content[:first] + b"X" + content[first:]).replace(b"2026-11-01", published)


class Publisher:
    """A web server that gives one answer after another, the last one for ever; knows when nothing changed."""

    def __init__(self, *answers: httpx.Response | type[httpx.HTTPError]) -> None:
        self.answers, self.asked = list(answers), list[httpx.Request]()
        self.fetcher = HttpFetcher(httpx.Client(transport=httpx.MockTransport(self._answer)))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not isinstance(answer, httpx.Response):
            raise answer("no line")
        if request.headers.get("If-None-Match") == answer.headers.get("ETag", "none"):
            return httpx.Response(304)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def served(content: bytes) -> httpx.Response:
    return httpx.Response(200, headers={"ETag": sha256(content).hexdigest()}, content=content)


def refreshed(
    store: FolderSnapshots, publisher: Publisher, home: Path, *, now: datetime = NOW, pauses: list[float] | None = None
) -> Refresh:
    (done,) = refresh_all(
        store,
        Settings(home=home),
        publisher.fetcher,
        keys=["un_sc"],
        clock=lambda: now,
        sleep=(pauses if pauses is not None else []).append,
    )
    return done


def test_a_newer_version_becomes_active_and_says_whom_it_concerns(store: FolderSnapshots, tmp_path: Path) -> None:
    publisher = Publisher(served(UN), served(renamed(UN, b"2026-11-08")))
    first, second, third = (refreshed(store, publisher, tmp_path) for _ in range(3))
    assert (first.outcome, first.to_screen) == (Outcome.ACTIVATED, None)
    assert (second.outcome, second.version, second.to_screen) == (Outcome.ACTIVATED, "2026-11-08", 1)
    assert (third.outcome, third.to_screen) == (Outcome.UNCHANGED, 0)
    assert publisher.asked[-1].headers["If-None-Match"] == sha256(renamed(UN, b"2026-11-08")).hexdigest()


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        (httpx.Response(503), Outcome.UNREACHABLE, "LIST.UNREACHABLE"),
        (httpx.ConnectError, Outcome.UNREACHABLE, "LIST.UNREACHABLE"),
        (served(b"<!DOCTYPE html><html><body>Maintenance</body></html>"), Outcome.REFUSED, "LIST.NOT_RECOGNISED"),
        (served(b""), Outcome.REFUSED, "LIST.NOT_RECOGNISED"),
        (served(UN[: len(UN) // 2]), Outcome.REFUSED, None),  # cut off
        (served(renamed(UN, b"2026-10-01")), Outcome.REFUSED, "LIST.ROLLBACK"),
    ],
)
def test_whatever_comes_instead_leaves_the_old_version_and_says_why(
    store: FolderSnapshots,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    answer: httpx.Response | type[httpx.HTTPError],
    outcome: Outcome,
    code: str | None,
) -> None:
    refreshed(store, Publisher(served(UN)), tmp_path)
    caplog.set_level(logging.ERROR)
    done = refreshed(store, Publisher(answer), tmp_path, now=NOW + timedelta(days=8))
    assert (done.outcome, done.version, done.to_screen) == (outcome, "2026-11-01", 0)
    assert code is None or done.code == code
    assert done.message
    assert len(store.history("un_sc")) == 1
    assert "list.not_refreshed" in caplog.messages
    (age,) = ages(store, Settings(home=tmp_path), NOW + timedelta(days=8))
    assert age.is_stale


@pytest.mark.parametrize(
    ("answers", "pauses", "outcome"),
    [
        ([httpx.Response(500), served(UN)], [PAUSES[0]], Outcome.ACTIVATED),
        ([httpx.ReadTimeout, httpx.Response(502), served(UN)], list(PAUSES), Outcome.ACTIVATED),
        ([httpx.Response(500)], list(PAUSES), Outcome.UNREACHABLE),
        ([served(b"<html>"), served(UN)], [], Outcome.REFUSED),  # a page stays a page; the next round sees
    ],
)
def test_an_outage_is_waited_for_and_nothing_else(
    store: FolderSnapshots,
    tmp_path: Path,
    answers: list[httpx.Response | type[httpx.HTTPError]],
    pauses: list[float],
    outcome: Outcome,
) -> None:
    paused: list[float] = []
    assert refreshed(store, Publisher(*answers), tmp_path, pauses=paused).outcome is outcome
    assert paused == pauses


def test_one_source_that_fails_stops_no_other(store: FolderSnapshots, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=UN) if "mirror" in request.url.host else httpx.Response(404)

    fetcher = HttpFetcher(httpx.Client(transport=httpx.MockTransport(answer)))
    settings = Settings(home=tmp_path, list_mirrors={"un_sc": "https://mirror.example/un"})
    done = refresh_all(
        store, settings, fetcher, keys=["eu_fsf", "un_sc", "local"], clock=lambda: NOW, sleep=lambda _: None
    )
    assert [(each.key, each.outcome.value, each.code) for each in done] == [
        ("eu_fsf", "unreachable", "LIST.UNREACHABLE"),
        ("un_sc", "activated", None),
        ("local", "refused", "LIST.NO_ADDRESS"),
    ]


class TestFolder:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "drop").mkdir()
        return tmp_path / "drop"

    @pytest.fixture
    def look(self, store: FolderSnapshots, folder: Path, tmp_path: Path) -> Callable[..., dict[str, Refresh]]:
        def looking(now: datetime = NOW) -> dict[str, Refresh]:
            settings = Settings(home=tmp_path, list_folder=folder)
            fetcher = Publisher(httpx.ConnectError).fetcher
            done = refresh_all(store, settings, fetcher, clock=lambda: now, sleep=lambda _: None)
            return {each.key: each for each in done}

        return looking

    def drop(self, folder: Path, name: str, content: bytes, *, at: datetime = NOW - timedelta(hours=1)) -> Path:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    def test_files_are_known_by_their_shape(
        self, folder: Path, store: FolderSnapshots, look: Callable[..., dict[str, Refresh]]
    ) -> None:
        self.drop(folder, "whatever.bin", UN)
        self.drop(folder, "own", next((LISTS / "local").iterdir()).read_bytes())
        assert {key: done.outcome for key, done in look().items()} == dict.fromkeys(
            ("un_sc", "local"), Outcome.ACTIVATED
        )
        assert {done.outcome for done in look().values()} == {Outcome.UNCHANGED}
        assert store.sources() == ("local", "un_sc")

    def test_looking_again_makes_a_list_no_younger(
        self, folder: Path, store: FolderSnapshots, look: Callable[..., dict[str, Refresh]], tmp_path: Path
    ) -> None:
        at = NOW - timedelta(days=5)
        self.drop(folder, "un.xml", UN, at=at)
        look()
        later = NOW + timedelta(days=3)
        look(later)
        (age,) = ages(store, Settings(home=tmp_path), later)
        assert (age.age, age.is_stale) == (timedelta(days=8), True)
        self.drop(folder, "un.xml", UN, at=later - timedelta(hours=2))  # the same again, and newly carried over
        look(later)
        (age,) = ages(store, Settings(home=tmp_path), later)
        assert (age.age, age.is_stale) == (timedelta(hours=2), False)

    def test_of_two_generations_the_newer_counts(
        self, folder: Path, store: FolderSnapshots, look: Callable[..., dict[str, Refresh]]
    ) -> None:
        self.drop(folder, "a.xml", UN, at=NOW - timedelta(days=9))
        self.drop(folder, "b.xml", renamed(UN, b"2026-11-08"), at=NOW - timedelta(days=2))
        assert look()["un_sc"].version == "2026-11-08"
        assert len(store.history("un_sc")) == 1

    def test_an_older_file_dropped_later_is_refused_and_explained(
        self, folder: Path, look: Callable[..., dict[str, Refresh]]
    ) -> None:
        self.drop(folder, "b.xml", renamed(UN, b"2026-11-08"))
        look()
        self.drop(folder, "a.xml", UN, at=NOW - timedelta(minutes=1))
        done = look()["un_sc"]
        assert (done.outcome, done.code, done.version) == (Outcome.REFUSED, "LIST.ROLLBACK", "2026-11-08")
        assert "published on 2026-11-01" in (done.message or "")

    def test_ofacs_two_lists_look_alike_and_want_a_folder_of_their_own(
        self, folder: Path, store: FolderSnapshots, look: Callable[..., dict[str, Refresh]]
    ) -> None:
        files = sorted((LISTS / "us_ofac_sdn").glob("*"))
        for path in files:
            self.drop(folder, path.name, path.read_bytes())
        assert {done.code for done in look().values()} == {"LIST.AMBIGUOUS"}
        (folder / "us_ofac_sdn").mkdir()
        for path in files:
            shutil.move(folder / path.name, folder / "us_ofac_sdn" / path.name)
        assert look()["us_ofac_sdn"].outcome is Outcome.ACTIVATED

    @pytest.mark.parametrize(
        ("name", "content", "at", "told"),
        [
            ("page.xml", b"<!DOCTYPE html><html>", NOW - timedelta(hours=1), "LIST.NOT_RECOGNISED"),
            ("un.xml.part", UN, NOW - timedelta(hours=1), None),
            (".un.xml", UN, NOW - timedelta(hours=1), None),
            ("un.xml", UN, NOW - timedelta(seconds=1), None),  # perhaps still being written
            ("un.xml", UN, NOW + timedelta(days=2), "activated"),  # a clock that jumped
        ],
    )
    def test_what_is_no_list_or_not_yet_one(
        self,
        folder: Path,
        look: Callable[..., dict[str, Refresh]],
        name: str,
        content: bytes,
        at: datetime,
        told: str | None,
    ) -> None:
        self.drop(folder, name, content, at=at)
        assert [done.code or done.outcome.value for done in look().values()] == ([told] if told else [])

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ListError, match="no such folder"):
            dropped(tmp_path / "gone", NOW)


def test_content_that_was_replaced_does_not_come_back_unnoticed(store: FolderSnapshots, tmp_path: Path) -> None:
    header = "id,schema,name,aliases(;),birth_date,countries(;),gender,id_numbers(;),topics(;),remarks\n"
    versions: Mapping[str, Path] = {name: tmp_path / f"{name}.csv" for name in ("one", "two")}
    for later, (name, path) in enumerate(versions.items()):
        path.write_text(f"{header}1,Person,Contoh {name},,1970,ID,male,,,\n")
        import_list(store, "local", [path], now=NOW + timedelta(days=later), version=name)
    with pytest.raises(ListError, match="it is version one again, which two replaced"):
        import_list(store, "local", [versions["one"]], now=NOW)
    accepted = import_list(store, "local", [versions["one"]], now=NOW, accept="two was a mistake, ticket 7")
    assert accepted.overridden == ("LIST.ROLLBACK",)
