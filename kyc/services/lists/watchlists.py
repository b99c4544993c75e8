"""Import, update and look at lists: what the command line and the flows call.

A new version becomes active only when it is whole and keeps the integrity rules; until then, and whenever it
does not, the old one stays.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from watchlists.delta import Delta, compare
from watchlists.errors import ListError
from watchlists.integrity import breaches, profile_of, rollback
from watchlists.model import ListedEntity, Snapshot, SnapshotState, Validators
from watchlists.reading import Reading, read_list, source
from watchlists.records import content_hash, list_hash
from watchlists.snapshots import SnapshotStore

if TYPE_CHECKING:  # httpx is slow to load, and only an update needs it
    from watchlists.fetch import Fetcher

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
    before, old = _standing(store, key)
    digest = list_hash(map(content_hash, reading.entities))
    broken = _broken(reading, digest, _history(store, key), before, old or (), accept)
    reason = accept if broken else None
    snapshot = _snapshot(store, reading, digest, now=now, version=version, accept=reason, validators=validators)
    if before and old is not None and before.sha256 == snapshot.sha256 and version in (None, before.version):
        store.checked(key, at=now, validators=validators)
        return ListUpdate(Change.UNCHANGED, store.active(key) or before, before)
    store.put(snapshot, reading.entities)
    store.activate(snapshot, at=now)
    log.info("list.activated", extra={"list": key, "version": snapshot.version, "entries": snapshot.entries})
    active = store.active(key) or snapshot
    delta = compare(old, reading.entities) if old is not None else None
    return ListUpdate(Change.ACTIVATED, active, before, delta, broken)


def update_list(
    store: SnapshotStore,
    key: str,
    fetcher: Fetcher,
    *,
    now: datetime,
    accept: str | None = None,
    addresses: Mapping[str, str] | None = None,
) -> ListUpdate:
    """Get a list from its publisher, or from other addresses, and make it active, if it is newer than what is there.

    Raises:
        ListError: also when the list has no address or its publisher cannot be reached; the old version stays.
    """
    plugin, active = source(key), store.active(key)
    where = plugin.ADDRESSES if addresses is None else addresses
    if not where:
        raise ListError("LIST.NO_ADDRESS", f"{plugin.TITLE} is not published at an address: use import")
    with TemporaryDirectory(prefix="kyc-list-") as folder:
        download = fetcher.fetch(where, Path(folder), known=active.validators if active else ())
        if download is None and active:
            store.checked(key, at=now)
            return ListUpdate(Change.UNCHANGED, store.active(key) or active, active)
        if download is None:
            raise ListError("LIST.UNREACHABLE", f"the publisher of {plugin.TITLE} sent nothing")
        return import_list(store, key, download.paths, now=now, accept=accept, validators=download.validators)


def _standing(store: SnapshotStore, key: str) -> tuple[Snapshot | None, tuple[ListedEntity, ...] | None]:
    """The active version and its entities; what is damaged counts as not there, so that an import mends it."""
    before = None
    with suppress(ListError):
        before = store.active(key)
        return before, store.entities(before) if before else None
    log.info("list.damaged", extra={"list": key})
    return before, None


def _broken(
    reading: Reading,
    digest: str,
    history: Sequence[Snapshot],
    before: Snapshot | None,
    old: Sequence[ListedEntity],
    accept: str | None,
) -> tuple[str, ...]:
    """The codes of the rules that are broken and accepted; raises ListError when no reason is given."""
    ids = {entity.id for entity in old}
    canaries = [canary for canary in source(reading.source).CANARIES if canary in ids]
    profile = profile_of(reading.entities, reading.tally)
    found = breaches(before, canaries, reading.entities, profile, doubts=reading.tally.doubts)
    found += rollback(before, history, digest=digest, published_on=reading.tally.published_on)
    if found and not (accept and accept.strip()):
        log.info("list.refused", extra={"list": reading.source, "codes": [breach.code for breach in found]})
        said = "; ".join(breach.message for breach in found)
        kept = f"version {before.version} stays active; " if before else ""
        raise ListError(found[0].code, f"{reading.source} refused: {said}; {kept}--accept REASON takes it all the same")
    return tuple(breach.code for breach in found)


def _snapshot(
    store: SnapshotStore,
    reading: Reading,
    digest: str,
    *,
    now: datetime,
    version: str | None,
    accept: str | None,
    validators: Validators,
) -> Snapshot:
    tally = reading.tally
    day = (tally.published_on or now.isoformat())[:10]
    return Snapshot(
        source=reading.source,
        version=version or _free(_history(store, reading.source), day, None if accept else digest),
        sha256=digest,
        entries=len(reading.entities),
        fetched_at=now,
        published_on=tally.published_on,
        state=SnapshotState.VALIDATED,
        orphans=tally.orphans.total(),
        skipped=tally.skipped.total(),
        accepted=accept,
        doubts=tuple(tally.doubts),
        profile=tuple(profile_of(reading.entities, tally).items()),
        validators=validators,
    )


def _history(store: SnapshotStore, key: str) -> Sequence[Snapshot]:
    """The versions there are; when one is damaged none, for an import has to be possible still."""
    with suppress(ListError):
        return store.history(key)
    return ()


def _free(history: Sequence[Snapshot], day: str, digest: str | None) -> str:
    """A version's name for a day: the day, or with a number behind it when that names other content.

    Without a digest only a name never used will do: what a person accepted is a version of its own.
    """
    taken = {each.version: each.sha256 for each in history}
    names = (day if number == 1 else f"{day}.{number}" for number in range(1, len(history) + 2))
    return next(name for name in names if name not in taken or taken[name] == digest)
