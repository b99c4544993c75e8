"""What an operator's alarms hang on: lists that grow old and chores that fail, in /readyz and /metrics."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.utils import floatToGoString

from kyc.services.lists.watchlists import import_list
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.web.app import create_app
from kyc.web.kit import Kit
from tests.databases import NOON, Clock
from tests.unit.web.conftest import Caller

LISTS = Path(__file__).parents[3] / "fixtures" / "lists"


@pytest.fixture
def stranger(kit: Kit) -> Caller:
    import_list(FolderSnapshots(kit.settings.home / "lists"), "un_sc", list((LISTS / "un_sc").iterdir()), now=NOON)
    kit.lists.refresh()
    return Caller(create_app(kit), "")


@pytest.mark.parametrize(("days", "status", "lists"), [(6, "ready", "ok"), (8, "degraded", "LIST.STALE")])
def test_a_stale_list_degrades_and_is_named(stranger: Caller, clock: Clock, days: int, status: str, lists: str) -> None:
    clock.advance(days=days)
    ready = stranger.get("/readyz")
    assert (ready.status_code, ready.json()["status"], ready.json()["parts"]["lists"]) == (200, status, lists)


@pytest.mark.usefixtures("stranger")
def test_ages_and_chores_are_measured(caller: Caller, store: Database, clock: Clock) -> None:
    clock.advance(days=8)
    with store.system() as system:
        for name, fault in (("purge", None), ("sweep", "STORE.FULL")):
            system.chores.claim(name, "wrk", 60)
            system.chores.finish(name, "wrk", due_at=clock() + timedelta(days=1), counts={}, fault=fault)
    text = caller.get("/metrics").text
    assert 'kyc_list_age_seconds{list="un_sc"} 691200.0' in text
    assert 'kyc_list_stale{list="un_sc"} 1.0' in text
    assert 'kyc_chore_failed{chore="purge"} 0.0' in text
    assert 'kyc_chore_failed{chore="sweep"} 1.0' in text
    assert f'kyc_chore_done_seconds{{chore="purge"}} {floatToGoString(clock().timestamp())}' in text  # type: ignore[no-untyped-call]
