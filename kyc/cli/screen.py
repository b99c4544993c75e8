"""`kyc screen`: names against the active lists, one by one, in batches or pair by pair."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer
from rich.table import Table

from kyc.cli.environment import settings
from kyc.cli.output import Failures, console, emit, paper, tracked
from kyc.model.errors import InputError, StoreError
from kyc.screening.wire import entity_of, hit_json, query_of

if TYPE_CHECKING:
    from kyc.model.screening import Screening
    from kyc.screening.screener import ListScreener


def screen(
    name: Annotated[str | None, typer.Argument(help="The name to search for; visible in the process list.")] = None,
    birth_date: Annotated[str | None, typer.Option(help="YYYY, YYYY-MM or YYYY-MM-DD.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="ISO 3166-1 code; may be given more than once.")] = None,
    gender: Annotated[str | None, typer.Option(help="male or female.")] = None,
    id_number: Annotated[list[str] | None, typer.Option(help="Document number; may be given more than once.")] = None,
    schema: Annotated[str, typer.Option(help="Person, Organization, Company or Vessel.")] = "Person",
    input_: Annotated[
        Path | None, typer.Option("--input", help="Queries, one JSON object a line; - for stdin.")
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="Pairs of a query and a candidate, one JSON object a line.")
    ] = None,
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help="Score from which on a hit is flagged.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most hits of one query.")] = 10,
    lists: Annotated[
        str | None, typer.Option(help="Keys of the lists to search, by commas; all that are active.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Screen names against the active lists."""
    if [name, input_, pairs].count(None) != 2:
        raise InputError("USAGE", "give one of: a name, --input or --pairs")
    if pairs:
        _screen_pairs(pairs, threshold)
    elif input_:
        _screen_batch(input_, _screener(threshold, limit, lists))
    else:
        query = {"name": name, "schema": schema, "birth_date": birth_date, "countries": country or [], "gender": gender}
        _screen_one(
            {**query, "id_numbers": id_number or []}, lambda: _screener(threshold, limit, lists), as_json=as_json
        )


def _screener(threshold: float | None, limit: int, lists: str | None) -> ListScreener:
    from kyc.services.lists.searching import active_screener
    from kyc.storage.files.snapshots import FolderSnapshots

    keys = [key.strip() for key in lists.split(",") if key.strip()] if lists else None
    home = settings().home
    screener = active_screener(FolderSnapshots(home / "lists"), home / "index", keys, threshold=threshold, limit=limit)
    if screener is None:
        raise StoreError("SCR.NO_LISTS", "no list is active: run `kyc watchlists update`, or `kyc watchlists import`")
    return screener


def _screen_one(record: Mapping[str, Any], opened: Callable[[], ListScreener], *, as_json: bool) -> None:
    query = query_of(record)
    screener = opened()
    started = perf_counter()
    answer = screener.screen(query)
    if as_json:
        emit(_answer_json(None, answer, started))
    else:
        _show(answer)


def _screen_batch(path: Path, screener: ListScreener) -> None:
    failures = Failures(as_json=True)
    with _opened(path) as lines:
        for number, line in _numbered(lines):
            key: Any = f"line {number}"
            try:
                record = _parsed(line, number)
                key = _id_of(record, key)
                started = perf_counter()
                emit(_answer_json(key, screener.screen(query_of(record)), started))
            except InputError as error:
                failures.add("id", key, error)
    failures.exit()


def _screen_pairs(path: Path, threshold: float | None) -> None:
    from kyc.screening.screener import ListScreener

    failures = Failures(as_json=True)
    screener = ListScreener((), (), threshold=threshold)
    with _opened(path) as lines:
        for number, line in _numbered(lines):
            key: Any = f"line {number}"
            try:
                record = _parsed(line, number)
                key = _id_of(record, key)
                entity = entity_of(record.get("candidate"))
                hit = screener.compare(query_of(record.get("query"), schema=entity.schema), entity)
                emit({"id": key, "score": hit.score, "bits": hit.bits, "flagged": hit.flagged})
            except InputError as error:
                failures.add("id", key, error)
    failures.exit()


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """Open a file of lines, or standard input for `-`."""
    if str(path) == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            yield lines
    except OSError as error:
        raise InputError("INPUT.UNREADABLE", f"{path.name} cannot be read: {error.strerror}") from None


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Number the lines from 1, leave out empty ones, and show progress."""
    for number, line in enumerate(tracked(lines, "screening"), 1):
        if line.strip():
            yield number, line


def _parsed(line: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError("INPUT.NOT_JSON", f"line {number} is not JSON") from None
    if not isinstance(record, dict):
        raise InputError("INPUT.NOT_JSON", f"line {number} is not a JSON object")
    return record


def _id_of(record: Mapping[str, Any], otherwise: str) -> Any:
    return record["id"] if isinstance(record.get("id"), str | int) else otherwise


def _answer_json(key: Any, answer: Screening, started: float) -> dict[str, Any]:
    took = round((perf_counter() - started) * 1000, 3)
    return {"id": key, "hits": [hit_json(hit) for hit in answer.hits], "took_ms": took}


def _show(answer: Screening) -> None:
    """Print the hits for people, and the evidence of the flagged ones."""
    flagged = len(answer.flagged)
    searched = ", ".join(f"{version.id} {version.version}" for version in answer.lists)
    console.print(f"{flagged} flagged of {len(answer.hits)} shown; searched {searched}", highlight=False)
    table = Table("score", "flagged", "entity", "name", "evidence")
    for hit in answer.hits:
        evidence = ", ".join(f"{field.field} {field.contribution:+.1f}" for field in hit.fields)
        table.add_row(f"{hit.score:.3f}", "yes" if hit.flagged else "", hit.entity_id, hit.name, evidence)
    if answer.hits:
        paper.print(table)
