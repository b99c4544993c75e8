"""One listed entity as it stood at some time, from the versions of its list that are kept."""

from __future__ import annotations

from datetime import datetime

from kyc.screening.exceptions import entity_fingerprint
from watchlists.errors import ListError
from watchlists.model import ListedEntity, Snapshot
from watchlists.snapshots import SnapshotStore

_DEPTH = 3  # versions that are read back: each costs as much as the whole list


def entity_as_of(
    store: SnapshotStore, source: str, entity_id: str, *, at: datetime, fingerprint: str
) -> ListedEntity | None:
    """The entity as somebody saw it at an instant, told by its fingerprint; None when that version is not kept."""
    try:
        kept = [snapshot for snapshot in store.history(source) if snapshot.fetched_at <= at]
    except ListError:
        return None
    for snapshot in reversed(kept[-_DEPTH:]):
        found = _find(store, snapshot, entity_id)
        if found and entity_fingerprint(found) == fingerprint:
            return found
    return None


def _find(store: SnapshotStore, snapshot: Snapshot, entity_id: str) -> ListedEntity | None:
    try:
        return next((entity for entity in store.entities(snapshot) if entity.id == entity_id), None)
    except ListError:
        return None
