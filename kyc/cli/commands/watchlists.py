"""`kyc watchlists`: import, update and inspect sanctions and PEP lists."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.listviews import brief_of, condition_of, line_of, readable, record_of, table, told
from kyc.cli.terminal.output import STORE, Failures, console, emit, paper
from kyc.storage.files.snapshots import FolderSnapshots
from watchlists.errors import ListError

if TYPE_CHECKING:
    from kyc.services.lists.refreshing import Refresh

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="One object a line on standard output.")]
Accept = Annotated[str | None, typer.Option(help="Take it in spite of the integrity rules; the reason is recorded.")]


@app.command("import")
def import_(
    key: Annotated[str, typer.Argument(help="The list, such as us_ofac_sdn.")],
    files: Annotated[list[Path], typer.Argument(help="Its files, in any order; told apart by their shape.")],
    version: Annotated[str | None, typer.Option(help="A name for this version; else the publisher's date.")] = None,
    accept: Accept = None,
    as_json: Json = False,
) -> None:
    """Read a list from files and make it the active version."""
    from kyc.services.lists.watchlists import import_list

    with console.status(f"reading {key}"):
        done = import_list(_store(), key, files, now=datetime.now(UTC), version=version, accept=accept)
    told(done, as_json=as_json)


@app.command()
def update(
    keys: Annotated[list[str] | None, typer.Argument(help="Lists; without any, all that are published.")] = None,
    accept: Accept = None,
    as_json: Json = False,
) -> None:
    """Get lists from their publishers, from mirrors, or from the folder where files are dropped.

    What cannot be had or is doubtful leaves the old version active.
    """
    from kyc.services.lists.refreshing import refresh_all
    from watchlists.fetch import HttpFetcher

    failures, now = Failures(as_json=as_json), partial(datetime.now, UTC)
    rounds = refresh_all(
        _store(), settings(), HttpFetcher(), keys=keys or (), clock=now, sleep=time.sleep, accept=accept
    )
    for done in _waited_for(rounds):
        if done.update:
            told(done.update, as_json=as_json)
        else:
            failures.add("id", done.key, ListError(done.code or "LIST.UNREACHABLE", done.message or ""))
    failures.exit()


def _waited_for(rounds: Iterator[Refresh]) -> Iterator[Refresh]:
    """Say on a terminal what takes so long: a publisher that does not answer is given up after half a minute."""
    while True:
        with console.status("Asking the publishers; one that does not answer is asked three times"):
            done = next(rounds, None)
        if done is None:
            return
        yield done


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List every list there is a plug-in for, with its active version."""
    from kyc.services.lists.views import overview

    now = datetime.now(UTC)
    lines = [line_of(key, title, snapshot, now) for key, title, snapshot in overview(_store())]
    if as_json:
        for line in lines:
            emit(line)
        return
    table(lines, {"list": "list", "title": "", "version": "version", "entries": "entries", "age_days": "days old"})


@app.command()
def show(
    entity_id: Annotated[str, typer.Argument(metavar="ID", help="An entity's id, such as sdn-36.")],
    as_json: Json = False,
) -> None:
    """Show one entry of the active lists with everything its publisher says."""
    from kyc.services.lists.views import find_entity

    entity, snapshot = find_entity(_store(), entity_id)
    record = {**record_of(entity), "version": snapshot.version}
    if as_json:
        emit(record)
        return
    for name, value in record.items():
        if value:
            paper.print(f"{name:14} {readable(value)}", highlight=False, markup=False, soft_wrap=True)


@app.command()
def diff(
    key: Annotated[str, typer.Argument(help="The list.")],
    old: Annotated[str | None, typer.Option("--from", help="A version; else the one before.")] = None,
    new: Annotated[str | None, typer.Option("--to", help="A version; else the active one.")] = None,
    as_json: Json = False,
) -> None:
    """Show what was added, removed and changed between two versions of a list."""
    from kyc.services.lists.views import compare_versions

    before, after, delta = compare_versions(_store(), key, old=old, new=new)
    changed = [
        {**brief_of(change.after), "fields": list(change.fields), "concerns_screening": change.concerns_screening}
        for change in delta.changed
    ]
    added, removed = ([brief_of(entity) for entity in some] for some in (delta.added, delta.removed))
    if as_json:
        versions = {"list": key, "from": before.version, "to": after.version}
        emit({**versions, "added": added, "removed": removed, "changed": changed})
        return
    paper.print(f"{key}: {before.version} → {after.version}", highlight=False)
    lines = [(mark, each) for mark, some in (("+", added), ("-", removed), ("~", changed)) for each in some]
    for mark, each in lines:
        what = f"  ({', '.join(each['fields'])})" if mark == "~" else ""
        paper.print(f"{mark} {each['id']:14} {each['caption']}{what}", highlight=False, markup=False, soft_wrap=True)
    paper.print(f"{len(added)} added, {len(removed)} removed, {len(changed)} changed", highlight=False)


@app.command()
def check(
    max_age: Annotated[
        float | None,
        typer.Option(
            min=0, max=1_000_000, help="Days after which a list is old; else what KYC_LIST_AGES and _DAYS say."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read the active lists back and look at digest and age.

    Exit 4 when one is damaged or old, one that KYC_LIST_AGES names is not active, or none is.
    """
    from kyc.services.lists.ages import most_age
    from kyc.services.lists.views import check_lists

    chosen = settings()
    set_to = {} if max_age is None else {"list_age_days": max_age, "list_ages": {}}
    oldest = partial(most_age, settings=chosen.model_copy(update=set_to))
    found = list(check_lists(_store(), now=datetime.now(UTC), oldest=oldest, needed=chosen.list_ages))
    if not found:
        raise ListError("LIST.NOT_ACTIVE", "no list is active: kyc watchlists update, or import")
    for each in found:
        if as_json:
            emit(condition_of(each))
        else:
            version = each.snapshot.version if each.snapshot else "-"
            said = "; ".join(each.problems) or f"whole, {(each.age or timedelta()).days} days old"
            paper.print(f"{each.key:16} {version:14} {said}", highlight=False, markup=False, soft_wrap=True)
    if any(each.problems for each in found):
        raise typer.Exit(STORE)


def _store() -> FolderSnapshots:
    return FolderSnapshots(settings().home / "lists")
