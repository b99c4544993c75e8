"""JSON as RFC 8259 and RFC 7493 (I-JSON) have it: what other readers would take otherwise is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, NoReturn

from kyc.web.problems import RequestError

MAX_DEPTH = 32
MAX_DIGITS = 20


def parse(content: bytes) -> Any:
    """Read a JSON text.

    RequestError are other encodings than UTF-8, NaN and infinities, numbers out of range, a key given twice, halves of
    surrogate pairs, NUL and nesting beyond 32 levels.

    Raises:
        RequestError: 400 REQUEST.JSON; the message says which of these, never where or what.
    """
    try:
        value = json.loads(
            content.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_whole,
            object_pairs_hook=_once_each,
        )
    except (ValueError, RecursionError) as error:
        raise _refused(error) from None
    _check(value)
    return value


def _refused(error: Exception) -> RequestError:
    known = error if isinstance(error, _StrictError) else None
    return RequestError(400, "REQUEST.JSON", f"The body is not JSON: {known or 'it cannot be read as UTF-8 JSON'}.")


class _StrictError(ValueError):
    """Why a text that a lenient reader takes is refused."""


def _no_constant(_text: str) -> NoReturn:
    raise _StrictError("NaN and infinities are no numbers")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _StrictError("a number is out of range")
    return number


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _StrictError("a number is out of range")
    return int(text)


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _StrictError("a key is given twice")
    return found


def _check(value: Any) -> None:
    """Look at every text and at the depth, without recursion of our own."""
    level, depth = [value], 0
    while level:
        if (depth := depth + 1) > MAX_DEPTH:
            raise _refused(_StrictError(f"it is nested more than {MAX_DEPTH} levels deep"))
        if not all(_is_text(text) for each in level for text in _texts(each)):
            raise _refused(_StrictError("a text holds NUL or half of a surrogate pair"))
        level = [inner for each in level for inner in _inside(each)]


def _texts(value: Any) -> Sequence[str]:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, dict) else ()


def _inside(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return tuple(value.values())
    return value if isinstance(value, list) else ()


def _is_text(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
