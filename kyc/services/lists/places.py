"""Where lists' files come from: their publishers, an operator's mirrors, or a folder where somebody drops them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from watchlists.errors import ListError
from watchlists.reading import source
from watchlists.source import HEAD
from watchlists.sources import SOURCES

SETTLED = timedelta(seconds=5)  # a file that was written just now may not be whole yet
PUBLISHER = "publisher"  # how it is called among mirrors
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
_PAGE = (b"<!doctype html", b"<html")


def places_of(key: str, mirrors: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
    """Where a list's files are, by role, place after place: its publisher, or mirrors in order.

    A mirror is the address of a folder in which the files have their publisher's names, or an address in which
    `{role}` stands for the file's role (`primary`, `aliases`, …). Several stand one after another, with spaces between;
    `publisher` among them is the publisher.

    >>> places_of("un_sc", {"un_sc": "https://mirror.example/lists/"})
    ({'list': 'https://mirror.example/lists/consolidated.xml'},)
    >>> places_of("us_ofac_cons", {"us_ofac_cons": "https://mirror.example/cons-{role}.csv publisher"})[0]["aliases"]
    'https://mirror.example/cons-aliases.csv'
    """
    return tuple(_place(key, mirror) for mirror in mirrors.get(key, PUBLISHER).split()) or (source(key).ADDRESSES,)


def _place(key: str, mirror: str) -> Mapping[str, str]:
    published = source(key).ADDRESSES
    if mirror == PUBLISHER:
        return published
    if "{role}" in mirror:
        return {role: mirror.replace("{role}", role) for role in published}
    names = {role: PurePosixPath(urlsplit(address).path).name for role, address in published.items()}
    return {role: f"{mirror.rstrip('/')}/{name}" for role, name in names.items()}


@dataclass(frozen=True, slots=True)
class Drop:
    """The files of one list in a folder; `at` is when the oldest of them was written."""

    key: str
    paths: tuple[Path, ...]
    at: datetime

    @property
    def sha256(self) -> str:
        """One digest of all the files' bytes, whatever they are called.

        Raises:
            ListError: LIST.UNREADABLE when one cannot be read.
        """
        return hashlib.sha256(b"".join(sorted(map(_digest, self.paths)))).hexdigest()


@dataclass(slots=True)
class Dropped:
    """What lies in a folder: files by list, and a word about each file that is of no list, or of several."""

    drops: list[Drop] = field(default_factory=list)
    problems: list[tuple[Path, ListError]] = field(default_factory=list)


def dropped(folder: Path, now: datetime) -> Dropped:
    """Look through a folder: files are known by their shape; a subfolder named like a list says whose its files are.

    Of several files of one role the newest counts. Hidden files, those that are still being written and those that
    programs mark as unfinished are left alone.

    Raises:
        ListError: LIST.FOLDER when there is no such folder.
    """
    if not folder.is_dir():
        raise ListError("LIST.FOLDER", f"{folder}: there is no such folder of lists")
    found, by_role = Dropped(), defaultdict[str, dict[str, Path]](dict)
    for path, key in _files(folder, now):
        try:
            whose, role = _recognised(path, key)
        except ListError as error:
            found.problems.append((path, error))
            continue
        known = by_role[whose].get(role)
        if known is None or _written(known) < _written(path):
            by_role[whose][role] = path
    for whose, files in sorted(by_role.items()):
        found.drops.append(Drop(whose, tuple(files.values()), min(now, min(map(_written, files.values())))))
    return found


def _files(folder: Path, now: datetime) -> Iterator[tuple[Path, str | None]]:
    """The files of a folder and of its lists' subfolders, with the list that a subfolder names."""
    inside = [(path, None) for path in sorted(folder.iterdir()) if path.is_file()]
    named = [(path, key) for key in SOURCES for path in sorted((folder / key).glob("*")) if path.is_file()]
    for path, key in (*inside, *named):
        is_fresh = timedelta() <= now - _written(path) < SETTLED
        if not path.name.startswith(".") and path.suffix not in _UNFINISHED and not is_fresh:
            yield path, key


def _recognised(path: Path, key: str | None) -> tuple[str, str]:
    """Whose file it is, and which role it plays."""
    head = _head(path)
    roles = {each: source(each).recognise(head) for each in ([key] if key else SOURCES)}
    fitting = {each: role for each, role in roles.items() if role}
    if len(fitting) == 1:
        return fitting.popitem()
    if fitting:
        lists = " and ".join(fitting)
        raise ListError("LIST.AMBIGUOUS", f"{path.name} fits {lists}: lay it in a subfolder named like its list")
    what = "an HTML page" if head.lstrip().lower().startswith(_PAGE) else "a file"
    raise ListError("LIST.NOT_RECOGNISED", f"{path.name} is {what} that is not of {key or 'any list'}")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        raise ListError("LIST.UNREADABLE", f"{path.name} cannot be opened: {error.strerror}") from error


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise ListError("LIST.UNREADABLE", f"{path.name} cannot be opened: {error.strerror}") from error


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
