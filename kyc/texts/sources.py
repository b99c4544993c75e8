"""Where sentences stand in the code: `_("…")` and its like in templates and Python."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

import kyc

ROOT = Path(kyc.__file__).parent
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "N_", "gettext", "text")),
    **dict.fromkeys(("ngettext", "plural", "NN_"), (1, 2)),
}
# SQLAlchemy's text() is no sentence, nor is a sentence spoken below the surface.
ROOMS = ("cli", "reporting", "services", "texts", "web")
_OPTIONS = {"trimmed": "true", "silent": "false"}


def collect(root: Path = ROOT) -> Catalog:
    """Gather every sentence of the rooms that speak to people, with the files it stands in."""
    found = Catalog(domain="kyc")
    for path, method in _files(root):
        for _line, message, comments, _context in extract(
            method, io.BytesIO(path.read_bytes()), keywords=KEYWORDS, comment_tags=("L10N:",), options=_OPTIONS
        ):
            where = [(path.relative_to(root.parent).as_posix(), 0)]
            found.add(message, locations=where, auto_comments=comments)
    return found


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix == ".py":
                yield path, "python"
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                yield path, "jinja2.ext:babel_extract"
