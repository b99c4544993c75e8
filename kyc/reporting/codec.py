"""Frozen records to plain JSON values and back.

Every field becomes a key, so a field that the model gains appears in the report, where the published schema must
know it. Dates are ISO 8601, instants UTC with `Z`, enums their values; a number that is not finite becomes null.

What a kind needs is found out once, as a function of the value: a report has some two thousand values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from kyc.model.screening import Hit, ScreeningQuery
from watchlists.dates import PartialDate

Step = Callable[[Any], Any]

EXACT = 2**53 - 1  # the largest integer that every JSON reader keeps (RFC 7493, 2.2)
KEYS: dict[tuple[type, str], str] = {(Hit, "source"): "list"}  # where the published key differs from the record's field
# Keys that report/1 gained after the first ones were written; those read as if the key said this.
LATER: dict[tuple[type, str], Any] = {(Hit, "fingerprint"): None, (ScreeningQuery, "birth_place"): None}


def plain(value: Any) -> Any:
    """Write a record, or anything a record holds, as JSON values.

    >>> plain((PartialDate(1960, 3), float("nan")))
    ['1960-03', None]
    """
    kind: Any = type(value)  # mypy takes no class for hashable
    return _writer(kind)(value)


def parse(kind: Any, value: Any) -> Any:
    """Read what `plain` wrote, given the type hint it was written from.

    Raises:
        KeyError, TypeError, ValueError: when the value is not of that shape.
    """
    return _reader(kind)(value)


@cache
def _writer(kind: type) -> Step:
    """How values of a kind are written."""
    if issubclass(kind, Mapping):
        return _write_mapping
    if issubclass(kind, tuple | list):
        return _write_sequence
    if issubclass(kind, PartialDate):
        return str
    return _record_writer(kind) if is_dataclass(kind) else _scalar_writer(kind)


def _write_mapping(entries: Mapping[Any, Any]) -> dict[str, Any]:
    return {_text(str(key)): plain(entry) for key, entry in entries.items()}


def _write_sequence(entries: Sequence[Any]) -> list[Any]:
    return [plain(entry) for entry in entries]


def _record_writer(kind: Any) -> Step:
    keys = tuple((_key(kind, field.name), field.name) for field in fields(kind))
    return lambda record: {key: plain(getattr(record, name)) for key, name in keys}


def _scalar_writer(kind: type) -> Step:
    if issubclass(kind, Enum):
        return lambda member: str(member.value)
    if kind in (bool, NoneType):
        return lambda value: value
    for known, write in ((datetime, _instant), (str, _text), (int | float, _number)):
        if issubclass(kind, known):
            return write
    raise TypeError(f"a report cannot hold a {kind.__name__}")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _text(text: str) -> str:
    """Mend lone surrogates: UTF-8 cannot carry them, and a name may come with them from a JSON escape."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(number: float) -> float | None:
    if not math.isfinite(number):
        return None
    return float(number) if isinstance(number, int) and abs(number) > EXACT else number


def _key(kind: type, name: str) -> str:
    return KEYS.get((kind, name), name)


@cache
def _reader(kind: Any) -> Step:
    """How values of a type hint are read."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _union_reader(arguments)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is not None and issubclass(origin, Mapping):
        entry = _reader(arguments[1])
        return lambda value: MappingProxyType({key: entry(each) for key, each in value.items()})
    if isinstance(kind, type) and is_dataclass(kind) and kind is not PartialDate:
        return _record_reader(kind)
    return _leaf_reader(kind)


def _record_reader(kind: type) -> Step:
    later = {_key(kind, name): value for (of, name), value in LATER.items() if of is kind}
    readers = tuple((name, _key(kind, name), _reader(hint)) for name, hint in get_type_hints(kind).items())

    def read(value: Any) -> Any:
        told = {**later, **value} if later else value
        return kind(**{name: reader(told[key]) for name, key, reader in readers})

    return read


def _union_reader(kinds: tuple[Any, ...]) -> Step:
    rest = [kind for kind in kinds if kind is not NoneType]
    read = _reader(rest[0]) if len(rest) == 1 else _scalar
    return read if len(rest) == len(kinds) else lambda value: None if value is None else read(value)


def _scalar(value: Any) -> Any:
    if not isinstance(value, str | int | float):
        raise TypeError("expected a text, a number or a truth value")
    return value


def _tuple_reader(kinds: tuple[Any, ...]) -> Step:
    is_any_length = len(kinds) == 2 and kinds[1] is Ellipsis
    readers = tuple(map(_reader, kinds[:1] if is_any_length else kinds))

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise TypeError("expected an array")
        if is_any_length:
            return tuple(map(readers[0], value))
        return tuple(reader(entry) for reader, entry in zip(readers, value, strict=True))

    return read


_LEAVES: dict[Any, Step] = {datetime: datetime.fromisoformat, PartialDate: PartialDate.parse}


def _leaf_reader(kind: Any) -> Step:
    if kind in _LEAVES:
        return _LEAVES[kind]
    if issubclass(kind, Enum):
        return lambda value: kind(value)
    expected = (int, float) if kind is float else kind

    def read(value: Any) -> Any:
        if not isinstance(value, expected):
            raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
        return value

    return read
