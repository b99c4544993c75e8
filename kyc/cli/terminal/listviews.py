"""Lists and their entries as the command line tells them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.table import Table

from kyc.cli.terminal.output import console, emit, paper
from watchlists.model import ListedEntity, Snapshot

if TYPE_CHECKING:
    from kyc.services.lists.views import ListCondition
    from kyc.services.lists.watchlists import ListUpdate


def told(done: ListUpdate, *, as_json: bool) -> None:
    """Say what an import or update did, orphans and overridden rules included."""
    snapshot, delta = done.snapshot, done.delta
    counts = (
        {name: len(getattr(delta, name)) for name in ("added", "removed", "changed", "to_screen")} if delta else None
    )
    if as_json:
        before = done.before.version if done.before else None
        facts = line_of(snapshot.source, None, snapshot, snapshot.known_at)
        emit(
            {
                **facts,
                "change": done.change.value,
                "before": before,
                "delta": counts,
                "overridden": list(done.overridden),
            }
        )
        return
    said = [f"{snapshot.entries} entries"]
    said += [f"{counts['added']} added, {counts['removed']} removed, {counts['changed']} changed"] if counts else []
    said += [f"{snapshot.orphans} rows without a primary record"] if snapshot.orphans else []
    said += [f"{snapshot.skipped} records could not be used whole"] if snapshot.skipped else []
    said += [f"accepted in spite of {', '.join(done.overridden)}"] if done.overridden else []
    for doubt in snapshot.doubts:
        console.print(f"{snapshot.source}: {doubt}", style="yellow", highlight=False, markup=False, soft_wrap=True)
    text = f"{snapshot.source} {snapshot.version} {done.change.value}: {'; '.join(said)}"
    paper.print(text, highlight=False, markup=False, soft_wrap=True)


def line_of(key: str, title: str | None, snapshot: Snapshot | None, now: datetime) -> dict[str, Any]:
    """A list and its active version in one flat record; what is unknown is null."""
    facts: dict[str, Callable[[Snapshot], Any]] = {
        "version": lambda found: found.version,
        "entries": lambda found: found.entries,
        "sha256": lambda found: found.sha256,
        "published_on": lambda found: found.published_on,
        "fetched_at": lambda found: found.fetched_at.isoformat(),
        "checked_at": lambda found: found.known_at.isoformat(),
        "age_days": lambda found: (now - found.known_at).days,
        "orphans": lambda found: found.orphans,
        "skipped": lambda found: found.skipped,
        "accepted": lambda found: found.accepted,
        "doubts": lambda found: list(found.doubts),
    }
    head = {"list": key} if title is None else {"list": key, "title": title}
    return {**head, **{name: fact(snapshot) if snapshot else None for name, fact in facts.items()}}


def record_of(entity: ListedEntity) -> dict[str, Any]:
    """An entity as JSON: dates as text, everything else as it is."""
    record = asdict(entity) | {"birth_dates": [str(date) for date in entity.birth_dates], "caption": entity.caption}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in record.items()}


def brief_of(entity: ListedEntity) -> dict[str, Any]:
    """Whom an entry is about, as JSON."""
    return {"id": entity.id, "caption": entity.caption, "schema": entity.schema.value}


def readable(value: object) -> str:
    """A value for people: parts of a list joined, records by what they hold."""
    if isinstance(value, list | tuple):
        return "; ".join(map(readable, value))
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part)
    return str(value)


def table(lines: list[dict[str, Any]], columns: dict[str, str]) -> None:
    """Print records as a table: their fields, and what stands above each."""
    made = Table(*columns.values(), box=None, pad_edge=False)
    for line in lines:
        made.add_row(*("" if line[name] is None else str(line[name]) for name in columns))
    paper.print(made)


def condition_of(each: ListCondition) -> dict[str, Any]:
    """How an active list was found, as JSON."""
    version, entries = (each.snapshot.version, each.snapshot.entries) if each.snapshot else (None, None)
    facts = {
        "list": each.key,
        "version": version,
        "entries": entries,
        "age_days": None if each.age is None else each.age.days,
    }
    return {**facts, "ok": not each.problems, "problems": list(each.problems)}
