"""A list changes and the right customers are looked at again: refreshed by source, re-screened, shown in counts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kyc.model.rescreening import RunMode
from kyc.services.housekeeping.house import House
from kyc.services.rescreening.run import running
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring
from tests.databases import NOON, TENANT, Clock
from tests.journey.canary import CANARY_NAME, CANARY_NIK, disguises, everything_kept
from tests.unit.services.rescreening.book import HEADER, Installation

pytestmark = pytest.mark.flow

ROW = f"9,Person,{CANARY_NAME.title()},,1971-02-03,ID,female,{CANARY_NIK},sanction,Invented\n"
OTHER_ROW = "1,Person,Suradji Wiryakusumah,,1961-03-07,ID,male,,sanction,Invented\n"


@pytest.fixture
def installation(tmp_path: Path, sqlite_template: Path, clock: Clock) -> Iterator[Installation]:
    (tmp_path / "kyc.db").write_bytes(sqlite_template.read_bytes())
    url, blobs = f"sqlite:///{tmp_path}/kyc.db", Blobs(f"file://{tmp_path}/blobs")
    database = Database(url, Keyring({1: b"k" * 32}), blobs, clock)
    database.ensure_tenant(TENANT)
    yield Installation(database, tmp_path, clock)
    database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


@pytest.fixture
def house(installation: Installation, folder: Path, clock: Clock, prefect_database: Path) -> Iterator[House]:
    """An air-gapped installation that the flows of this process work on; the server runs."""
    from flows.home import keeping

    house = House(installation.database, Settings(home=installation.home, list_folder=folder), clock, "wrk_1")
    with keeping(house):
        yield house


def drop(folder: Path, *rows: str, days_old: float = 0.1) -> None:
    path = folder / "own.csv"
    path.write_text(HEADER + "".join(rows))
    at = (NOON - timedelta(days=days_old)).timestamp()
    os.utime(path, (at, at))


def test_a_list_that_was_dropped_reaches_the_customer_and_nobody_else(
    house: House, installation: Installation, folder: Path, prefect_database: Path
) -> None:
    from flows.refresh_watchlists import refresh_watchlists

    customer = installation.customer(CANARY_NAME, "1971-02-03", document_number=CANARY_NIK)
    installation.customer("SITI AMINAH", "1990-01-01")
    drop(folder, OTHER_ROW)
    assert refresh_watchlists() == {"folder": "activated"}
    assert installation.standing() == set()
    drop(folder, OTHER_ROW, ROW)
    assert refresh_watchlists() == {"folder": "activated"}
    assert installation.standing() == {(customer, "local-9")}
    assert refresh_watchlists() == {"folder": "unchanged"}
    assert installation.events().count("alert.raised") == 1
    kept = everything_kept(prefect_database)
    assert b"Re-screening of acme" in kept, "the canary test looks at the database that was written"
    for canary in (CANARY_NAME, CANARY_NAME.title(), CANARY_NIK):
        assert not any(disguise in kept for disguise in disguises(canary))


@pytest.mark.parametrize(
    ("rows", "days_old", "code"),
    [
        (["<!DOCTYPE html><html>"], 0.1, "LIST.NOT_RECOGNISED"),
        ([ROW, f"10,Person,,,{CANARY_NIK}\n"], 0.1, "LIST.TRUNCATED"),
        ([OTHER_ROW], 40, "local: LIST.STALE"),
    ],
)
def test_what_is_refused_or_stale_fails_the_run_by_its_code(
    house: House,
    folder: Path,
    prefect_database: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[str],
    days_old: float,
    code: str,
) -> None:
    from flows.home import keeping
    from flows.refresh_watchlists import refresh_watchlists

    strict = House(
        house.database, house.settings.model_copy(update={"list_ages": {"local": 30}}), house.clock, house.owner
    )
    drop(folder, OTHER_ROW)
    with keeping(strict):
        refresh_watchlists(is_handed_over=False)
        drop(folder, *rows, days_old=days_old)
        if rows[0].startswith("<"):
            (folder / "own.csv").write_text(rows[0])
            os.utime(folder / "own.csv", (NOON.timestamp() - 60,) * 2)
        state: Any = refresh_watchlists(is_handed_over=False, return_state=True)
    assert state.is_failed()
    assert code in str(state.result(raise_on_failure=False))
    assert CANARY_NIK.encode() not in everything_kept(prefect_database)
    assert house.lists.sources() == ("local",)


def test_a_run_that_was_killed_is_finished_before_a_new_one(house: House, installation: Installation) -> None:
    from flows.rescreen import rescreen

    customer = installation.customer("SURADJI WIRYAKUSUMAH")
    installation.lists({"1": "Suradji Wiryakusumah,,1961-03-07"}, version="1")
    left = installation.start(RunMode.FULL)
    assert rescreen() == {TENANT: "nothing to do"}
    assert running(house.database, tenant=TENANT) is None
    assert installation.standing() == {(customer, "local-1")}
    assert left.chunks == 1


def test_a_full_run_looks_at_everybody_and_tells_its_id(house: House, installation: Installation) -> None:
    from flows.rescreen import rescreen

    installation.customer("SITI AMINAH")
    installation.lists({"1": "Suradji Wiryakusumah,,1961-03-07"}, version="1")
    told = rescreen(tenant=TENANT, mode="full")
    assert told[TENANT].startswith("run_")


def test_without_a_list_the_run_fails_and_says_so(house: House) -> None:
    from flows.rescreen import rescreen

    state: Any = rescreen(return_state=True)
    assert str(state.result(raise_on_failure=False)) == f"{TENANT}: SCR.NO_LISTS"


def test_many_tenants_are_served_in_parts(
    house: House, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import rescreen as room

    for number in range(3):
        house.database.ensure_tenant(f"tenant-{number}")
    installation.lists({"1": "Suradji Wiryakusumah,,1961-03-07"}, version="1")
    monkeypatch.setattr(room, "MOST", 2)
    monkeypatch.setattr(room, "_run_of", lambda tenant, _mode: (True, tenant))
    told = room.rescreen()
    assert list(told) == [TENANT, "tenant-0", "tenant-1", "tenant-2"]
