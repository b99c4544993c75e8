"""Frozen records to plain JSON values and back.

Every field becomes a key, so a field that the model gains appears in the report, where the published schema must
know it. Dates are ISO 8601, instants UTC with `Z`, enums their values; a number that is not finite becomes null.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kyc.model.screening import Hit
from watchlists.dates import PartialDate

T = TypeVar("T")

EXACT = 2**53 - 1  # the largest integer that every JSON reader keeps (RFC 7493, 2.2)
KEYS: dict[tuple[type, str], str] = {(Hit, "source"): "list"}  # where the published key differs from the record's field
# Keys that report/1 gained after the first ones were written; those read as if the key said this.
LATER: dict[tuple[type, str], Any] = {(Hit, "fingerprint"): None}


def plain(value: object) -> Any:
    """Write a record, or anything a record holds, as JSON values.

    >>> plain((PartialDate(1960, 3), float("nan")))
    ['1960-03', None]
    """
    match value:
        case Mapping():
            return {_text(str(key)): plain(entry) for key, entry in value.items()}
        case tuple() | list():
            return [plain(entry) for entry in value]
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case PartialDate():
            return str(value)
    return _record(value) if is_dataclass(value) else _plain_scalar(value)


def parse(kind: Any, value: Any) -> Any:
    """Read what `plain` wrote, given the type hint it was written from.

    Raises:
        KeyError, TypeError, ValueError: when the value is not of that shape.
    """
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _parse_union(get_args(kind), value)
    if origin is tuple:
        return _parse_tuple(get_args(kind), value)
    if origin is not None and issubclass(origin, Mapping):
        return MappingProxyType({key: parse(get_args(kind)[1], entry) for key, entry in value.items()})
    if isinstance(kind, type) and is_dataclass(kind) and kind is not PartialDate:
        return kind(**{name: parse(hint, _told(kind, name, value)) for name, hint in _hints(kind).items()})
    return _parse_leaf(kind, value)


def _record(record: Any) -> dict[str, Any]:
    return {_key(type(record), field.name): plain(getattr(record, field.name)) for field in fields(record)}


def _plain_scalar(value: object) -> bool | int | float | str | None:
    match value:
        case Enum():
            return str(value.value)
        case str():
            return _text(value)
        case bool() | None:
            return value
        case int() | float():
            return _number(value)
    raise TypeError(f"a report cannot hold a {type(value).__name__}")


def _told(kind: type, name: str, value: Any) -> Any:
    key = _key(kind, name)
    return LATER[kind, name] if (kind, name) in LATER and key not in value else value[key]


def _key(kind: type, name: str) -> str:
    return KEYS.get((kind, name), name)


def _text(text: str) -> str:
    """Mend lone surrogates: UTF-8 cannot carry them, and a name may come with them from a JSON escape."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(number: float) -> float | None:
    if not math.isfinite(number):
        return None
    return float(number) if isinstance(number, int) and abs(number) > EXACT else number


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _parse_union(kinds: tuple[Any, ...], value: Any) -> Any:
    rest = [kind for kind in kinds if kind is not NoneType]
    if value is None and len(rest) < len(kinds):
        return None
    return parse(rest[0], value) if len(rest) == 1 else _scalar(value)


def _scalar(value: Any) -> Any:
    if not isinstance(value, str | int | float):
        raise TypeError("expected a text, a number or a truth value")
    return value


def _parse_tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError("expected an array")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(parse(kinds[0], entry) for entry in value)
    return tuple(parse(kind, entry) for kind, entry in zip(kinds, value, strict=True))


_LEAVES: dict[Any, Callable[[Any], Any]] = {datetime: datetime.fromisoformat, PartialDate: PartialDate.parse}


def _parse_leaf(kind: Any, value: Any) -> Any:
    if kind in _LEAVES:
        return _LEAVES[kind](value)
    if issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, (int, float) if kind is float else kind):
        raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value
