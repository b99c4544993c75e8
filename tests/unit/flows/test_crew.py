"""The crew's housekeeper: does what is due, survives a store that is away, and ends when told."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from flows.crew import keep
from kyc.model.errors import StoreError
from kyc.services.housekeeping.chores import DUTIES
from kyc.services.housekeeping.house import House
from kyc.storage.database import Database
from tests.databases import Clock
from tests.unit.services.housekeeping.keeping import house_of


class OneLook(threading.Event):
    """Stops the loop when it wants to pause."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


@pytest.fixture
def house(database: Database, clock: Clock, tmp_path: Path) -> House:
    return house_of(database, clock, tmp_path)


def test_what_is_due_is_done_and_no_more(house: House, clock: Clock) -> None:
    keep(house, OneLook())
    with house.database.system() as system:
        first = {chore.name: chore.done_at for chore in system.chores.all()}
    assert first.keys() == DUTIES.keys()
    clock.advance(minutes=5)
    keep(house, OneLook())
    with house.database.system() as system:
        assert [chore.name for chore in system.chores.all() if chore.done_at == clock.now] == ["expire", "wake"]


def test_a_store_that_is_away_is_told_and_looked_for_again(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreError("STORE.UNAVAILABLE", "x")

    monkeypatch.setattr("flows.crew.keep_house", away)
    with caplog.at_level(logging.WARNING):
        keep(house, OneLook())
    assert [record.getMessage() for record in caplog.records] == ["chore.no_store"]


def test_being_told_to_end_ends_between_two_chores(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, done = threading.Event(), []

    def chores(*_: object, **__: object) -> object:
        for name in DUTIES:
            done.append(name)
            stop.set()
            yield name

    monkeypatch.setattr("flows.crew.keep_house", chores)
    keep(house, stop)
    assert done == [next(iter(DUTIES))]
