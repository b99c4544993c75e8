"""What is screened against: which versions of which lists, by which algorithm, and how they differ from before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kyc.model.errors import StoreError
from kyc.model.rescreening import ListMark
from kyc.model.screening import ListVersion
from kyc.policy.policy import Policy
from kyc.screening.applicant import Kind
from kyc.screening.scoring.calibration import THRESHOLD
from kyc.screening.screener import NAME, VERSION, ListScreener
from kyc.services.lists.active import active_versions
from kyc.services.lists.searching import active_screener
from kyc.settings import Settings
from kyc.storage.files.snapshots import FolderSnapshots
from watchlists.delta import Change, compare
from watchlists.errors import ListError
from watchlists.fingerprint import VERSION as FINGERPRINT
from watchlists.fingerprint import fingerprint
from watchlists.model import ListedEntity, Snapshot
from watchlists.records import decode

_KINDS = {"sanctions": Kind.SANCTION, "pep": Kind.PEP}  # by the checks that look for them
_AND = "+"
# Fields of a listed entity that a case's timeline names: their words together fit into one detail.
_TOLD = frozenset({"names", "birth_dates", "nationalities", "countries", "gender", "documents", "topics", "schema"})


@dataclass(frozen=True, slots=True)
class Difference:
    """How two states of the lists differ: entities as they now stand, each with why, and ids of those that are gone."""

    changed: tuple[ListedEntity, ...]
    why: Mapping[str, tuple[str, str | None]]  # by entity: `entity_added`, or `entity_changed` and its fields
    gone: tuple[str, ...]

    @property
    def touched(self) -> frozenset[str]:
        """The ids of all entities on which hits may come or go."""
        return frozenset((*self.gone, *(entity.id for entity in self.changed)))


class Lists:
    """The versions of lists that an installation keeps."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.home / "lists"
        self._store = FolderSnapshots(self._folder)
        self._index = settings.home / "index"
        self._read = lru_cache(maxsize=4)(self._entities)

    def active(self) -> tuple[ListMark, ...]:
        """The versions that are active.

        Raises:
            StoreError: SCR.NO_LISTS when there is none.
        """
        marks = tuple((each.id, each.version, each.sha256) for each in active_versions(self._store))
        if not marks:
            raise StoreError("SCR.NO_LISTS", "No list is active: run `kyc watchlists update`, or import one.")
        return marks

    def difference(self, before: Sequence[ListMark], after: Sequence[ListMark]) -> Difference:
        """Compare two states of the lists, whichever is the older.

        Raises:
            ListError: when a version is no longer kept or is damaged.
        """
        # Planning a run and working on it ask the same, and versions never change.
        return _difference(self._folder, tuple(before), tuple(after))

    def screener(self, marks: Sequence[ListMark]) -> ListScreener:
        """Search everything that stands in some versions; those that are active have an index ready.

        Raises:
            ListError: when a version is no longer kept or is damaged.
        """
        if tuple(marks) == self.active():
            screener = active_screener(self._store, self._index)
            if screener is not None:
                return screener
        entities = [entity for mark in marks for entity in self._read(mark)]
        return ListScreener(entities, self.versions(marks))

    def versions(self, marks: Sequence[ListMark]) -> tuple[ListVersion, ...]:
        """What is said of some versions in a screening."""
        found = (_snapshot(self._store, mark) for mark in marks)
        return tuple(ListVersion(each.source, each.version, each.sha256, each.entries, each.known_at) for each in found)

    def was(self, key: str, digest: str, entity_id: str) -> str | None:
        """The fingerprint of an entity in the version of a list with a digest; None when that is not known."""
        try:
            mark = next(each for each in self._store.history(key) if each.sha256 == digest)
            entities = self._read((mark.source, mark.version, mark.sha256))
        except (ListError, StopIteration):
            return None
        return next((fingerprint(entity) for entity in entities if entity.id == entity_id), None)

    def _entities(self, mark: ListMark) -> tuple[ListedEntity, ...]:
        return self._store.entities(_snapshot(self._store, mark))


@lru_cache(maxsize=1)
def _difference(folder: Path, before: tuple[ListMark, ...], after: tuple[ListMark, ...]) -> Difference:
    store = FolderSnapshots(folder)
    old, new = ({mark[0]: mark for mark in marks} for marks in (before, after))
    changed: list[ListedEntity] = []
    why: dict[str, tuple[str, str | None]] = {}
    gone: list[str] = []
    for key in sorted(old.keys() | new.keys()):
        if old.get(key, ("", "", ""))[2] == new.get(key, ("", "", ""))[2]:
            continue
        delta = compare(*_differing(store, old.get(key), new.get(key)))
        concerned = [change for change in delta.changed if change.concerns_screening]
        changed += [*delta.added, *(change.after for change in concerned)]
        why |= {entity.id: ("entity_added", None) for entity in delta.added}
        why |= {change.id: ("entity_changed", _compared(change)) for change in concerned}
        gone += [entity.id for entity in delta.removed]
    return Difference(tuple(changed), why, tuple(gone))


def _differing(
    store: FolderSnapshots, old: ListMark | None, new: ListMark | None
) -> tuple[tuple[ListedEntity, ...], tuple[ListedEntity, ...]]:
    """The entities of two versions that the other one does not have word for word."""
    before, after = (set(store.records(_snapshot(store, mark))) if mark else set() for mark in (old, new))
    return tuple(map(decode, sorted(before - after))), tuple(map(decode, sorted(after - before)))


def _snapshot(store: FolderSnapshots, mark: ListMark) -> Snapshot:
    key, version, digest = mark
    for snapshot in store.history(key):
        if snapshot.sha256 == digest and snapshot.version == version:
            return snapshot
    raise ListError("LIST.VERSION", f"version {version} of {key} is not kept here")


def _compared(change: Change) -> str:
    """The fields that differ, of those that people look at when they compare."""
    return " ".join(field for field in change.fields if field in _TOLD)


def algorithm_of(policy: Policy) -> str:
    """Everything that decides what is flagged besides lists and customers, in one word; another one asks for all."""
    kinds = (kind for key, kind in _KINDS.items() if key in policy.enabled)
    return f"{NAME}-{VERSION}/{THRESHOLD}/{FINGERPRINT}/{_AND.join(kinds)}"


def kinds_of(algorithm: str) -> tuple[Kind, ...]:
    """What an algorithm looks for among the hits.

    >>> kinds_of("bits-1.1/0.7/1/sanction+pep")
    (<Kind.SANCTION: 'sanction'>, <Kind.PEP: 'pep'>)
    """
    return tuple(map(Kind, filter(None, algorithm.rpartition("/")[2].split(_AND))))
