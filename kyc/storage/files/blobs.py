"""Sealed images in a folder or an S3 bucket: TENANT/APPLICANT/KIND/ID. What lies here is ciphertext only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from kyc.model.errors import InputError, StoreError

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")  # no dots, no slashes: nothing climbs out of the folder


class Blobs:
    """Keeps sealed bytes. `put` returns when they are on disk, so that a row written afterwards never lies."""

    def __init__(self, url: str) -> None:
        """Open `file:///FOLDER` or `s3://BUCKET/PREFIX`; for S3 the usual AWS_… environment gives the rest.

        Raises:
            InputError: on another kind of address.
            StoreError: STORE.UNAVAILABLE when the folder cannot be made.
        """
        scheme, path = urlsplit(url).scheme, unquote(urlsplit(url).path)
        if scheme not in ("file", "s3") or (scheme == "file" and len(path) < 2):
            raise InputError("INPUT.BLOBS", "Blobs are kept in file:///FOLDER or s3://BUCKET/PREFIX.")
        self._folder = Path(path) if scheme == "file" else None
        with _told():
            if self._folder:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._store = LocalStore(self._folder) if self._folder else _bucket(url)

    def put(self, tenant: str, applicant: str, kind: str, blob_id: str, sealed: bytes) -> None:
        """Keep sealed bytes.

        Raises:
            StoreError: STORE.FULL or STORE.UNAVAILABLE; then nothing was acknowledged.
        """
        path = _path(tenant, applicant, kind, blob_id)
        with _told():
            if self._folder:
                _make_folders(self._folder, Path(path).parent)
            self._store.put(path, sealed)
            if self._folder:
                _sync(self._folder / path)
                _sync((self._folder / path).parent)

    def get(self, tenant: str, applicant: str, kind: str, blob_id: str) -> bytes:
        """Return sealed bytes; whether they are whole shows when they are opened.

        Raises:
            StoreError: STORE.DAMAGED when they are gone.
        """
        with _told():
            try:
                return bytes(self._store.get(_path(tenant, applicant, kind, blob_id)).bytes())
            except FileNotFoundError:
                raise StoreError("STORE.DAMAGED", "A stored image is gone: restore it from a backup.") from None

    def delete(self, tenant: str, applicant: str, kind: str, blob_id: str) -> None:
        """Remove a blob; one that is not there needs no removing."""
        with _told():
            self._remove(_path(tenant, applicant, kind, blob_id))

    def delete_all(self, tenant: str, applicant: str) -> int:
        """Remove everything of an applicant, and say how many blobs that were."""
        with _told():
            paths = [entry["path"] for batch in self._store.list(_path(tenant, applicant) + "/") for entry in batch]
            for path in paths:
                self._remove(path)
        return len(paths)

    def every(self, tenant: str) -> Iterator[tuple[tuple[str, str, str], datetime]]:
        """All blobs of a tenant as (applicant, kind, id) with the time of writing."""
        with _told():
            for batch in self._store.list(_path(tenant) + "/"):
                for entry in batch:
                    applicant, kind, blob_id = entry["path"].split("/")[-3:]
                    yield (applicant, kind, blob_id), entry["last_modified"]

    def _remove(self, path: str) -> None:
        try:
            self._store.delete(path)
        except FileNotFoundError:
            return
        if self._folder:
            _sync((self._folder / path).parent)


def _bucket(url: str) -> ObjectStore:
    """Open a bucket that gives up in time for a caller to hear of it: by default it would retry for minutes."""
    return S3Store.from_url(url, retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=10)})


@contextmanager
def _told() -> Iterator[None]:
    """Say what a fault of the disk or the bucket means; its own text names addresses and is dropped."""
    try:
        yield
    except (OSError, BaseError) as error:
        if "No space left" in str(error) or "Quota" in str(error):
            raise StoreError("STORE.FULL", "The disk that keeps the images is full: nothing was stored.") from None
        raise StoreError("STORE.UNAVAILABLE", "The store of images does not answer: try again.") from None


def _path(*parts: str) -> str:
    if not all(map(_PART.fullmatch, parts)):
        raise InputError("STORE.BAD_ID", "An id has 1 to 64 letters, digits, - and _.")
    return "/".join(parts)


def _make_folders(root: Path, below: Path) -> None:
    """Make folders of mode 0700 whose entries survive a power cut."""
    for folder in (*reversed((root / below).parents), root / below):
        if folder.is_relative_to(root) and not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(folder.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
