"""Frozen records to JSON and back, for what the store keeps."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from kyc.model.errors import StoreError

T = TypeVar("T")


_ADAPTERS: dict[str, TypeAdapter[Any]] = {}  # built once per kind: building costs milliseconds


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return _ADAPTERS.setdefault(kind.__qualname__, _ADAPTERS.get(kind.__qualname__) or TypeAdapter(kind))


def dump(record: object) -> bytes:
    """Write a frozen record as UTF-8 JSON."""
    return _adapter(type(record)).dump_json(record, indent=1, fallback=dict, warnings=False)


def parse(kind: type[T], content: bytes) -> T:
    """Read a record back.

    Raises:
        StoreError: when the content is not what `dump` wrote; the message names the record's kind only.
    """
    try:
        record: T = _adapter(kind).validate_json(content)
    except ValidationError:
        raise StoreError("STORE.DAMAGED", f"A stored {kind.__name__} is damaged: restore it from a backup.") from None
    return record
