"""From a publisher's files to sorted, merged entities: the one way in for every list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from watchlists.errors import ListError
from watchlists.merge import merge_all
from watchlists.model import ListedEntity
from watchlists.source import HEAD, Source, Tally
from watchlists.sources import SOURCES

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of Excel before 2007, as PPATK still publishes now and then
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PAGE = (b"<!doctype html", b"<html")


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a list's files held, sorted by id, and what was noticed."""

    source: str
    entities: tuple[ListedEntity, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class About:
    """What is told about a list. `is_read` is false of one that was stored, and that no plug-in reads any more."""

    title: str
    publisher: str
    prefix: str | None
    has_address: bool
    is_read: bool = True


def about(key: str) -> About:
    """Tell about a list that is stored: its plug-in may be gone, its entries are screened against still."""
    if key not in SOURCES:
        return About(key, key, None, has_address=False, is_read=False)
    known = source(key)
    return About(known.TITLE, known.PUBLISHER, known.PREFIX, bool(known.ADDRESSES))


def source(key: str) -> Source:
    """Find the list's plug-in, or say which there are."""
    if key not in SOURCES:
        raise ListError("LIST.UNKNOWN", f"{key} is not a list; there are {', '.join(SOURCES)}")
    return cast(Source, SOURCES[key])


def read_list(key: str, paths: Sequence[Path]) -> Reading:
    """Read a list from its files, whichever plays which role.

    Raises:
        ListError: when a file is missing, is not of this list, is damaged or cut off.
    """
    plugin, tally = source(key), Tally()
    entities = merge_all(plugin.read(roles(key, paths), tally))
    return Reading(key, tuple(sorted(entities, key=lambda entity: entity.id)), tally)


def roles(key: str, paths: Iterable[Path]) -> dict[str, Path]:
    """Sort files by the role each plays in the list."""
    plugin, found = source(key), dict[str, Path]()
    for path in paths:
        role = plugin.recognise(head := _head(path))
        if role is None and _declares_type(head):
            raise ListError("LIST.FORBIDDEN_XML", f"{path.name} declares a document type or entities: refused")
        if role is None:
            raise ListError("LIST.NOT_RECOGNISED", f"{path.name} is {_kind(head)} {plugin.TITLE}{_shape(plugin)}")
        if role in found:
            raise ListError("LIST.NOT_RECOGNISED", f"{path.name} and {found[role].name} both look like the {role} file")
        found[role] = path
    if not any(needed <= found.keys() for needed in plugin.REQUIRED):
        wanted = " or ".join(" + ".join(sorted(needed)) for needed in plugin.REQUIRED)
        raise ListError("LIST.INCOMPLETE", f"{plugin.TITLE} needs: {wanted}; given: {', '.join(found) or 'nothing'}")
    return found


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        raise ListError("LIST.UNREADABLE", f"{path.name} cannot be opened: {error.strerror}") from error


def _declares_type(head: bytes) -> bool:
    """Whether a document that is no web page declares a document type, where entities would be defined."""
    lowered = head.lower()
    return b"<!doctype" in lowered and b"<!doctype html" not in lowered


def _shape(plugin: Source) -> str:
    """What a file has to look like, where people write it themselves."""
    return f": {shape}" if (shape := getattr(plugin, "SHAPE", None)) else ""


def _kind(head: bytes) -> str:
    """Say what a file is that we do not know."""
    if not head.strip():
        return "empty, no file of"
    if head.startswith(_OLD_WORKBOOK):
        return "an old Excel workbook (.xls): save it as .xlsx or CSV first, it is no file of"
    if head.startswith(_PACKED):
        return "packed (ZIP or gzip): unpack it first, it is no file of"
    if head.startswith(_UTF_16):
        return "written in UTF-16: save it as UTF-8 first, it is no file of"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE):
        return "a web page (HTML), no file of"
    return "none of the files that make up"
