"""`kyc screen`: names against the active lists, one by one, in batches or pair by pair."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from kyc.cli.batches.screening import answer_json, answers
from kyc.cli.batches.strays import Notices, strays
from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.lines import Id, groups_of_lines, id_of, opened, parsed
from kyc.cli.terminal.output import Failures, console, emit, paper, tracked
from kyc.cli.terminal.streams import argument_text
from kyc.model.errors import InputError, StoreError
from kyc.screening.wire import CANDIDATE_KEYS, QUERY_KEYS, entity_of, query_of

if TYPE_CHECKING:
    from kyc.model.screening import Screening
    from kyc.screening.screener import ListScreener


def screen(
    name: Annotated[str | None, typer.Argument(help="The name to search for; visible in the process list.")] = None,
    birth_date: Annotated[str | None, typer.Option(help="YYYY, YYYY-MM or YYYY-MM-DD.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="ISO 3166-1 code; may be given more than once.")] = None,
    gender: Annotated[str | None, typer.Option(help="male or female.")] = None,
    id_number: Annotated[list[str] | None, typer.Option(help="Document number; may be given more than once.")] = None,
    birth_place: Annotated[str | None, typer.Option(help="A town or district; the country has its own option.")] = None,
    schema: Annotated[str, typer.Option(help="Person, Organization, Company or Vessel.")] = "Person",
    input_: Annotated[
        Path | None, typer.Option("--input", help="Queries, one JSON object a line; - for stdin.")
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="Pairs of a query and a candidate, one JSON object a line.")
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="Score from which on a hit is flagged: 0.7, and 0.6 of --pairs.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most hits of one query.")] = 10,
    lists: Annotated[
        str | None, typer.Option(help="Keys of the lists to search, by commas; all that are active.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Screen names against the active lists."""
    if [name, input_, pairs].count(None) != 2:
        raise InputError("USAGE", "give one of: a name, --input or --pairs")
    if name is None and (birth_date, country, gender, id_number, birth_place) != (None, None, None, None, None):
        raise InputError("USAGE", "a birth date, country and so on belong to a name; lines of a file carry their own")
    if pairs:
        _screen_pairs(pairs, threshold)
    elif input_:
        _screen_batch(input_, partial(_screener, threshold, limit, lists))
    else:
        place = argument_text(birth_place) if birth_place else None
        query = {"name": argument_text(name or ""), "schema": schema, "birth_date": birth_date, "birth_place": place}
        numbers = [argument_text(number) for number in id_number or []]
        _screen_one(
            {**query, "countries": country or [], "gender": gender, "id_numbers": numbers},
            partial(_screener, threshold, limit, lists),
            as_json=as_json,
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
    try:
        query = query_of(record)
    except InputError as error:
        if not as_json:
            raise
        failures = Failures(as_json=True)
        failures.add("id", None, error)
        failures.exit()
        return
    screener = opened()
    started = perf_counter()
    answer = screener.screen(query)
    if as_json:
        emit(answer_json(None, answer, perf_counter() - started))
    else:
        _show(answer)


def _screen_batch(path: Path, opening: Callable[[], ListScreener]) -> None:
    failures, notices = Failures(as_json=True), Notices()
    for answer in tracked(answers(path, opening(), opening), "screening"):
        _note(notices.of(f"line {answer.line}", "a query", answer.strays))
        if answer.wrong:
            failures.add("id", answer.id, InputError(*answer.wrong))
        else:
            sys.stdout.write(f"{answer.json}\n")
            sys.stdout.flush()
    failures.exit()


def _screen_pairs(path: Path, threshold: float | None) -> None:
    from kyc.screening.scoring.calibration import PAIR_THRESHOLD
    from kyc.screening.screener import ListScreener

    failures, notices = Failures(as_json=True), Notices()
    screener = ListScreener((), (), threshold=PAIR_THRESHOLD if threshold is None else threshold)
    with opened(path) as stream:
        for line in tracked(chain.from_iterable(groups_of_lines(stream)), "screening"):
            key: Id = f"line {line[0]}"
            try:
                record = parsed(line)
                key = id_of(record, key)
                _note(notices.of(f"line {line[0]}", "a query", strays(record.get("query"), QUERY_KEYS)))
                _note(notices.of(f"line {line[0]}", "a candidate", strays(record.get("candidate"), CANDIDATE_KEYS)))
                entity = entity_of(record.get("candidate"))
                hit = screener.compare(query_of(record.get("query"), schema=entity.schema), entity)
                emit({"id": key, "score": hit.score, "bits": hit.bits, "flagged": hit.flagged})
            except InputError as error:
                failures.add("id", key, error)
    failures.exit()


def _note(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        console.print(sentence, style="yellow", highlight=False, markup=False, soft_wrap=True)


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
