"""How long ago each active list was last known to be the newest, and which have become too old."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kyc.settings import Settings
from watchlists.errors import ListError
from watchlists.reading import about
from watchlists.snapshots import SnapshotStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListAge:
    """The age of an active list and the age at which it counts as stale; `fault` when it cannot be told."""

    key: str
    version: str | None
    age: timedelta | None
    most: timedelta
    fault: str | None = None

    @property
    def is_stale(self) -> bool:
        """Whether it is too old to be relied upon; so is one whose age nobody knows."""
        return self.age is None or self.age > self.most


def ages(store: SnapshotStore, settings: Settings, now: datetime) -> Iterator[ListAge]:
    """Look at every active list, and at those that the settings name and that should be active."""
    for key in dict.fromkeys((*store.sources(), *settings.list_ages)):
        most = most_age(key, settings)
        if not about(key).is_read:
            yield ListAge(key, None, None, most, "LIST.UNKNOWN")
            continue
        try:
            active = store.active(key)
        except ListError as error:
            yield ListAge(key, None, None, most, error.code)
            continue
        if active is None:
            yield ListAge(key, None, None, most, "LIST.NOT_ACTIVE")
        else:
            # A clock that was set back must not make a list look younger than new.
            yield ListAge(key, active.version, max(now - active.known_at, timedelta()), most)


def most_age(key: str, settings: Settings) -> timedelta:
    """How old a list may be; those that a person has to bring as old as they are, unless the settings say otherwise.

    One that no plug-in reads any more is too old at once: nothing newer can come.
    """
    if not about(key).is_read:
        return timedelta()
    if key in settings.list_ages:
        return timedelta(days=settings.list_ages[key])
    return timedelta(days=settings.list_age_days) if about(key).has_address else timedelta.max


def look_at_ages(store: SnapshotStore, settings: Settings, now: datetime) -> Mapping[str, int]:
    """Count the lists and raise the alarm for each that is stale."""
    found = list(ages(store, settings, now))
    stale = [each for each in found if each.is_stale]
    for each in stale:
        days = None if each.age is None else each.age.days
        log.error("list.stale", extra={"list": each.key, "days": days, "most": each.most.days, "code": each.fault})
    return {"lists": len(found), "stale": len(stale)}
