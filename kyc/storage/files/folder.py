"""A store in a folder: one directory per submission, readable by its owner only, NOT encrypted.

Made for trying the line out and for tests; the encrypted database takes its place in production.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from kyc.model.errors import InputError, StoreError
from kyc.model.evidence import Evidence
from kyc.model.submission import Submission, SubmittedImage
from kyc.storage.codec import dump, parse

NOTICE = "This folder holds personal data and is NOT encrypted. Only its owner can read it.\n"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class FolderStore:
    """Implements `Store` in a folder of mode 0700; every file is written whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        root.chmod(0o700)
        notice = root / "UNENCRYPTED.txt"
        if not notice.exists():
            write_whole(notice, NOTICE.encode())

    def put_submission(self, submission: Submission) -> None:
        """Keep the images beside a record of the declared data."""
        folder = self._folder(submission.id, create=True)
        for image in submission.images:
            write_whole(folder / f"{image.role}.image", image.content)
        bare: dict[str, Any] = {image.role: replace(image, content=b"") for image in submission.images}
        write_whole(folder / "submission.json", dump(replace(submission, **bare)))

    def submission(self, submission_id: str) -> Submission:
        """Return a submission with its images."""
        folder = self._folder(submission_id)
        bare = parse(Submission, self._bytes(folder / "submission.json"))
        images: dict[str, Any] = {
            image.role: SubmittedImage(image.role, self._bytes(folder / f"{image.role}.image")) for image in bare.images
        }
        return replace(bare, **images)

    def put_evidence(self, evidence: Evidence) -> None:
        """Keep what was read."""
        write_whole(self._folder(evidence.submission_id) / "evidence.json", dump(evidence))

    def evidence(self, submission_id: str) -> Evidence | None:
        """Return what was read, None when nothing was yet."""
        path = self._folder(submission_id) / "evidence.json"
        return parse(Evidence, self._bytes(path)) if path.exists() else None

    def put_report(self, submission_id: str, report: Mapping[str, Any]) -> None:
        """Keep a sealed report."""
        text = json.dumps(report, ensure_ascii=False, allow_nan=False, indent=1)
        write_whole(self._folder(submission_id) / "report.json", text.encode())

    def report(self, submission_id: str) -> Mapping[str, Any] | None:
        """Return the sealed report, None when there is none yet."""
        path = self._folder(submission_id) / "report.json"
        if not path.exists():
            return None
        try:
            report: Mapping[str, Any] = json.loads(self._bytes(path))
        except ValueError:
            raise StoreError("STORE.DAMAGED", "A stored report is damaged: restore it from a backup.") from None
        return report

    def _folder(self, submission_id: str, *, create: bool = False) -> Path:
        if not _ID.fullmatch(submission_id):
            raise InputError("STORE.BAD_ID", "A submission's id has 1 to 64 letters, digits, - and _.")
        folder = self._root / submission_id
        if create:
            folder.mkdir(mode=0o700, exist_ok=True)
        elif not folder.is_dir():
            raise StoreError("STORE.UNKNOWN", f"No submission {submission_id} is stored here.")
        return folder

    @staticmethod
    def _bytes(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise StoreError("STORE.UNREADABLE", f"{path.name} cannot be read: {error.strerror}.") from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 so that a crash leaves either the old one or the new one.

    Raises:
        StoreError: when the disk is full or the folder may not be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise StoreError("STORE.UNWRITABLE", f"{path.name} cannot be written: {error.strerror}.") from None


def write_first(path: Path, content: bytes) -> None:
    """Write a file of mode 0600, whole, unless there is one: of several processes that start at once the first wins.

    Raises:
        StoreError: when the disk is full or the folder may not be written.
    """
    draft = path.with_name(f".{path.name}.{uuid4().hex}.draft")
    write_whole(draft, content)
    try:
        os.link(draft, path)  # unlike a rename, this leaves alone what another process put there
        sync_folder(path.parent)
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError("STORE.UNWRITABLE", f"{path.name} cannot be written: {error.strerror}.") from None
    finally:
        draft.unlink()


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on disk: a new name survives a power cut only then."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
