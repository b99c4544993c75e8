"""What changed between two versions of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from watchlists.fingerprint import fingerprint
from watchlists.model import ListedEntity


@dataclass(frozen=True, slots=True)
class Change:
    """An entity that stands in both versions with different content."""

    before: ListedEntity
    after: ListedEntity

    @property
    def id(self) -> str:
        """The entity's id."""
        return self.after.id

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ."""
        names = (field.name for field in fields(ListedEntity))
        return tuple(name for name in names if getattr(self.before, name) != getattr(self.after, name))

    @property
    def concerns_screening(self) -> bool:
        """Whether something differs that screening compares."""
        return fingerprint(self.before) != fingerprint(self.after)


@dataclass(frozen=True, slots=True)
class Delta:
    """Entities added, removed and changed, each sorted by id."""

    added: tuple[ListedEntity, ...]
    removed: tuple[ListedEntity, ...]
    changed: tuple[Change, ...]

    @property
    def to_screen(self) -> tuple[ListedEntity, ...]:
        """The entities, as they now stand, that customers have to be screened against again."""
        return (*self.added, *(change.after for change in self.changed if change.concerns_screening))

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare(before: Iterable[ListedEntity], after: Iterable[ListedEntity]) -> Delta:
    """Compare two versions of a list, in whatever order their entities come."""
    old, new = ({entity.id: entity for entity in version} for version in (before, after))
    return Delta(
        added=tuple(new[key] for key in sorted(new.keys() - old.keys())),
        removed=tuple(old[key] for key in sorted(old.keys() - new.keys())),
        changed=tuple(Change(old[key], new[key]) for key in sorted(old.keys() & new.keys()) if old[key] != new[key]),
    )
