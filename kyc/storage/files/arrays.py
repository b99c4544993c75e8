"""Named arrays in one file that processes share: memory-mapped, checked when opened, never half-written.

The file begins with the digest of all that follows, then the length of a header, the header (JSON: what the file is
for, and of each array its type, shape and place) and the arrays, each at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kyc.storage.files.folder import write_whole

_DIGEST = sha256().digest_size
_START = _DIGEST + 8
_ALIGNED = 64


def write_arrays(path: Path, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays for `key`, the whole file or nothing.

    Raises:
        OSError, StoreError: when it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    places: dict[str, tuple[str, tuple[int, ...], int]] = {}
    chunks, end = [], 0
    for name, array in arrays.items():
        content = np.ascontiguousarray(array).tobytes()
        places[name] = (array.dtype.str, array.shape, end)
        chunks += [content, bytes(-len(content) % _ALIGNED)]
        end += len(content) + len(chunks[-1])
    header = json.dumps({"key": key, "arrays": places}).encode()
    header += b" " * (-(_START + len(header)) % _ALIGNED)
    body = b"".join([len(header).to_bytes(8, "big"), header, *chunks])
    write_whole(path, sha256(body).digest() + body)


def read_arrays(path: Path, key: str) -> dict[str, NDArray[Any]] | None:
    """Map the arrays that were written for `key`; None when there is no such file, or it is not what was written."""
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # an empty file cannot be mapped
        return None
    view = memoryview(content)
    if len(content) < _START or sha256(view[_DIGEST:]).digest() != bytes(view[:_DIGEST]):
        return None
    start = _START + int.from_bytes(view[_DIGEST:_START], "big")
    header = json.loads(bytes(view[_START:start]))
    if header["key"] != key:
        return None
    return {name: _array(view[start:], *place) for name, place in header["arrays"].items()}


def _array(content: memoryview, kind: str, shape: list[int], start: int) -> NDArray[Any]:
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(content, dtype=np.dtype(kind), count=count, offset=start).reshape(shape)
