"""Chores: each done once in its time, a fault in one stops no other, and what came of it is there to see."""

from __future__ import annotations

import logging
import os
from datetime import timedelta
from pathlib import Path

import pytest

from kyc.model.errors import InputError, StoreError
from kyc.model.verification import VerificationState
from kyc.services.housekeeping import chores
from kyc.services.housekeeping.chores import AGAIN, DUTIES, ChoreDone, Duty, keep_house
from kyc.services.housekeeping.expiring import expire
from kyc.services.housekeeping.house import House
from kyc.services.housekeeping.sweeping import sweep
from kyc.settings import Settings
from kyc.storage.chain.checkpoints import load
from kyc.storage.database import Database
from tests.databases import NOON, TENANT, Clock
from tests.unit.services.housekeeping.keeping import WHO, filled, house_of

LISTS = Path(__file__).parents[4] / "fixtures" / "lists"


@pytest.fixture
def house(database: Database, clock: Clock, tmp_path: Path) -> House:
    return house_of(database, clock, tmp_path)


def done(house: House, *names: str, only_due: bool = True) -> list[str]:
    return [each.chore for each in keep_house(house, names, only_due=only_due)]


def test_of_two_workers_one_does_each_chore_in_its_time(
    database: Database, house: House, clock: Clock, tmp_path: Path
) -> None:
    other = house_of(database, clock, tmp_path, owner="wrk_2")
    assert done(house) == list(DUTIES)
    assert done(other) == []
    clock.advance(minutes=5)
    assert done(other) == ["expire", "wake"]
    assert done(house) == []
    clock.advance(days=1)
    assert done(house) == list(DUTIES)


def test_who_asks_for_a_chore_gets_it_at_once(house: House) -> None:
    assert done(house, "sweep") == ["sweep"]
    assert done(house, "sweep", only_due=False) == ["sweep"]
    with pytest.raises(InputError, match="there are expire"):
        done(house, "dusting")


def test_a_chore_that_another_has_is_told_of(database: Database, house: House) -> None:
    with database.system() as system:
        system.chores.claim("sweep", "wrk_2", 60)
    assert list(keep_house(house, ["sweep"], only_due=False)) == [ChoreDone("sweep", fault="CHORE.TAKEN")]


@pytest.mark.parametrize(
    ("fault", "code"), [(StoreError("STORE.FULL", "x"), "STORE.FULL"), (KeyError("SITI"), "SYS.CRASH")]
)
def test_a_fault_stops_no_other_and_is_tried_again_soon(
    database: Database,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    code: str,
) -> None:
    def fail(_house: House) -> dict[str, int]:
        raise fault

    monkeypatch.setattr(chores, "DUTIES", {**DUTIES, "expire": Duty(timedelta(minutes=5), fail)})
    found = {each.chore: each.fault for each in keep_house(house, only_due=True)}
    assert found == {**dict.fromkeys(DUTIES), "expire": code}
    with database.system() as system:
        stored = {chore.name: (chore.fault, chore.due_at) for chore in system.chores.all()}
    assert stored["expire"] == (code, NOON + AGAIN)
    assert stored["purge"] == (None, NOON + timedelta(days=1))
    assert "SITI" not in caplog.text


def test_what_came_of_it_is_logged_and_stored(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        done(house, "purge")
    (record,) = [record for record in caplog.records if record.getMessage() == "chore.done"]
    assert (record.__dict__["chore"], record.__dict__["erased"]) == ("purge", 0)


class TestExpiring:
    def test_who_lets_the_time_pass_is_expired_and_it_is_told(
        self, database: Database, house: House, clock: Clock
    ) -> None:
        ids = filled(database)
        with database.transaction(TENANT, WHO) as unit:
            late = unit.verifications.add(ids.applicant, expires_at=NOON + timedelta(days=1))
            unit.jobs.add(late.id)
            free = unit.verifications.add(ids.applicant)
        assert expire(house) == {"expired": 0}
        clock.advance(days=1)
        assert expire(house) == {"expired": 1}
        assert expire(house) == {"expired": 0}
        with database.transaction(TENANT, WHO) as unit:
            assert unit.verifications.get(late.id).state is VerificationState.EXPIRED
            assert unit.verifications.get(free.id).state is VerificationState.CREATED
            assert unit.outbox.list(limit=1).items[0].type == "verification.expired"
        with database.system() as system:
            assert system.jobs.claim("wrk", 9, 60) == ()


def images(database: Database) -> list[str]:
    return [key[2] for key, _ in database.blobs.every(TENANT) if key[1] == "images"]


class TestSweeping:
    def test_claims_nobody_came_for_are_put_back_and_who_is_slow_is_not_robbed(
        self, database: Database, house: House, clock: Clock
    ) -> None:
        ids = filled(database)
        with database.transaction(TENANT, WHO) as unit:
            unit.jobs.add(ids.verification)
        with database.system() as system:
            system.jobs.claim("dead", 1, 60)
            system.deliveries.claim("dead", 1, 60)
        clock.advance(minutes=30)
        assert sweep(house)["leases"] == 0
        clock.advance(hours=1)
        assert sweep(house)["leases"] == 2
        with database.system() as system:
            assert system.jobs.depth()["pending"] == 1  # type: ignore[index]  # a StrEnum is its text

    def test_images_without_a_row_go_once_they_are_settled(
        self, database: Database, house: House, clock: Clock
    ) -> None:
        ids = filled(database)
        database.blobs.put(TENANT, ids.applicant, "images", "orphan", b"sealed")
        clock.now = max(written for _, written in database.blobs.every(TENANT)) + timedelta(hours=2)
        assert sweep(house)["images"] == 1
        assert images(database) == [ids.document]


def test_checkpoints_are_exported_for_their_owner_only(database: Database, house: House) -> None:
    filled(database)
    (first,) = keep_house(house, ["checkpoint"], only_due=False)
    assert (first.counts, first.fault) == ({"chains": 1}, None)
    assert house.checkpoints.stat().st_mode & 0o777 == 0o600
    assert [each.tenant for each in load(house.checkpoints)] == [TENANT]
    house.checkpoints.write_text("{}\n")
    (second,) = keep_house(house, ["checkpoint"], only_due=False)
    assert second.fault == "STORE.DAMAGED"


class TestRefreshing:
    def test_lists_are_refreshed_by_workers_only_where_the_operator_says_how_often(
        self, database: Database, clock: Clock, tmp_path: Path
    ) -> None:
        (tmp_path / "drop").mkdir()
        path = tmp_path / "drop" / "list.xml"
        path.write_bytes((LISTS / "un_sc" / "consolidated.xml").read_bytes())
        os.utime(path, (NOON.timestamp() - 60,) * 2)
        chosen = Settings(home=tmp_path, refresh_hours=6, list_folder=tmp_path / "drop")
        house = House(database, chosen, clock, "wrk_1")
        first, second = (next(keep_house(house, ["refresh"], only_due=False)) for _ in range(2))
        assert {name: count for name, count in first.counts.items() if count} == {"activated": 1}
        assert {name: count for name, count in second.counts.items() if count} == {"unchanged": 1}
        with pytest.raises(InputError, match="no chore here"):
            list(keep_house(house_of(database, clock, tmp_path), ["refresh"], only_due=False))
