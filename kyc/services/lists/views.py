"""Looking at lists: which there are, how they stand, what one entry says, what changed between two versions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kyc.services.lists.active import active_version
from watchlists.delta import Delta, compare
from watchlists.errors import ListError
from watchlists.model import ListedEntity, Snapshot
from watchlists.reading import About, about, source
from watchlists.snapshots import SnapshotStore
from watchlists.sources import SOURCES


def published(store: SnapshotStore) -> tuple[str, ...]:
    """The lists to update when none is named: the active ones that have an address; on a first run, all that do."""
    reachable = tuple(key for key in SOURCES if source(key).ADDRESSES)
    return tuple(key for key in reachable if key in store.sources()) or reachable


def every(store: SnapshotStore) -> tuple[str, ...]:
    """The lists there is a plug-in for, and those that are screened against without one."""
    return tuple(dict.fromkeys((*SOURCES, *store.sources())))


def overview(store: SnapshotStore) -> Iterator[tuple[str, str, Snapshot | None]]:
    """Every list there is: key, title, active version."""
    for key in every(store):
        yield key, about(key).title, store.active(key)


@dataclass(frozen=True, slots=True)
class ListCondition:
    """How a list stands: whether its records are what was stored, and what is wrong with it.

    One that cannot be told has neither snapshot nor age.
    """

    key: str
    snapshot: Snapshot | None
    age: timedelta | None  # since it was last known to be the newest
    problems: tuple[str, ...]


def check_lists(
    store: SnapshotStore, *, now: datetime, oldest: Callable[[str], timedelta], needed: Collection[str] = ()
) -> Iterator[ListCondition]:
    """Read every active list back, hold it against its digest and look at its age.

    Args:
        store: where the lists are.
        now: the moment.
        oldest: tells how old a list may be.
        needed: keys of lists that have to be active.
    """
    for key in dict.fromkeys((*store.sources(), *needed)):
        try:
            snapshot = active_version(store, key)
        except ListError as error:
            yield ListCondition(key, None, None, (str(error),))
            continue
        age, problems = now - snapshot.known_at, []
        try:
            store.entities(snapshot)
        except ListError as error:
            problems.append(str(error))
        if age > oldest(key):
            problems.append(f"last checked {age.days} days ago: {_mending(key, about(key))}")
        yield ListCondition(key, snapshot, age, tuple(problems))


def _mending(key: str, told: About) -> str:
    if not told.is_read:
        return "no part of this program reads it; where it is not wanted, remove its folder from the lists"
    return f"kyc watchlists update {key}" if told.has_address else f"import a newer {key}"


def find_entity(store: SnapshotStore, entity_id: str) -> tuple[ListedEntity, Snapshot]:
    """Find an entity by its id on the active lists, or raise ListError."""
    for key in sorted(store.sources(), key=lambda key: not entity_id.startswith(about(key).prefix or "\0")):
        snapshot = active_version(store, key)
        for entity in store.entities(snapshot):
            if entity.id == entity_id:
                return entity, snapshot
    raise ListError("LIST.NO_ENTITY", "no active list has an entry of this id")


def compare_versions(
    store: SnapshotStore, key: str, *, old: str | None = None, new: str | None = None
) -> tuple[Snapshot, Snapshot, Delta]:
    """Compare two versions of a list: by default the active one with the one fetched before it."""
    source(key)
    history = store.history(key)
    after = _named(history, new) if new else active_version(store, key)
    earlier = [each for each in history if each.fetched_at <= after.fetched_at and each.version != after.version]
    if not old and not earlier:
        raise ListError("LIST.VERSION", f"{key} has no version before {after.version}")
    before = _named(history, old) if old else earlier[-1]
    return before, after, compare(store.entities(before), store.entities(after))


def _named(history: Sequence[Snapshot], version: str) -> Snapshot:
    for snapshot in history:
        if snapshot.version == version:
            return snapshot
    known = ", ".join(each.version for each in history) or "none"
    raise ListError("LIST.VERSION", f"there is no version {version}; there are: {known}")
