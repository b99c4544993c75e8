"""Lists, page after page, by the header Link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar

from kyc_client.records import record
from kyc_client.transport import Transport

T = TypeVar("T")
_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
PAGE = 100


def every(transport: Transport, kind: type[T], path: str, **params: Any) -> Iterator[T]:
    """Everything in a list, newest first, fetched as it is asked for; what is added meanwhile shifts nothing."""
    answer = transport.get(path, limit=PAGE, **params)
    while True:
        yield from (record(kind, each) for each in answer.json["items"])
        found = _NEXT.search(answer.headers.get("link", ""))
        if found is None:
            return
        answer = transport.send("GET", found[1])


def all_at_once(transport: Transport, kind: type[T], path: str) -> tuple[T, ...]:
    """A list that comes whole."""
    return tuple(record(kind, each) for each in transport.get(path).json["items"])
