"""Lists kept up to date by themselves: each source on its own, tried again where that helps, never half.

What cannot be had, or is doubtful, leaves the old version active and says why. How old a list may become, `ages` tells.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING

from kyc.services.lists.places import Drop, dropped, places_of
from kyc.services.lists.views import published
from kyc.services.lists.watchlists import Change, ListUpdate, import_list, update_list
from kyc.settings import Settings
from watchlists.errors import ListError
from watchlists.snapshots import SnapshotStore

if TYPE_CHECKING:  # httpx is slow to load
    from watchlists.fetch import Fetcher

log = logging.getLogger(__name__)

PAUSES = (5.0, 25.0)  # seconds before the second and the third attempt
_PASSING = frozenset({"LIST.UNREACHABLE", "LIST.TRUNCATED"})  # worth another attempt at once
_FOLDER = ("folder", "SHA-256")  # how a version says that it came from a folder's files


class Outcome(StrEnum):
    """What came of looking for a newer version."""

    ACTIVATED = "activated"
    UNCHANGED = "unchanged"
    UNREACHABLE = "unreachable"  # nobody answered: the list only grows older
    REFUSED = "refused"  # what came is not to be relied upon: a person should look


@dataclass(frozen=True, slots=True)
class Refresh:
    """What came of one source, or of a file that is of none; `version` is the one that is now active."""

    key: str
    outcome: Outcome
    version: str | None = None
    to_screen: int | None = None  # entities that customers have to be screened against again; None: all of them
    code: str | None = None
    message: str | None = None
    update: ListUpdate | None = None


def refresh_all(
    store: SnapshotStore,
    settings: Settings,
    fetcher: Fetcher,
    *,
    keys: Sequence[str] = (),
    clock: Callable[[], datetime],
    sleep: Callable[[float], object],
    accept: str | None = None,
) -> Iterator[Refresh]:
    """Look for newer versions of the lists named, or of all there are, one after another.

    Raises:
        ListError: LIST.FOLDER when the folder that the settings name is not there.
    """
    if settings.list_folder is not None:
        yield from refresh_from_folder(store, settings, keys=keys, now=clock(), accept=accept)
        return
    for key in keys or published(store):
        yield refresh(store, key, settings, fetcher, clock=clock, sleep=sleep, accept=accept)


def refresh(
    store: SnapshotStore,
    key: str,
    settings: Settings,
    fetcher: Fetcher,
    *,
    clock: Callable[[], datetime],
    sleep: Callable[[float], object],
    accept: str | None = None,
) -> Refresh:
    """Ask a list's publisher, or its mirrors in turn, for a newer version; again after a pause when nobody answers."""
    pauses, places = iter(PAUSES), places_of(key, settings.list_mirrors)
    for at in count():
        try:
            where = places[at % len(places)]
            return _told(key, update_list(store, key, fetcher, now=clock(), accept=accept, addresses=where))
        except ListError as error:
            is_last = (at + 1) % len(places) == 0
            pause = next(pauses, None) if is_last else 0.0
            if pause is None or error.code not in _PASSING:
                return _failed(store, key, error)
            log.info("list.again", extra={"list": key, "code": error.code, "seconds": pause})
            if pause:
                sleep(pause)
    raise AssertionError("the last attempt returns")


def refresh_from_folder(
    store: SnapshotStore, settings: Settings, *, keys: Sequence[str] = (), now: datetime, accept: str | None = None
) -> Iterator[Refresh]:
    """Take over what was dropped in the folder. A list is as old as its files: looking again makes it no younger.

    Raises:
        ListError: LIST.FOLDER when the folder is not there.
    """
    if settings.list_folder is None:
        return
    found = dropped(settings.list_folder, now)
    for drop in found.drops:
        if not keys or drop.key in keys:
            yield _taken(store, drop, now=now, accept=accept)
    for path, error in found.problems:
        log.error("list.refused", extra={"list": None, "codes": [error.code]})
        yield Refresh(path.name, Outcome.REFUSED, code=error.code, message=str(error))


def _taken(store: SnapshotStore, drop: Drop, *, now: datetime, accept: str | None) -> Refresh:
    try:
        mark = (*_FOLDER, drop.sha256)
        active = store.active(drop.key)
        if active and mark in active.validators:
            done = ListUpdate(Change.UNCHANGED, active, active)
        else:
            done = import_list(store, drop.key, drop.paths, now=now, accept=accept, validators=(mark,))
        store.checked(drop.key, at=drop.at)
        return _told(drop.key, done)
    except ListError as error:
        return _failed(store, drop.key, error)


def _told(key: str, done: ListUpdate) -> Refresh:
    if done.change is Change.UNCHANGED:
        return Refresh(key, Outcome.UNCHANGED, done.snapshot.version, 0, update=done)
    to_screen = len(done.delta.to_screen) if done.delta else None
    return Refresh(key, Outcome.ACTIVATED, done.snapshot.version, to_screen, update=done)


def _failed(store: SnapshotStore, key: str, error: ListError) -> Refresh:
    """Say what went wrong, loudly where a person should look; the old version stays."""
    outcome = Outcome.UNREACHABLE if error.code == "LIST.UNREACHABLE" else Outcome.REFUSED
    log.error("list.not_refreshed", extra={"list": key, "outcome": outcome, "code": error.code})
    return Refresh(key, outcome, _active_version(store, key), 0, error.code, str(error))


def _active_version(store: SnapshotStore, key: str) -> str | None:
    try:
        active = store.active(key)
    except ListError:
        return None
    return active.version if active else None
