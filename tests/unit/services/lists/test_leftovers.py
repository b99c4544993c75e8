"""A stored list that no plug-in reads any more: its entries are screened against still, and that is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kyc.cli.main import app
from kyc.model.screening import ScreeningQuery
from kyc.services.lists.active import active_entities
from kyc.services.lists.ages import ages, look_at_ages, most_age
from kyc.services.lists.matching import ListKeeper
from kyc.services.lists.searching import active_screener
from kyc.services.lists.standing import standings
from kyc.services.lists.views import check_lists, find_entity, overview
from kyc.services.lists.watchlists import import_list
from kyc.settings import Settings
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.web.match.server import create_match_app
from tests.unit.web.match.lists import Caller
from watchlists.errors import ListError

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HEADER = "id,schema,name,topics\n"
NAME = "Suradji Wiryakusumah"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("KYC_HOME", str(tmp_path))
    return Settings(home=tmp_path)


@pytest.fixture
def store(settings: Settings) -> FolderSnapshots:
    """`local`, and beside it a list of a plug-in that is gone."""
    store = FolderSnapshots(settings.home / "lists")
    path = settings.home / "list.csv"
    path.write_text(f"{HEADER}1,Person,{NAME},sanction\n")
    import_list(store, "local", [path], now=NOW)
    (settings.home / "lists" / "local").rename(settings.home / "lists" / "gone")
    for manifest in (settings.home / "lists" / "gone" / "versions").iterdir():
        manifest.write_text(manifest.read_text().replace('"local"', '"gone"'))
    path.write_text(f"{HEADER}2,Person,Siti Rekaan,sanction\n")
    import_list(store, "local", [path], now=NOW)
    return store


def test_its_entries_are_still_found(store: FolderSnapshots, settings: Settings) -> None:
    screener = active_screener(store, settings.home / "index")
    assert screener is not None
    assert [hit.caption for hit in screener.screen(ScreeningQuery(NAME)).flagged] == [NAME]
    assert find_entity(store, "local-1")[1].source == "gone"
    assert find_entity(store, "local-2")[1].source == "local"


def test_it_is_too_old_whatever_the_settings_say(store: FolderSnapshots, settings: Settings) -> None:
    lenient = settings.model_copy(update={"list_ages": {"gone": 1000}, "list_age_days": 1000})
    found = {each.key: (each.fault, each.is_stale) for each in ages(store, lenient, NOW)}
    assert found == {"gone": ("LIST.UNKNOWN", True), "local": (None, False)}
    assert look_at_ages(store, settings, NOW) == {"lists": 2, "stale": 1}


def test_the_others_are_looked_at_as_ever_and_it_is_told(store: FolderSnapshots, settings: Settings) -> None:
    oldest: Callable[[str], timedelta] = partial(most_age, settings=settings)
    found = {each.key: each.problems for each in check_lists(store, now=NOW + timedelta(hours=1), oldest=oldest)}
    assert found["local"] == ()
    assert "no part of this program reads it" in found["gone"][0]
    assert ("gone", "gone") in [(key, title) for key, title, active in overview(store) if active]
    shown = {each.key: each.is_stale for each in standings(store, now=NOW + timedelta(hours=1), oldest=oldest)}
    assert (shown["gone"], shown["local"], shown["un_sc"]) == (True, False, False)


def test_the_commands_tell_it(store: FolderSnapshots) -> None:
    listed = CliRunner().invoke(app, ["watchlists", "list"])
    assert "gone" in listed.stdout
    checked = CliRunner().invoke(app, ["watchlists", "check"])
    assert checked.exit_code == 4
    assert "no part of this program reads it" in checked.stdout


def test_the_screening_api_answers_with_its_entries(store: FolderSnapshots) -> None:
    keeper = ListKeeper(store)
    keeper.refresh()
    ask = Caller(create_match_app(keeper))
    answer = ask.match({"schema": "Person", "properties": {"name": [NAME]}})
    assert [hit["id"] for hit in answer.json()["responses"]["q"]["results"]] == ["local-1"]
    assert ask.get("/search/default", q=NAME, facets="datasets").status_code == 200
    assert ask.get("/catalog").status_code == 200


@pytest.mark.parametrize("copy", ["local_old", "local.bak"])
def test_a_copy_of_a_list_is_no_list(store: FolderSnapshots, settings: Settings, copy: str) -> None:
    """Its entries would be hits twice."""
    shutil.copytree(settings.home / "lists" / "local", settings.home / "lists" / copy)
    with pytest.raises(ListError, match=f"{copy} holds versions of local: move it out"):
        active_entities(store)
