"""What a published list is to us: the contract of the plug-ins in `watchlists.sources`.

A list comes as one or more files, each playing a *role* in its list (`primary`, `aliases`, …). A source
recognises a role by the file's shape, never by its name, and turns the files into a stream of entities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from watchlists.model import ListedEntity

HEAD = 64 * 1024  # bytes of a file that `recognise` is shown


@dataclass(slots=True)
class Tally:
    """What a source noticed while reading, filled while its entities stream past.

    `orphans` counts rows whose primary record is missing, by role; `skipped` counts records that could not be
    used, or not whole, by reason; `columns` counts the publisher's own columns or tags, by the records that carry
    them, so that a changed layout is noticed; `doubts` are sentences for the person who imports the file.
    """

    orphans: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    doubts: list[str] = field(default_factory=list)
    records: int = 0
    published_on: str | None = None  # the date or instant the publisher states, as it writes it


class Source(Protocol):
    """A plug-in of `watchlists.sources`: a module with these names; its own name is the list's key."""

    PREFIX: str  # of entity ids, with its hyphen; empty where entities keep their own
    TITLE: str
    PUBLISHER: str
    TOPICS: tuple[str, ...]  # FollowTheMoney topics every entity of the list has
    ADDRESSES: Mapping[str, str]  # role to HTTPS address; empty where a person has to bring the file
    REQUIRED: tuple[frozenset[str], ...]  # sets of roles, one of which has to be complete
    CANARIES: tuple[str, ...]  # ids that have stood on the list for years: a version without them is doubtful

    def recognise(self, head: bytes) -> str | None:
        """Name the role a file plays by its first `HEAD` bytes; None when it is none of this list's."""
        ...

    def read(self, files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
        """Stream the entities of files given by role; raise ListError on a file that is not whole."""
        ...
