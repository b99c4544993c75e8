"""Named arrays as bytes and back, without copying them when they are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALIGNED = 64
_LENGTH = 8


def to_bytes(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Write arrays one after the other, behind a header that says where each begins."""
    places: dict[str, tuple[str, tuple[int, ...], int]] = {}
    chunks, end = [], 0
    for name, array in arrays.items():
        content = np.ascontiguousarray(array).tobytes()
        places[name] = (array.dtype.str, array.shape, end)
        chunks += [content, bytes(-len(content) % _ALIGNED)]
        end += len(content) + len(chunks[-1])
    header = json.dumps(places).encode()
    header += b" " * (-(_LENGTH + len(header)) % _ALIGNED)
    return b"".join([len(header).to_bytes(_LENGTH, "big"), header, *chunks])


def from_bytes(content: bytes) -> dict[str, NDArray[Any]]:
    """Read what `to_bytes` wrote.

    >>> from_bytes(to_bytes({"years": np.array([1961, 0])}))["years"].tolist()
    [1961, 0]
    """
    start = _LENGTH + int.from_bytes(content[:_LENGTH], "big")
    places = json.loads(content[_LENGTH:start])
    return {name: _array(content, kind, shape, start + at) for name, (kind, shape, at) in places.items()}


def _array(content: bytes, kind: str, shape: list[int], start: int) -> NDArray[Any]:
    count = int(np.prod(shape, dtype=np.int64))
    if not count:
        return np.zeros(shape, dtype=np.dtype(kind))
    return np.frombuffer(content, dtype=np.dtype(kind), count=count, offset=start).reshape(shape)
