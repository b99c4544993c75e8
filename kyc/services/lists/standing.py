"""How the lists stand: which versions there are, how old the active one is, what the last one brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from kyc.services.lists.views import every
from watchlists.delta import Delta, compare
from watchlists.errors import ListError
from watchlists.model import Snapshot
from watchlists.reading import about, source
from watchlists.snapshots import SnapshotStore


@dataclass(frozen=True, slots=True)
class Standing:
    """One list. `versions` come newest first; `age` is since the active one was last known to be the newest.

    `fault` is the code of what is wrong with the store's files of it.
    """

    key: str
    title: str
    active: Snapshot | None
    versions: tuple[Snapshot, ...] = ()
    age: timedelta | None = None
    is_stale: bool = False
    fault: str | None = None

    @property
    def before(self) -> Snapshot | None:
        """The version before the active one."""
        return next((each for each in self.versions if self.active and each.fetched_at < self.active.fetched_at), None)


def standings(store: SnapshotStore, *, now: datetime, oldest: Callable[[str], timedelta]) -> tuple[Standing, ...]:
    """Every list there is, the active ones first; `oldest` says how old each may be."""
    found = (standing(store, key, now=now, oldest=oldest) for key in every(store))
    return tuple(sorted(found, key=lambda each: (each.active is None, each.key)))


def standing(store: SnapshotStore, key: str, *, now: datetime, oldest: Callable[[str], timedelta]) -> Standing:
    """One list.

    Raises:
        ListError: when there is no such list.
    """
    title = about(key).title if key in store.sources() else source(key).TITLE
    try:
        active, versions = store.active(key), tuple(reversed(store.history(key)))
    except ListError as error:
        return Standing(key, title, None, fault=error.code)
    age = now - active.known_at if active else None
    return Standing(key, title, active, versions, age, is_stale=age is not None and age > oldest(key))


def last_delta(store: SnapshotStore, one: Standing) -> Delta | None:
    """What the active version brought against the one before; None where there is none."""
    if one.active is None or one.before is None:
        return None
    return _compared(_Pair(store, one.before, one.active))


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """Two versions, told apart from others by their content: what was compared once need not be read again."""

    store: SnapshotStore
    before: Snapshot
    after: Snapshot

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pair) and self._digests == other._digests

    def __hash__(self) -> int:
        return hash(self._digests)

    @property
    def _digests(self) -> tuple[str, str]:
        return self.before.sha256, self.after.sha256


@lru_cache(maxsize=8)
def _compared(pair: _Pair) -> Delta:
    return compare(pair.store.entities(pair.before), pair.store.entities(pair.after))


def stale(found: Sequence[Standing]) -> Mapping[str, timedelta]:
    """The lists that are older than the policy allows, with their ages."""
    return {each.key: each.age for each in found if each.is_stale and each.age is not None}
