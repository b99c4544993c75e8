"""Files that browsers may keep for ever: each is served under a name that holds the digest of its content."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

PREFIX = "/console/static"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
_KEPT = "public, max-age=31536000, immutable"
_URL = re.compile(r'url\("([a-z0-9./_-]+)"\)')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    url: str
    media_type: str
    body: bytes
    packed: bytes

    @property
    def headers(self) -> dict[str, str]:
        """What a browser is told: it never has to ask for this again."""
        return {"Cache-Control": _KEPT, "Vary": "Accept-Encoding", "Cross-Origin-Resource-Policy": "same-origin"}


@cache
def assets() -> Mapping[str, Asset]:
    """Every file by its own name; style sheets come last, since they name others by their addresses."""
    found = {path.name: path for path in _files(files(__package__) / "static")}
    plain = {name: _asset(name, path.read_bytes()) for name, path in found.items() if not name.endswith(".css")}
    sheets = {name: _sheet(name, path.read_text("utf-8"), plain) for name, path in found.items() if name[-4:] == ".css"}
    return plain | sheets


@cache
def by_address() -> Mapping[str, Asset]:
    """Every file by the name it is served under."""
    return {asset.url.rpartition("/")[2]: asset for asset in assets().values()}


def address(name: str) -> str:
    """Where a file is served.

    Raises:
        KeyError: when there is no such file: a template's mistake.
    """
    return assets()[name].url


def _sheet(name: str, text: str, others: Mapping[str, Asset]) -> Asset:
    return _asset(name, _URL.sub(lambda found: f'url("{others[found[1]].url}")', text).encode())


def _asset(name: str, body: bytes) -> Asset:
    stem, _, kind = name.rpartition(".")
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Asset(f"{PREFIX}/{stem}.{digest}.{kind}", _TYPES[kind], body, gzip.compress(body, 9, mtime=0))


def _files(folder: Traversable) -> Iterator[Traversable]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from _files(path)
        elif path.name.rpartition(".")[2] in _TYPES:
            yield path
