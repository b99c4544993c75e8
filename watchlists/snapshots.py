"""Versions of lists: immutable once written, one of them active."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from watchlists.model import ListedEntity, Snapshot, Validators


class SnapshotStore(Protocol):
    """Where versions of lists are kept. A version is whole or not there; the active one changes in one step."""

    def put(self, snapshot: Snapshot, entities: Sequence[ListedEntity]) -> None:
        """Write a version; the same version with the same content may be written again, another content not."""
        ...

    def activate(self, snapshot: Snapshot, *, at: datetime) -> None:
        """Make a version that was put the one that is screened against."""
        ...

    def checked(self, source: str, *, at: datetime, validators: Validators = ()) -> None:
        """Note that the publisher has nothing newer than the active version, and what its server said, if anything."""
        ...

    def sources(self) -> tuple[str, ...]:
        """Keys of the lists that have an active version, in order."""
        ...

    def active(self, source: str) -> Snapshot | None:
        """The active version of a list."""
        ...

    def history(self, source: str) -> tuple[Snapshot, ...]:
        """All versions of a list, oldest first."""
        ...

    def entities(self, snapshot: Snapshot) -> tuple[ListedEntity, ...]:
        """The entities of a version, by id; raises ListError when its content is not what was put."""
        ...
