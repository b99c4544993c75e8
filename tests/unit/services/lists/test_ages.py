"""How old lists are, and that a stale one is loud."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kyc.services.lists.ages import ages, look_at_ages
from kyc.services.lists.watchlists import import_list
from kyc.settings import Settings
from kyc.storage.files.snapshots import FolderSnapshots

LISTS = Path(__file__).parents[4] / "fixtures" / "lists"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> FolderSnapshots:
    store = FolderSnapshots(tmp_path / "lists")
    for key in ("un_sc", "local"):
        import_list(store, key, list((LISTS / key).iterdir()), now=NOW)
    return store


@pytest.mark.parametrize(
    ("later", "chosen", "stale"),
    [
        (timedelta(days=6), {}, []),
        (timedelta(days=8), {}, ["un_sc"]),  # a list of one's own is as old as it is
        (timedelta(days=8), {"list_age_days": 30}, []),
        (timedelta(days=2), {"list_ages": {"un_sc": 1}}, ["un_sc"]),
        (timedelta(days=8), {"list_ages": {"un_sc": 9, "local": 7.5}}, ["local"]),
        (timedelta(), {"list_ages": {"us_ofac_sdn": 2}}, ["us_ofac_sdn"]),  # one that should be there and is not
        (timedelta(days=-400), {}, []),  # a clock that was set back
    ],
)
def test_each_list_has_an_age_at_which_it_is_stale(
    store: FolderSnapshots, tmp_path: Path, later: timedelta, chosen: dict[str, Any], stale: list[str]
) -> None:
    found = ages(store, Settings(home=tmp_path, **chosen), NOW + later)
    assert [each.key for each in found if each.is_stale] == stale


def test_a_stale_list_raises_the_alarm(
    store: FolderSnapshots, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "lists" / "un_sc" / "active.json").write_text("{")
    counts = look_at_ages(store, Settings(home=tmp_path, list_ages={"local": 1}), NOW + timedelta(days=3))
    assert counts == {"lists": 2, "stale": 2}
    told = {record.__dict__["list"]: (record.__dict__["days"], record.__dict__["code"]) for record in caplog.records}
    assert told == {"un_sc": (None, "LIST.DAMAGED"), "local": (3, None)}
