"""CSV files as publishers serve them: any of two encodings, end marks, and the ways they are cut off."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

from watchlists.errors import ListError

END_MARK = "\x1a"  # how DOS, and OFAC to this day, ends a text file
csv.field_size_limit(4 * 1024 * 1024)


def text_of(path: Path) -> str:
    """Decode a text file: UTF-8 with or without a mark, else Windows-1252."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ListError("LIST.UNREADABLE", f"{path.name} cannot be opened: {error.strerror}") from error
    if b"\x00" in content:
        raise ListError(
            "LIST.MALFORMED", f"{path.name} holds zero bytes: no text file, or one in UTF-16, to be saved as UTF-8"
        )
    return decode(content)


def lines(path: Path) -> Iterator[str]:
    """Stream the lines of a text file that may be larger than memory."""
    try:
        with path.open("rb") as file:
            for line in file:
                yield decode(line)
    except OSError as error:
        raise ListError("LIST.UNREADABLE", f"{path.name} cannot be opened: {error.strerror}") from error


def decode(content: bytes) -> str:
    """Decode UTF-8 with or without a mark, else Windows-1252; never fails."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def head_rows(head: bytes, *, delimiter: str = ",") -> list[list[str]]:
    """The whole rows in the first bytes of a file; the last, perhaps cut, is left out unless it is the only one."""
    text = head.decode("utf-8-sig", errors="ignore").replace("\x00", "")
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    return rows[:-1] if len(rows) > 1 and not text.endswith(("\n", END_MARK)) else rows


def rows(path: Path, *, delimiter: str = ",", strict: bool = True) -> Iterator[list[str]]:
    """Stream the rows of a file, blank rows and the end mark left out; not strict, a file may break off anywhere.

    Raises:
        ListError: when a quoted field never ends, or the last line of a file with CR LF line ends has none.
    """
    text = text_of(path)
    # Publishers end every line; a list written by hand may not, but then it does not end its lines with CR LF either.
    if strict and "\r\n" in text and not text.rstrip(END_MARK + ",").endswith("\n"):
        raise ListError("LIST.TRUNCATED", f"{path.name} stops in the middle of a line: it looks cut off")
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    try:
        yield from (row for row in reader if any(cell.strip() for cell in row) and row[0].strip() != END_MARK)
    except csv.Error as error:
        code = "LIST.TRUNCATED" if "end of data" in str(error) else "LIST.MALFORMED"
        raise ListError(code, f"{path.name}, line {reader.line_num}: {error}") from error


def records(path: Path, *, delimiter: str = ",", required: tuple[str, ...] = ()) -> Iterator[Mapping[str, str]]:
    """Stream the rows of a file with a header as mappings of stripped values, every header's name present.

    Raises:
        ListError: when a required column is missing or a row has another number of columns than the header.
    """
    stream = rows(path, delimiter=delimiter)
    header = [name.strip() for name in next(stream, [])]
    if missing := [name for name in required if name not in header]:
        raise ListError("LIST.SCHEMA", f"{path.name} has no column {', '.join(missing)}")
    for number, row in enumerate(stream, start=2):
        if len(row) != len(header):
            message = f"{path.name}, row {number}: {len(row)} columns where {len(header)} were expected; cut off?"
            raise ListError("LIST.TRUNCATED", message)
        yield dict(zip(header, map(str.strip, row), strict=True))
