"""The tables of this room: sections in brackets, entries apart by spaces, `#` for remarks."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def entries(table: str, section: str) -> tuple[str, ...]:
    """Read one section of a table.

    >>> "bin" in entries("words.txt", "particles")
    True
    """
    return tuple(_sections(table)[section])


def mapping(table: str, section: str) -> dict[str, tuple[str, ...]]:
    """Read a section of entries `key=value|value`."""
    pairs = (entry.partition("=") for entry in entries(table, section))
    return {key: tuple(values.split("|")) for key, _, values in pairs}


@cache
def _sections(table: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    inside: list[str] = []
    for line in files("kyc.screening").joinpath(table).read_text("utf-8").splitlines():
        if line.startswith("["):
            inside = sections.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            inside += line.split()
    return sections
