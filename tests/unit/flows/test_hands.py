"""Hands for a batch: what becomes of those who wait when nobody works."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows import hands as module
from flows.crew import utc_now
from flows.hands import hands
from kyc.model.errors import EngineError
from kyc.services.working.workshop import Workshop
from kyc.settings import Settings
from kyc.storage.database import Database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def shop(settings: Settings, database: Database) -> Workshop:
    return Workshop(settings, database, utc_now)


def test_a_prefect_that_never_answers_is_told_instead_of_waited_for(
    settings: Settings, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def silent(_home: Path, _port: int) -> Iterator[str]:
        yield "http://127.0.0.1:9/api"

    monkeypatch.setattr(module, "prefect_server", silent)
    monkeypatch.setattr(module, "wait_until_up", lambda _url: False)
    with pytest.raises(EngineError) as error, hands(settings, shop, workers=1, is_flow=True):
        pytest.fail("nobody will ever work")
    assert error.value.code == "BATCH.PREFECT"


def test_waiting_ends_when_the_worker_has(settings: Settings, shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(module, "work", lambda *_: ended.set())
    with hands(settings, shop, workers=1, is_flow=False) as waiting:
        ended.wait(10)
        with pytest.raises(EngineError) as error:
            wait_on(waiting)
    assert error.value.code == "BATCH.WORKERS"


def wait_on(waiting: Callable[[float], None]) -> None:
    while True:
        waiting(0.01)


def test_what_was_begun_is_finished_before_the_block_ends(
    settings: Settings, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def work(_prepared: object, _way: object, stop: threading.Event, _pace: object) -> None:
        stop.wait(10)
        told.append("finished")

    monkeypatch.setattr(module, "work", work)
    with hands(settings, shop, workers=1, is_flow=False) as waiting:
        waiting(0.01)
        assert told == []
    assert told == ["finished"]
    assert not shop.bench.begin("ver_claimed")  # and nothing more is begun
