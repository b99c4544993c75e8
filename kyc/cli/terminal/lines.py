"""Lines of JSON read as they come in, so that who asks line by line is answered line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from math import isfinite
from pathlib import Path
from typing import Any

from kyc.cli.terminal.streams import standard_input
from kyc.model.errors import InputError
from kyc.model.objects import TwiceError, once_each

Numbered = tuple[int, str]  # from 1, and the line
Id = str | int | float  # what a caller may call a record
_MARK = b"\xef\xbb\xbf"  # what Windows puts before UTF-8
_AT_ONCE = 1 << 16  # bytes read together, if so many are there


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file of lines, or standard input for `-`.

    Raises:
        InputError: when it cannot be read.
    """
    if str(path) == "-":
        yield standard_input()
        return
    try:
        lines = path.open("rb")
    except OSError as error:
        raise InputError("INPUT.UNREADABLE", f"{path.name} cannot be read: {error.strerror}") from None
    # What fails while the lines are open is mostly the writing of what came of them, and not this file's fault.
    with lines:
        yield lines


def groups_of_lines(stream: BufferedReader) -> Iterator[list[Numbered]]:
    r"""Give the whole lines that are there, numbered, empty ones left out; as many together as came together.

    >>> from io import BytesIO
    >>> list(groups_of_lines(BytesIO(b"one\n\nthree")))
    [[(1, 'one')], [(3, 'three')]]
    """
    number, rest = 1, [b""]
    while data := stream.read1(_AT_ONCE):
        *whole, last = data.split(b"\n")
        if not whole:
            rest.append(last)
            continue
        whole[0] = b"".join((*rest, whole[0]))
        rest = [last]
        yield _numbered(whole, number)
        number += len(whole)
    yield _numbered([b"".join(rest)], number)


def _numbered(lines: list[bytes], first: int) -> list[Numbered]:
    if first == 1:
        lines = [lines[0].removeprefix(_MARK), *lines[1:]]
    texts = ((number, line.decode("utf-8", "surrogateescape")) for number, line in enumerate(lines, first))
    return [(number, text) for number, text in texts if text.strip()]


def parsed(line: Numbered) -> dict[str, Any]:
    """Read one line.

    Raises:
        InputError: with the line's number, when it is no JSON object, a key stands twice in one, or it is not UTF-8:
            a name with a letter lost would be another name.
    """
    number, text = line
    if not _is_whole(text):
        raise InputError("INPUT.NOT_UTF8", f"line {number} is not UTF-8")
    try:
        record = json.loads(text, object_pairs_hook=once_each)
    except TwiceError as error:
        raise InputError("INPUT.NOT_JSON", f"line {number}: {error}") from None
    except (ValueError, RecursionError):
        raise InputError("INPUT.NOT_JSON", f"line {number} is not JSON") from None
    if not isinstance(record, dict):
        raise InputError("INPUT.NOT_JSON", f"line {number} is not a JSON object")
    return record


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def id_of(record: dict[str, Any], otherwise: Id) -> Id:
    """What the caller calls a record; a number without end, which JSON can carry in and not out, is no name."""
    given = record.get("id")
    if isinstance(given, float) and not isfinite(given):
        return otherwise
    return given if isinstance(given, Id) else otherwise
