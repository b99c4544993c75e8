"""A screener over the active lists, whose index is saved beside them and loaded instead of built.

A saved index belongs to the versions of the lists and to the code and tables that made it: their digests are its key.
One of another key or with another checksum is never used; one that is missing is built, and saved if that is possible.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import overload
from unicodedata import unidata_version

import numpy as np

from kyc.model.errors import StoreError
from kyc.model.screening import ListVersion
from kyc.screening.index.arrays.packing import Array, Arrays
from kyc.screening.index.listing import Listing
from kyc.screening.screener import NAME, VERSION, ListScreener
from kyc.services.lists.active import active_entities, active_versions
from kyc.storage.files.arrays import read_arrays, write_arrays
from watchlists.model import ListedEntity
from watchlists.records import decode, encode
from watchlists.snapshots import SnapshotStore

log = logging.getLogger(__name__)

FORMAT = 1  # of the arrays' names and meanings in this module
_KEPT = 4  # saved indexes: of other choices of lists, and the last versions'
_SUFFIX = ".index"
_BUILT = frozenset({".pyc", ".so", ".pyd", ".cpp"})  # made of the files beside them, on each machine another
_PREFIX = "listing/"


def active_screener(
    store: SnapshotStore,
    folder: Path,
    keys: Iterable[str] | None = None,
    *,
    threshold: float | None = None,
    limit: int = 10,
) -> ListScreener | None:
    """Search the lists named, or all that are active; None when there are none.

    Args:
        store: where the lists are.
        folder: where indexes are saved.
        keys: of the lists to search.
        threshold: score from which a hit is flagged; the default when None.
        limit: most hits of one query.

    Raises:
        ListError: when a list that is named has no active version, or a stored one is damaged.
    """
    versions = active_versions(store, keys)
    if not versions:
        return None
    listing = _loaded(folder, _key(versions))
    if listing is None:
        entities, versions = active_entities(store, [version.id for version in versions])
        listing = _built(folder, entities, versions)
    return ListScreener.over(listing, versions, threshold=threshold, limit=limit)


def screener_of(entities: Sequence[ListedEntity], versions: Sequence[ListVersion], folder: Path | None) -> ListScreener:
    """Search entities that were read already, by the index that is saved for their versions if there is one."""
    if folder is None:
        return ListScreener(entities, versions)
    listing = _loaded(folder, _key(versions), entities) or _built(folder, entities, versions)
    return ListScreener.over(listing, versions)


def _built(folder: Path, entities: Sequence[ListedEntity], versions: Sequence[ListVersion]) -> Listing:
    listing = Listing(entities)
    _save(folder, _key(versions), listing, entities)
    return listing


class SavedEntities(Sequence[ListedEntity]):
    """Entities that are read one by one, each time one is asked for."""

    def __init__(self, lines: Array, starts: Array) -> None:
        self._lines, self._starts = lines, starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, at: int) -> ListedEntity: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ListedEntity]: ...
    def __getitem__(self, at: int | slice) -> ListedEntity | Sequence[ListedEntity]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        return decode(bytes(self._lines[self._starts[at] : self._starts[at + 1]]).decode())


def _key(versions: Sequence[ListVersion]) -> str:
    """Digest of everything that a saved index depends on."""
    lists = [[version.id, version.sha256] for version in versions]
    return sha256(json.dumps([FORMAT, NAME, VERSION, _code(), lists]).encode()).hexdigest()


def code_digest() -> str:
    """What the saved keys of names depend on besides the names; another digest asks for them to be made anew."""
    return _code()


@cache
def _code() -> str:
    """Digest of the code and the tables that read names, and of what romanises rare alphabets for them."""
    digest = sha256(f"{version('anyascii')} {unidata_version}".encode())
    for name, file in sorted(_files("kyc.screening") | _files("watchlists")):
        digest.update(name.encode() + b"\n" + file.read_bytes())
    return digest.hexdigest()


def _files(package: str) -> set[tuple[str, Path]]:
    """The files of a package and of the packages in it, by their places; not what was compiled of them."""
    with as_file(files(package)) as root:
        found = (file for file in root.rglob("*") if file.is_file() and file.suffix not in _BUILT)
        return {(f"{package}/{file.relative_to(root).as_posix()}", file) for file in found}


def _path(folder: Path, key: str) -> Path:
    return folder / (key[:32] + _SUFFIX)


def _loaded(folder: Path, key: str, entities: Sequence[ListedEntity] | None = None) -> Listing | None:
    """Map a saved index, over the entities given or those saved with it."""
    arrays = read_arrays(_path(folder, key), key)
    return None if arrays is None else _restored(arrays, entities)


def _restored(arrays: Arrays, entities: Sequence[ListedEntity] | None = None) -> Listing:
    listed = SavedEntities(arrays["entities"], arrays["entity_starts"]) if entities is None else entities
    return Listing.restored(arrays, listed, prefix=_PREFIX)


def _save(folder: Path, key: str, listing: Listing, entities: Sequence[ListedEntity]) -> None:
    """Save an index; where that cannot be done the next one builds it again."""
    lines = [encode(entity).encode() for entity in entities]
    arrays = listing.packed(_PREFIX) | {
        "entities": np.frombuffer(b"".join(lines), dtype=np.uint8),
        "entity_starts": np.cumsum([0, *map(len, lines)], dtype=np.int64),
    }
    try:
        write_arrays(_path(folder, key), key, arrays)
        _tidy(folder)
    except (OSError, StoreError):
        log.warning("index.unsaved", extra={"index": key[:32]})


def _tidy(folder: Path) -> None:
    """Keep the last few indexes; who has mapped a removed one goes on with it."""
    newest_last = sorted(folder.glob("*" + _SUFFIX), key=lambda path: path.stat().st_mtime_ns)
    for path in newest_last[:-_KEPT]:
        with suppress(FileNotFoundError):
            path.unlink()
