"""Lists kept ready to answer whoever asks over HTTP: loaded once, replaced as a whole when a version changes."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from kyc.model.errors import StoreError
from kyc.model.screening import Hit, ListVersion, ScreeningQuery
from kyc.screening.scoring.evidence import normalised_numbers
from kyc.screening.screener import ListScreener
from kyc.services.lists.active import active_entities, active_version
from kyc.services.lists.searching import screener_of
from kyc.services.lists.words import WordIndex
from watchlists.delta import compare
from watchlists.errors import ListError
from watchlists.model import ListedEntity, Snapshot
from watchlists.snapshots import SnapshotStore

log = logging.getLogger(__name__)

_FIRST_FETCH = 10  # hits asked for at first; each is explained, which costs more than finding it
_DEPTH = 5  # versions of a list that are read to tell when an entry changed

Keep = Callable[[ListedEntity], bool]


@dataclass(frozen=True, slots=True)
class Seen:
    """When an entry first stood on its list here, and when it last changed.

    Where the stored versions do not reach back far enough, `first` is None and, unless `exact`, `changed` the latest
    moment that it can be.
    """

    first: datetime | None
    changed: datetime
    exact: bool = True

    @property
    def last_change(self) -> datetime | None:
        """The last change, where it is known."""
        return self.changed if self.exact else None


@dataclass(frozen=True, slots=True)
class ActiveLists:
    """The active versions of all lists, searchable by any number of threads at once."""

    entities: Mapping[str, ListedEntity]
    in_order: Sequence[ListedEntity]
    versions: tuple[ListVersion, ...]
    screener: ListScreener
    holders: Mapping[str, tuple[str, ...]]  # number, as `normalised_numbers` writes it, to ids
    words: WordIndex
    seen: Mapping[str, Seen]

    def prepare(self, queries: Iterable[ScreeningQuery]) -> None:
        """Look up the words of questions that will be put: together it takes a fraction of the time."""
        self.screener.prepare(query for query in queries if query.name)

    def hits(self, queries: Iterable[ScreeningQuery], *, keep: Keep, least: float, limit: int) -> list[Hit]:
        """Put several wordings of one question; the best hit of each entity, best first.

        Args:
            queries: wordings that were read already: with a name, or with nothing but document numbers.
            keep: entities that may be found at all.
            least: score below which a hit is left out.
            limit: hits that are wanted; fewer are given only when there are no more, more when more were looked at.
        """
        best: dict[str, Hit] = {}
        for query in queries:
            for hit in self._hits_of(query, keep, least, limit):
                if hit.entity_id not in best or hit.bits > best[hit.entity_id].bits:
                    best[hit.entity_id] = hit
        return sorted(best.values(), key=lambda hit: (-hit.bits, hit.entity_id))

    def _hits_of(self, query: ScreeningQuery, keep: Keep, least: float, limit: int) -> list[Hit]:
        if not query.name:
            return self._holding(query, keep, least)
        asked = max(limit, _FIRST_FETCH)
        while True:
            found = self._found(query, asked)
            kept = [hit for hit in found if hit.score >= least and keep(self.entities[hit.entity_id])]
            exhausted = len(found) < asked or found[-1].score < least
            if len(kept) >= limit or exhausted:
                return kept
            asked *= 8

    def _found(self, query: ScreeningQuery, limit: int) -> tuple[Hit, ...]:
        screener = copy(self.screener)  # shares the index, which is all of it that is large
        screener.limit = limit
        return screener.screen(query).hits

    def _holding(self, query: ScreeningQuery, keep: Keep, least: float) -> list[Hit]:
        """Hits by document number alone."""
        ids = {each for number in normalised_numbers(query.id_numbers) for each in self.holders.get(number, ())}
        entities = [entity for each in sorted(ids) if keep(entity := self.entities[each])]
        hits = [self.screener.compare(replace(query, schema=entity.schema), entity) for entity in entities]
        return [hit for hit in hits if hit.score >= least]


class ListKeeper:
    """Holds the active lists of a store, and looks whether they are still the active ones.

    `index` is the folder where indexes are saved, from where one is mapped rather than built; none is saved without.
    """

    def __init__(self, store: SnapshotStore, index: Path | None = None) -> None:
        self._store, self._index = store, index
        self._loaded: ActiveLists | None = None
        self._refreshing = Lock()

    def current(self) -> ActiveLists:
        """The lists to answer from.

        Raises:
            StoreError: while there are none.
        """
        if self._loaded is None:
            raise StoreError("SCR.NO_LISTS", "no list is loaded: run `kyc watchlists update`, or import one")
        return self._loaded

    def refresh(self, *, force: bool = False) -> bool:
        """Load the active versions if they are others than those held; tell whether that was so.

        Raises:
            ListError: when one cannot be read; what was held before stays.
        """
        with self._refreshing:
            active = {key: active_version(self._store, key) for key in self._store.sources()}
            if not active or (not force and _marks(active.values()) == self._held()):
                return False
            self._loaded = load(self._store, self._index)
            log.info("lists.loaded", extra={"lists": [f"{each.id} {each.version}" for each in self._loaded.versions]})
            return True

    def outdated(self) -> tuple[str, ...]:
        """The lists of which another version is active than the one held, or whose state cannot be read."""
        held = self._held()
        keys = {key for key, *_ in held} | set(self._store.sources())
        return tuple(sorted(key for key in keys if self._mark(key) not in held))

    def _held(self) -> set[tuple[str, str, str]]:
        versions = self._loaded.versions if self._loaded else ()
        return {(each.id, each.version, each.sha256) for each in versions}

    def _mark(self, key: str) -> tuple[str, str, str] | None:
        try:
            active = self._store.active(key)
        except ListError:
            return None
        return (active.source, active.version, active.sha256) if active else None


def load(store: SnapshotStore, index: Path | None = None) -> ActiveLists:
    """Read every active list and make it searchable.

    Raises:
        ListError: when one cannot be read.
    """
    entities, versions = active_entities(store)
    holders: dict[str, list[str]] = defaultdict(list)
    for entity in entities:
        for number in normalised_numbers(document.number for document in entity.documents):
            holders[number].append(entity.id)
    return ActiveLists(
        entities={entity.id: entity for entity in entities},
        in_order=entities,
        versions=versions,
        screener=screener_of(entities, versions, index),
        holders={number: tuple(ids) for number, ids in holders.items()},
        words=WordIndex(entities),
        seen={key: seen for version in versions for key, seen in _seen(store, version.id).items()},
    )


def _seen(store: SnapshotStore, key: str) -> dict[str, Seen]:
    """When each entry of a list's active version was first seen and last changed, by the versions that are stored."""
    active, history = active_version(store, key), store.history(key)
    earlier = [each for each in history if each.fetched_at <= active.fetched_at and each.version != active.version]
    first, *later = (*earlier[1 - _DEPTH :], active)
    entities = _entities(store, first)
    whole = len(earlier) < _DEPTH
    start = Seen(first.fetched_at if whole else None, first.fetched_at, exact=whole)
    seen = {entity.id: start for entity in entities}
    for snapshot in later:
        before, entities = entities, _entities(store, snapshot)
        delta = compare(before, entities)
        for change in delta.changed:
            seen[change.id] = Seen(seen[change.id].first, snapshot.fetched_at)
        seen |= {entity.id: Seen(snapshot.fetched_at, snapshot.fetched_at) for entity in delta.added}
    return seen


def _entities(store: SnapshotStore, snapshot: Snapshot) -> tuple[ListedEntity, ...]:
    """The entities of an old version; when it is damaged none, and what follows then counts as new."""
    try:
        return store.entities(snapshot)
    except ListError:
        log.info("list.history_damaged", extra={"list": snapshot.source, "version": snapshot.version})
        return ()


def _marks(snapshots: Iterable[Snapshot]) -> set[tuple[str, str, str]]:
    return {(each.source, each.version, each.sha256) for each in snapshots}
