"""Tables laid out in lines, as those of `kyc/screening` are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

WIDTH = 118  # of a line


def lines_of(entries: Iterable[str]) -> Iterator[str]:
    """Lay entries side by side, apart by a blank, as many in a line as fit; one that fits in none has its own.

    >>> list(lines_of(["a" * 100, "b" * 18, "c"])) == ["a" * 100, "b" * 18 + " c"]
    True
    """
    line = ""
    for entry in entries:
        if line and len(line) + len(entry) >= WIDTH:
            yield line
            line = ""
        line = f"{line} {entry}".strip()
    yield line
