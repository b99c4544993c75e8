"""Import, update and look at lists: what the command line and the flows call.

A new version becomes active only when it is whole and keeps the integrity rules; until then, and whenever it
does not, the old one stays.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from kyc.model.screening import ListVersion
from watchlists.delta import Delta, compare
from watchlists.errors import ListError
from watchlists.fetch import Fetcher, Validators
from watchlists.integrity import breaches, profile_of
from watchlists.model import ListedEntity, Snapshot, SnapshotState
from watchlists.reading import Reading, read_list, source
from watchlists.records import content_hash, list_hash
from watchlists.snapshots import SnapshotStore
from watchlists.sources import SOURCES

log = logging.getLogger(__name__)


class Change(StrEnum):
    """What an import or update did."""

    ACTIVATED = "activated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ListUpdate:
    """The outcome of an import or update: the version that is now active, and how it differs from the one before."""

    change: Change
    snapshot: Snapshot
    before: Snapshot | None = None
    delta: Delta | None = None
    overridden: tuple[str, ...] = ()  # codes of the rules a person's reason overrode


def import_list(
    store: SnapshotStore,
    key: str,
    paths: Sequence[Path],
    *,
    now: datetime,
    version: str | None = None,
    accept: str | None = None,
    validators: Validators = (),
) -> ListUpdate:
    """Read a list's files and make them its active version.

    Args:
        store: where versions are kept.
        key: the list's.
        paths: its files, in any order.
        now: the time of the import.
        version: a name for it; the date the publisher states, or today's, when None.
        accept: a person's reason to take it in spite of the integrity rules; it is kept.
        validators: what the server said, for the next conditional request.

    Raises:
        ListError: when a file is not whole or not of this list, or a rule is broken; the old version stays.
    """
    reading = read_list(key, paths)
    before = store.active(key)
    old = store.entities(before) if before else ()
    broken = _broken(reading, before, old, accept)
    reason = accept if broken else None
    snapshot = _snapshot(store, reading, now=now, version=version, accept=reason, validators=validators)
    if before and before.sha256 == snapshot.sha256 and version in (None, before.version):
        store.checked(key, at=now)
        return ListUpdate(Change.UNCHANGED, store.active(key) or before, before)
    store.put(snapshot, reading.entities)
    store.activate(snapshot, at=now)
    log.info("list.activated", extra={"list": key, "version": snapshot.version, "entries": snapshot.entries})
    active = store.active(key) or snapshot
    return ListUpdate(Change.ACTIVATED, active, before, compare(old, reading.entities) if before else None, broken)


def update_list(
    store: SnapshotStore, key: str, fetcher: Fetcher, *, now: datetime, accept: str | None = None
) -> ListUpdate:
    """Get a list from its publisher and make it active, if it is newer than what is there.

    Raises:
        ListError: also when the list has no address or its publisher cannot be reached; the old version stays.
    """
    plugin, active = source(key), store.active(key)
    if not plugin.ADDRESSES:
        raise ListError("LIST.NO_ADDRESS", f"{plugin.TITLE} is not published at an address: use import")
    with TemporaryDirectory(prefix="kyc-list-") as folder:
        download = fetcher.fetch(plugin.ADDRESSES, Path(folder), known=active.validators if active else ())
        if download is None and active:
            store.checked(key, at=now)
            return ListUpdate(Change.UNCHANGED, store.active(key) or active, active)
        if download is None:
            raise ListError("LIST.UNREACHABLE", f"the publisher of {plugin.TITLE} sent nothing")
        return import_list(store, key, download.paths, now=now, accept=accept, validators=download.validators)


def active_entities(
    store: SnapshotStore, keys: Iterable[str] | None = None
) -> tuple[tuple[ListedEntity, ...], tuple[ListVersion, ...]]:
    """Everything to screen against, and which versions it is; of the lists named, or of all that are active.

    Raises:
        ListError: when a list that is named has no active version, or a stored one is damaged.
    """
    snapshots = [_active(store, key) for key in (store.sources() if keys is None else dict.fromkeys(keys))]
    entities = tuple(entity for snapshot in snapshots for entity in store.entities(snapshot))
    return entities, tuple(map(_list_version, snapshots))


def published(store: SnapshotStore) -> tuple[str, ...]:
    """The lists to update when none is named: the active ones that have an address; on a first run, all that do."""
    reachable = tuple(key for key in SOURCES if source(key).ADDRESSES)
    return tuple(key for key in reachable if key in store.sources()) or reachable


def overview(store: SnapshotStore) -> Iterator[tuple[str, str, Snapshot | None]]:
    """Every list there is a plug-in for: key, title, active version."""
    for key in SOURCES:
        yield key, source(key).TITLE, store.active(key)


@dataclass(frozen=True, slots=True)
class ListCondition:
    """How an active list stands: whether its records are what was stored, and what is wrong with it."""

    snapshot: Snapshot
    age: timedelta  # since it was last known to be the newest
    problems: tuple[str, ...]


def check_lists(store: SnapshotStore, *, now: datetime, max_age: timedelta) -> Iterator[ListCondition]:
    """Read every active list back, hold it against its digest and look at its age."""
    for key in store.sources():
        snapshot = _active(store, key)
        age, problems = now - snapshot.known_at, []
        try:
            store.entities(snapshot)
        except ListError as error:
            problems.append(str(error))
        if age > max_age and source(key).ADDRESSES:
            problems.append(f"last checked {age.days} days ago: kyc watchlists update {key}")
        yield ListCondition(snapshot, age, tuple(problems))


def find_entity(store: SnapshotStore, entity_id: str) -> tuple[ListedEntity, Snapshot]:
    """Find an entity by its id on the active lists, or raise ListError."""
    for key in sorted(store.sources(), key=lambda key: not entity_id.startswith(source(key).PREFIX or "\0")):
        snapshot = _active(store, key)
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
    after = _named(history, new) if new else _active(store, key)
    earlier = [each for each in history if each.fetched_at <= after.fetched_at and each.version != after.version]
    if not old and not earlier:
        raise ListError("LIST.VERSION", f"{key} has no version before {after.version}")
    before = _named(history, old) if old else earlier[-1]
    return before, after, compare(store.entities(before), store.entities(after))


def _broken(
    reading: Reading, before: Snapshot | None, old: Sequence[ListedEntity], accept: str | None
) -> tuple[str, ...]:
    """The codes of the rules that are broken and accepted; raises ListError when no reason is given."""
    ids = {entity.id for entity in old}
    canaries = [canary for canary in source(reading.source).CANARIES if canary in ids]
    found = breaches(before, canaries, reading.entities, profile_of(reading.entities, reading.tally))
    if found and not (accept and accept.strip()):
        log.info("list.refused", extra={"list": reading.source, "codes": [breach.code for breach in found]})
        said = "; ".join(breach.message for breach in found)
        kept = f"version {before.version} stays active; " if before else ""
        raise ListError(found[0].code, f"{reading.source} refused: {said}; {kept}--accept REASON takes it all the same")
    return tuple(breach.code for breach in found)


def _snapshot(
    store: SnapshotStore,
    reading: Reading,
    *,
    now: datetime,
    version: str | None,
    accept: str | None,
    validators: Validators,
) -> Snapshot:
    tally, digest = reading.tally, list_hash(map(content_hash, reading.entities))
    day = (tally.published_on or now.isoformat())[:10]
    return Snapshot(
        source=reading.source,
        version=version or _free(store.history(reading.source), day, None if accept else digest),
        sha256=digest,
        entries=len(reading.entities),
        fetched_at=now,
        published_on=tally.published_on,
        state=SnapshotState.VALIDATED,
        orphans=tally.orphans.total(),
        skipped=tally.skipped.total(),
        accepted=accept,
        profile=tuple(profile_of(reading.entities, tally).items()),
        validators=validators,
    )


def _free(history: Sequence[Snapshot], day: str, digest: str | None) -> str:
    """A version's name for a day: the day, or with a number behind it when that names other content.

    Without a digest only a name never used will do: what a person accepted is a version of its own.
    """
    taken = {each.version: each.sha256 for each in history}
    names = (day if number == 1 else f"{day}.{number}" for number in range(1, len(history) + 2))
    return next(name for name in names if name not in taken or taken[name] == digest)


def _active(store: SnapshotStore, key: str) -> Snapshot:
    source(key)
    if snapshot := store.active(key):
        return snapshot
    raise ListError("LIST.NOT_ACTIVE", f"{key} has no active version: kyc watchlists update {key}, or import its files")


def _named(history: Sequence[Snapshot], version: str) -> Snapshot:
    for snapshot in history:
        if snapshot.version == version:
            return snapshot
    known = ", ".join(each.version for each in history) or "none"
    raise ListError("LIST.VERSION", f"there is no version {version}; there are: {known}")


def _list_version(snapshot: Snapshot) -> ListVersion:
    return ListVersion(snapshot.source, snapshot.version, snapshot.sha256, snapshot.entries, snapshot.known_at)
