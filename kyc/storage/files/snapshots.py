"""Versions of lists in a folder: one folder per list, nothing ever half-written.

us_ofac_sdn/records/<sha256>.jsonl.gz   the records, named by the digest of what they say
us_ofac_sdn/versions/<version>.json     what is known about a version
us_ofac_sdn/active.json                 which version is screened against, and when it was last checked
us_ofac_sdn/pointing                    held for the moment in which the pointer is read and replaced
"""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from kyc.model.errors import StoreError
from kyc.storage.files.folder import write_whole
from watchlists.errors import ListError
from watchlists.model import ListedEntity, Snapshot, SnapshotState, Validators
from watchlists.records import decode, encode, list_hash

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}")
_LEVEL = 6  # of compression: 9 takes twice as long for two per cent


class FolderSnapshots:
    """A `SnapshotStore` in a folder that needs no other software; readable by its owner only."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, snapshot: Snapshot, entities: Sequence[ListedEntity]) -> None:
        """Write records, then what is known about them."""
        if not _VERSION.fullmatch(snapshot.version):
            raise ListError("LIST.VERSION", "a version is letters, digits, . _ + and -, 80 at most")
        known = self._known(snapshot)
        if known and (known.sha256, known.accepted) != (snapshot.sha256, snapshot.accepted):
            raise ListError("LIST.VERSION", f"version {snapshot.version} exists with other content: name another one")
        if not self._is_whole(snapshot):
            lines = "".join(encode(entity) + "\n" for entity in entities)
            _write(self._records(snapshot), gzip.compress(lines.encode(), _LEVEL, mtime=0))
        if not known:
            _write(self._manifest(snapshot.source, snapshot.version), _dump(snapshot))

    def activate(self, snapshot: Snapshot, *, at: datetime) -> None:
        """Point at a version: the pointer is replaced in one step."""
        heard = {"checked_at": at, "validators": snapshot.validators}
        with self._alone(snapshot.source):
            self._point(snapshot.source, {"version": snapshot.version, "activated_at": at, **heard})

    def checked(self, source: str, *, at: datetime, validators: Validators = ()) -> None:
        """Move the moment of the last check, and note what the server said if it said anything."""
        heard = {"checked_at": at, **({"validators": validators} if validators else {})}
        with self._alone(
            source
        ):  # between reading and writing, another process may make a newer version the active one
            self._point(source, {**self._pointer(source), **heard})

    def sources(self) -> tuple[str, ...]:
        """The lists with a pointer."""
        return tuple(sorted(pointer.parent.name for pointer in self._root.glob("*/active.json")))

    def active(self, source: str) -> Snapshot | None:
        """The version pointed at."""
        pointer = self._pointer(source)
        found = self._version(source, pointer["version"]) if pointer else None
        if pointer and not found:
            raise ListError("LIST.DAMAGED", f"the active version of {source} is gone: import the list again")
        if found and found.source != source:  # a copy: its entries would be hits twice
            raise ListError(
                "LIST.DAMAGED", f"{source} holds versions of {found.source}: move it out of the lists' folder"
            )
        if not found:
            return None
        heard = _validators(pointer["validators"]) if "validators" in pointer else found.validators
        checked = datetime.fromisoformat(pointer["checked_at"])
        return replace(found, state=SnapshotState.ACTIVE, checked_at=checked, validators=heard)

    def history(self, source: str) -> tuple[Snapshot, ...]:
        """Every version, the one fetched first first."""
        active = self._pointer(source).get("version")
        versions = (self._version(source, path.stem) for path in (self._root / source / "versions").glob("*.json"))
        known = sorted((found for found in versions if found), key=lambda found: (found.fetched_at, found.version))
        return tuple((self.active(source) or found) if found.version == active else found for found in known)

    def entities(self, snapshot: Snapshot) -> tuple[ListedEntity, ...]:
        """Read the records back, and hold them against their digest."""
        return tuple(map(decode, self.records(snapshot)))

    def records(self, snapshot: Snapshot) -> tuple[str, ...]:
        """The records as they are written, one line each, held against their digest: equal lines, equal entities.

        Raises:
            ListError: LIST.DAMAGED.
        """
        try:
            lines = gzip.decompress(self._records(snapshot).read_bytes()).decode().split("\n")[:-1]
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise _damaged(snapshot) from error
        if list_hash(sha256(line.encode()).hexdigest() for line in lines) != snapshot.sha256:
            raise _damaged(snapshot)
        return tuple(lines)

    def _known(self, snapshot: Snapshot) -> Snapshot | None:
        """What is known about this version already; a damaged manifest is written again."""
        try:
            return self._version(snapshot.source, snapshot.version)
        except ListError:
            return None

    def _is_whole(self, snapshot: Snapshot) -> bool:
        """Whether these records are there, and are what they were."""
        try:
            self.entities(snapshot)
        except ListError:
            return False
        return True

    def _records(self, snapshot: Snapshot) -> Path:
        return self._root / snapshot.source / "records" / f"{snapshot.sha256}.jsonl.gz"

    def _manifest(self, source: str, version: str) -> Path:
        return self._root / source / "versions" / f"{version}.json"

    def _version(self, source: str, version: str) -> Snapshot | None:
        record = _load(self._manifest(source, version))
        return _snapshot(record) if record else None

    @contextmanager
    def _alone(self, source: str) -> Iterator[None]:
        """Hold a list's pointer against other processes and threads; the kernel lets go of it however this ends."""
        try:
            _make_private(self._root / source)
            with open(self._root / source / "pointing", "ab", opener=partial(os.open, mode=0o600)) as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise ListError("LIST.STORE", f"the list store cannot be written: {error.strerror}") from error

    def _pointer(self, source: str) -> dict[str, Any]:
        return _load(self._root / source / "active.json")

    def _point(self, source: str, pointer: dict[str, Any]) -> None:
        _write(self._root / source / "active.json", json.dumps(pointer, default=_plain).encode())


def _write(path: Path, content: bytes) -> None:
    try:
        _make_private(path.parent)
        write_whole(path, content)
    except OSError as error:
        raise ListError("LIST.STORE", f"the list store cannot be written: {error.strerror}") from error
    except StoreError as error:
        raise ListError("LIST.STORE", f"the list store cannot be written: {error}") from error


def _make_private(folder: Path) -> None:
    """Make a folder and those above it, all of mode 0700: `mkdir` alone gives the mode to the last one only."""
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _load(path: Path) -> dict[str, Any]:
    """A JSON object from a file; empty when there is no file."""
    try:
        record = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ListError("LIST.DAMAGED", f"{path.name} of {path.parent.name} cannot be read") from error
    if not isinstance(record, dict):
        raise ListError("LIST.DAMAGED", f"{path.name} of {path.parent.name} is not what was written")
    return record


def _dump(snapshot: Snapshot) -> bytes:
    record = {field.name: getattr(snapshot, field.name) for field in fields(Snapshot)}
    del record["checked_at"]  # the pointer's to say
    return json.dumps(record, default=_plain, indent=1).encode()


def _snapshot(record: dict[str, Any]) -> Snapshot:
    try:
        return Snapshot(**record | {
            "fetched_at": datetime.fromisoformat(record["fetched_at"]),
            "state": SnapshotState.SUPERSEDED,
            "doubts": tuple(record.get("doubts", ())),
            "profile": tuple((name, share) for name, share in record["profile"]),
            "validators": _validators(record["validators"]),
        })  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise ListError(
            "LIST.DAMAGED", "what is known about a version cannot be read: import the list again"
        ) from error


def _validators(told: Iterable[tuple[str, str, str]]) -> Validators:
    return tuple((address, header, value) for address, header, value in told)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _damaged(snapshot: Snapshot) -> ListError:
    name = f"{snapshot.source} {snapshot.version}"
    return ListError("LIST.DAMAGED", f"the records of {name} are missing or not what was written: import it again")
