"""Files that may be laid to a case: of a few kinds, told by their first bytes, none of which a browser runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from kyc.model.errors import InputError

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 120  # characters
_MAGIC: Mapping[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
}
_SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "text/csv": ".csv",
}
_MARKUP = re.compile(r"<\s*(?:!doctype|html|script|svg|\?xml|body|iframe|head|meta)", re.IGNORECASE)
_CONTROLS = frozenset("\t\n\r\f")
_LINES_LOOKED_AT = 20


def media_type_of(content: bytes) -> str:
    """What a file is: PDF, PNG, JPEG, WebP, plain text or CSV.

    Raises:
        InputError: FILE.EMPTY, FILE.TOO_LARGE, or FILE.KIND for anything else.
    """
    if not content:
        raise InputError("FILE.EMPTY", "The file is empty.")
    if len(content) > MOST_BYTES:
        raise InputError("FILE.TOO_LARGE", f"A file has at most {MOST_BYTES} bytes.")
    for kind, starts in _MAGIC.items():
        if content.startswith(starts):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return _text_kind(content)


def safe_name(name: str, media_type: str) -> str:
    """A name that is one line of visible characters, says nothing of folders and ends as the content is.

    >>> safe_name("../../etc/surat‮ fdp.exe", "application/pdf")
    'surat fdp.pdf'
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(" " if char.isspace() else char for char in last if _is_shown(char) or char.isspace())
    stem = " ".join(visible.split()).strip(". ")
    suffix = _SUFFIXES[media_type]
    bare = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem) or "file"
    return bare[: LONGEST_NAME - len(suffix)] + suffix


def _is_shown(char: str) -> bool:
    """No controls, no marks that turn the reading direction, no private or unassigned characters."""
    return not unicodedata.category(char).startswith("C")


def _text_kind(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused() from None
    if any(ord(char) < 32 and char not in _CONTROLS for char in text) or _MARKUP.search(text):
        raise _refused()
    return "text/csv" if _is_table(text) else "text/plain"


def _is_table(text: str) -> bool:
    """Whether every line has as many commas or semicolons as the first, and at least one."""
    lines = [line for line in text.splitlines() if line.strip()][:_LINES_LOOKED_AT]
    return any(len(lines) > 1 and lines[0].count(mark) > 0 and _alike(lines, mark) for mark in ",;")


def _alike(lines: list[str], mark: str) -> bool:
    return all(line.count(mark) == lines[0].count(mark) for line in lines)


def _refused() -> InputError:
    return InputError("FILE.KIND", "A file is a PDF, PNG, JPEG, WebP, plain text or CSV in UTF-8.")
