"""Chores of the installation: one worker at a time, once in each period, and again after a crash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kyc.model.errors import StoreError
from kyc.storage.database import Database
from tests.databases import NOON, Clock

LEASE, HOUR = 60.0, timedelta(hours=1)


def claim(database: Database, owner: str, *, is_wanted_now: bool = False) -> bool:
    with database.system() as system:
        return system.chores.claim("sweep", owner, LEASE, is_wanted_now=is_wanted_now)


def finish(database: Database, owner: str, fault: str | None = None) -> None:
    with database.system() as system:
        system.chores.finish("sweep", owner, due_at=system.now() + HOUR, counts={"blobs": 2}, fault=fault)


def test_a_chore_is_done_by_one_and_due_again_later(database: Database, clock: Clock) -> None:
    assert [claim(database, "one"), claim(database, "two")] == [True, False]
    finish(database, "one")
    assert not claim(database, "two")
    clock.advance(minutes=59)
    assert not claim(database, "two")
    clock.advance(minutes=1)
    assert claim(database, "two")


def test_who_wants_it_now_need_not_wait_until_it_is_due_but_for_who_has_it(database: Database) -> None:
    claim(database, "one")
    assert not claim(database, "two", is_wanted_now=True)
    finish(database, "one")
    assert claim(database, "two", is_wanted_now=True)


def test_a_worker_that_died_is_replaced_and_cannot_finish_afterwards(database: Database, clock: Clock) -> None:
    claim(database, "dead")
    clock.advance(seconds=LEASE)
    assert claim(database, "next")
    with pytest.raises(StoreError, match="lease"):
        finish(database, "dead")
    finish(database, "next", fault="STORE.FULL")
    with database.system() as system:
        (chore,) = system.chores.all()
    assert (chore.name, chore.fault, chore.counts, chore.lease_owner) == ("sweep", "STORE.FULL", {"blobs": 2}, None)
    assert (chore.started_at, chore.done_at) == (NOON + timedelta(seconds=LEASE),) * 2
    assert chore.due_at == NOON + timedelta(seconds=LEASE) + HOUR
