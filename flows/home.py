"""The installation that the flows of this process work on: the environment's, unless a caller gives another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from kyc.model.ids import new_id
from kyc.services.housekeeping.house import House
from kyc.settings import Settings
from kyc.storage.opening import open_database

_given: list[House] = []


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


@contextmanager
def keeping(house: House) -> Iterator[None]:
    """Let the flows of this process work on this installation."""
    _given.append(house)
    try:
        yield
    finally:
        _given.pop()


@contextmanager
def at_home() -> Iterator[House]:
    """Open the installation that the environment names; a flow's run in a work pool has a process of its own.

    Raises:
        KycError: when it cannot be opened.
    """
    if _given:
        yield _given[-1]
        return
    settings = Settings()
    database = open_database(settings, utc_now)
    try:
        yield House(database, settings, utc_now, new_id("wrk", utc_now))
    finally:
        database.close()
