"""The versions of lists that are screened against; nothing here reads a publisher's file, nor loads what does."""

from __future__ import annotations

from collections.abc import Iterable

from kyc.model.screening import ListVersion
from watchlists.errors import ListError
from watchlists.model import ListedEntity, Snapshot
from watchlists.snapshots import SnapshotStore


def active_entities(
    store: SnapshotStore, keys: Iterable[str] | None = None
) -> tuple[tuple[ListedEntity, ...], tuple[ListVersion, ...]]:
    """Everything to screen against, and which versions it is; of the lists named, or of all that are active.

    Raises:
        ListError: when a list that is named has no active version, or a stored one is damaged.
    """
    snapshots = _active_snapshots(store, keys)
    entities = tuple(entity for snapshot in snapshots for entity in store.entities(snapshot))
    return entities, tuple(map(_list_version, snapshots))


def active_versions(store: SnapshotStore, keys: Iterable[str] | None = None) -> tuple[ListVersion, ...]:
    """Which versions there are to screen against; of the lists named, or of all that are active.

    Raises:
        ListError: when a list that is named has no active version.
    """
    return tuple(map(_list_version, _active_snapshots(store, keys)))


def _active_snapshots(store: SnapshotStore, keys: Iterable[str] | None) -> list[Snapshot]:
    return [active_version(store, key) for key in (store.sources() if keys is None else dict.fromkeys(keys))]


def active_version(store: SnapshotStore, key: str) -> Snapshot:
    """The active version of a list, or a ListError that says how to get one."""
    if key not in store.sources():
        from watchlists.reading import source  # loads every list's plug-in, which screening has no use for

        source(key)
    elif snapshot := store.active(key):
        return snapshot
    raise ListError("LIST.NOT_ACTIVE", f"{key} has no active version: kyc watchlists update {key}, or import its files")


def _list_version(snapshot: Snapshot) -> ListVersion:
    return ListVersion(snapshot.source, snapshot.version, snapshot.sha256, snapshot.entries, snapshot.known_at)
