"""The watch on the lists: a change reaches the right customers, once, whoever looks and whatever was left behind."""

from __future__ import annotations

import logging
import threading

import pytest

from flows.watch import AFTER_FAULT_SECONDS, ANYWAY, LOOK_SECONDS, Watcher
from kyc.model.errors import StoreError
from kyc.services.housekeeping.house import House
from kyc.storage.database import Database
from tests.databases import Clock
from tests.unit.services.rescreening.book import LISTED, Installation

NEW = {**LISTED, "3": "Pramudya Kartanegara,,1975-05-05"}


@pytest.fixture
def installation(database: Database, clock: Clock, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(database, tmp_path_factory.mktemp("home"), clock)


@pytest.fixture
def house(installation: Installation, clock: Clock) -> House:
    return House(installation.database, installation.settings, clock, "wrk_1")


def watcher(house: House) -> Watcher:
    return Watcher(house, threading.Event())


def test_a_change_reaches_the_customer_at_the_next_look_and_once(installation: Installation, house: House) -> None:
    eye = watcher(house)
    assert eye.is_well()  # no lists yet: nothing to look at
    customer = installation.customer("PRAMUDYA KARTANEGARA", "1975-05-05")
    installation.lists(LISTED, version="1")
    assert eye.is_well()
    assert installation.standing() == set()
    installation.lists(NEW, version="2")
    for _ in range(2):
        assert eye.is_well()
        assert installation.standing() == {(customer, "local-3")}
    assert installation.events().count("alert.raised") == 1


def test_while_nothing_changed_nothing_is_planned(
    installation: Installation, house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.lists(LISTED, version="1")
    eye = watcher(house)
    assert eye.is_well()
    looks: list[str] = []
    monkeypatch.setattr(Watcher, "_catch_up", lambda _self, tenant: looks.append(tenant))
    assert eye.is_well()
    assert looks == []
    clock.advance(seconds=ANYWAY.total_seconds())
    assert eye.is_well()
    assert looks == list(house.tenants())


def test_what_another_worker_left_behind_is_finished(installation: Installation, house: House) -> None:
    customer = installation.customer("SURADJI WIRYAKUSUMAH")
    installation.lists(LISTED, version="1")
    installation.start()
    assert watcher(house).is_well()
    assert installation.standing() == {(customer, "local-1")}


def test_a_store_or_a_list_that_fails_is_told_and_looked_at_again(
    installation: Installation, house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    customer = installation.customer("SURADJI WIRYAKUSUMAH")
    installation.lists(LISTED, version="1")
    eye = watcher(house)

    def away(*_: object, **__: object) -> None:
        raise StoreError("STORE.UNAVAILABLE", "x")

    monkeypatch.setattr("flows.watch.start", away)
    with caplog.at_level(logging.WARNING):
        assert not eye.is_well()
    assert caplog.records[-1].__dict__["code"] == "STORE.UNAVAILABLE"
    monkeypatch.undo()
    assert eye.is_well()
    assert installation.standing() == {(customer, "local-1")}


@pytest.mark.parametrize(("is_well", "seconds"), [(True, LOOK_SECONDS), (False, AFTER_FAULT_SECONDS)])
def test_it_looks_until_it_is_told_to_stop(
    house: House, monkeypatch: pytest.MonkeyPatch, is_well: bool, seconds: float
) -> None:
    waited: list[float | None] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout)
            self.set()
            return True

    monkeypatch.setattr(Watcher, "is_well", lambda _self: is_well)
    Watcher(house, Stop()).watch()
    assert waited == [seconds]
