"""JSON objects from outside in which no key stands twice: readers would silently take the last, and lose the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class TwiceError(ValueError):
    """A key is given twice. The message does not say which: keys of what we do not know may be personal."""

    def __init__(self) -> None:
        super().__init__("a key is given twice")


def once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs: `json.loads(text, object_pairs_hook=once_each)`.

    >>> once_each([("name", "A"), ("id", 1)])
    {'name': 'A', 'id': 1}

    Raises:
        TwiceError: when a key stands twice.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        raise TwiceError
    return found
