"""Somebody who must be found nowhere but in the store, and all that Prefect keeps."""

from __future__ import annotations

import base64
from pathlib import Path

CANARY_NAME, CANARY_NIK = "QUETZALINA ZIRCONIA", "3171234511900007"


def everything_kept(prefect_database: Path) -> bytes:
    """Every byte of Prefect's home: database, logs, results, parameters."""
    return b"".join(path.read_bytes() for path in prefect_database.parent.rglob("*") if path.is_file())


def disguises(text: str) -> tuple[bytes, ...]:
    """A text as it stands, and as a pickle in base64 would hide it, at each of three alignments."""
    hidden = (base64.b64encode(b"x" * shift + text.encode())[4:-4] for shift in range(3))
    return (text.encode(), *hidden)
