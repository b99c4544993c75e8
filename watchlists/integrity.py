"""Rules a new version of a list has to keep before it takes the old one's place.

A list that lost a twentieth of its records overnight is more often half a file than good news. Each rule broken
is named; a person may accept the version all the same, with a reason that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchlists.model import ListedEntity, Snapshot
from watchlists.source import Tally

SMALL = 20  # up to so many records a list may shrink as it likes, and has no typical layout
MAX_SHRINK = 0.05  # of the records of the version before
USUAL = 0.05  # a field that this share of the records carries belongs to the layout …
COLLAPSED = 0.5  # … and is missing when less than this part of that share is left
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIELDS = ("birth_dates", "birth_places", "nationalities", "countries", "documents", "addresses", "programmes")


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a new version breaks: a stable code and a sentence."""

    code: str
    message: str


def breaches(
    before: Snapshot | None,
    present: Sequence[str],
    entities: Sequence[ListedEntity],
    profile: Mapping[str, float],
    *,
    doubts: Sequence[str] = (),
) -> tuple[Breach, ...]:
    """List the rules that a new version breaks against the one before.

    Args:
        before: the version now active, or None when this is the first.
        present: the source's canaries that stand in the version before.
        entities: the new version's.
        profile: the new version's shares, see `profile_of`.
        doubts: whether the new version's files are whole, see `Tally`.
    """
    found = [*_size(before, len(entities)), *_ends(before, doubts)]
    if before and entities:
        ids = {entity.id for entity in entities}
        if lost := [canary for canary in present if canary not in ids]:
            found.append(Breach("LIST.CANARY", f"entries that stood on it for years are gone: {', '.join(lost)}"))
        found += _layout(dict(before.profile), profile) if min(before.entries, len(entities)) > SMALL else ()
    return tuple(found)


def rollback(
    before: Snapshot | None, history: Sequence[Snapshot], *, digest: str, published_on: str | None
) -> tuple[Breach, ...]:
    """Notice a version that takes the list back to what it was: a mirror that stands still, a file mixed up.

    Where the publisher states dates they decide, since a correction may well restore yesterday's content; where it
    does not, content that a later version replaced is doubtful.
    """
    if before is None or digest == before.sha256:
        return ()
    old, new = _day(before.published_on), _day(published_on)
    if old and new:
        said = f"it was published on {new}, and the active version {before.version} on {old}"
        return (Breach("LIST.ROLLBACK", said),) if new < old else ()
    earlier = [each for each in history if each.fetched_at < before.fetched_at]  # not what a crash left behind it
    again = [each.version for each in earlier if each.sha256 == digest]
    said = f"it is version {again[0]} again, which {before.version} replaced" if again else ""
    return (Breach("LIST.ROLLBACK", said),) if again else ()


def _day(published_on: str | None) -> str | None:
    """The ISO date a publisher states; None when it writes dates in a way that does not sort."""
    found = _ISO_DAY.match(published_on or "")
    return found[0] if found else None


def profile_of(entities: Sequence[ListedEntity], tally: Tally) -> dict[str, float]:
    """The share of entities with each of our fields (`:names` counts other names), and of each of the publisher's."""
    total = max(len(entities), 1)
    ours = {f":{name}": sum(bool(getattr(entity, name)) for entity in entities) / total for name in _FIELDS}
    ours[":names"] = sum(len(entity.names) > 1 for entity in entities) / total
    theirs = {name: min(count / max(tally.records, 1), 1.0) for name, count in tally.columns.items()}
    return {name: round(share, 4) for name, share in sorted({**ours, **theirs}.items())}


def _size(before: Snapshot | None, entries: int) -> Iterator[Breach]:
    if not entries:
        yield Breach("LIST.EMPTY", "it lists nobody")
    elif before and before.entries > SMALL and entries < before.entries * (1 - MAX_SHRINK):
        lost = (before.entries - entries) / before.entries
        yield Breach("LIST.SHRUNK", f"it shrank from {before.entries} to {entries} records ({lost:.1%})")


def _ends(before: Snapshot | None, doubts: Sequence[str]) -> Iterator[Breach]:
    """A file whose end is missing, where the version before had its own: a lost twentieth would pass unseen else."""
    if fresh := [doubt for doubt in doubts if before and doubt not in before.doubts]:
        yield Breach("LIST.TRUNCATED", "; ".join(fresh))


def _layout(old: Mapping[str, float], new: Mapping[str, float]) -> Iterator[Breach]:
    """Usual fields that are gone, or nearly; usual columns of the publisher's that were never there before."""
    gone = [name for name, share in old.items() if share >= USUAL and new.get(name, 0) < share * COLLAPSED]
    come = [name for name, share in new.items() if share >= USUAL and name not in old and not name.startswith(":")]
    if gone:
        yield Breach("LIST.SCHEMA", f"its layout changed, gone or nearly gone: {', '.join(gone)}")
    if come and old:
        yield Breach("LIST.SCHEMA", f"its layout changed, new: {', '.join(come)}")
