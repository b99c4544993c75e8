"""`kyc rescreen`: look at customers again because a list changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import Failures, console, emit, paper

if TYPE_CHECKING:
    from kyc.model.rescreening import Progress, RunPlan, RunReport
    from kyc.storage.database import Database

_ALONE = 2_000  # customers to be looked at, up to which starting processes costs more than it saves


def rescreen(
    full: Annotated[
        bool,
        typer.Option("--full/--delta", help="Everybody against everything, or only what changed since the last run."),
    ] = False,
    tenant: Annotated[str | None, typer.Option(help="One tenant only; all of them when left out.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes to work with.")] = 1,
    resume: Annotated[str | None, typer.Option(metavar="RUN", help="Go on with a run that was interrupted.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One report a line on standard output.")] = False,
) -> None:
    """Screen the customers in the book again: what changed on the lists, and who changed, since the last run."""
    from kyc.model.errors import InputError, KycError
    from kyc.storage.opening import open_database
    from watchlists.errors import ListError

    database = open_database(settings())
    everybody = _tenants(database, tenant)
    chosen = [each for each in everybody if resume is None or _is_of(database, each, resume)]
    if resume is not None and not chosen:
        raise InputError("RESCREEN.UNKNOWN", "There is no run by this id.")
    failures = Failures(as_json=as_json)
    for each in chosen:  # one tenant's trouble is no other's
        try:
            _one(database, each, resume, is_full=full, workers=workers, as_json=as_json)
        except (KycError, ListError) as error:
            failures.add("tenant", each, error)
    failures.exit()


def _tenants(database: Database, wanted: str | None) -> tuple[str, ...]:
    """The tenants whose customers are meant."""
    from kyc.model.errors import InputError
    from kyc.services.rescreening import run

    known = run.tenants(database)
    if wanted is not None and wanted not in known:
        raise InputError("INPUT.TENANT", f"There is no tenant {wanted}.")
    return known if wanted is None else (wanted,)


def _one(database: Database, tenant: str, run_id: str | None, *, is_full: bool, workers: int, as_json: bool) -> None:
    from kyc.model.rescreening import RunMode
    from kyc.services.rescreening import run

    if run_id is None:
        with console.status("Comparing the lists, opening the book"):
            plan = run.start(database, settings(), tenant=tenant, mode=RunMode.FULL if is_full else RunMode.DELTA)
        if plan.is_empty and plan.reason:
            _say_idle(plan, as_json=as_json)
            return
        run_id = plan.run_id
    _work(database, tenant, run_id, workers)
    report = run.report(database, tenant=tenant, run_id=run_id)
    if as_json:
        emit(_record(report))
    else:
        _print(report)


def _work(database: Database, tenant: str, run_id: str, workers: int) -> None:
    from kyc.services.rescreening import run
    from kyc.services.rescreening.processes import work_in_processes

    at = run.progress(database, tenant=tenant, run_id=run_id)
    with _bar(at) as tell:
        if workers == 1 or at.customers - at.customers_done <= _ALONE:
            run.work(database, settings(), tenant=tenant, run_id=run_id, done=tell)
        else:
            work_in_processes(settings(), tenant=tenant, run_id=run_id, workers=workers, done=tell)


@contextmanager
def _bar(at: Progress) -> Iterator[Callable[[Progress], None]]:
    """A bar over the customers to be looked at, on stderr where that is a terminal."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("Screening"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=at.customers, completed=at.customers_done)
        yield lambda now: progress.update(task, completed=now.customers_done)


def _is_of(database: Database, tenant: str, run_id: str) -> bool:
    """Whether a run is this tenant's; one that nobody has is told of once all were asked."""
    from kyc.model.errors import StoreError
    from kyc.services.rescreening import run

    try:
        run.progress(database, tenant=tenant, run_id=run_id)
    except StoreError as error:
        if error.code != "STORE.UNKNOWN":
            raise
        return False
    return True


def _say_idle(plan: RunPlan, *, as_json: bool) -> None:
    if as_json:
        emit(
            {"tenant": plan.tenant, "run_id": None, "customers": plan.customers, "candidates": 0, "reason": plan.reason}
        )
    else:
        console.print(f"{plan.tenant}: {plan.customers} customers. {plan.reason}", highlight=False)


def _record(report: RunReport) -> dict[str, Any]:
    record: dict[str, Any] = asdict(report) | {"rate": round(report.rate, 1)}
    record["lists"] = [{"list": key, "version": version, "sha256": digest} for key, version, digest in report.lists]
    for name in ("started_at", "finished_at"):
        record[name] = record[name].isoformat() if record[name] else None
    tally: dict[str, int] = record.pop("tally")
    return record | tally


def _print(report: RunReport) -> None:
    from rich.table import Table

    tally = report.tally
    table = Table(title=f"{report.tenant}: {report.mode} run {report.run_id} is {report.state}", show_header=False)
    rows = (
        ("lists", ", ".join(f"{key} {version}" for key, version, _ in report.lists)),
        ("listed entities that changed", f"{report.entities:,}"),
        ("customers in the book", f"{report.customers:,}"),
        ("of these looked at", f"{tally.screened:,} of {report.candidates:,}"),
        ("new hits", f"{tally.new:,}"),
        ("changed hits", f"{tally.changed:,}"),
        ("resolved hits", f"{tally.resolved:,}"),
        ("known or cleared already", f"{tally.known + tally.suppressed:,}"),
        ("chunks, of these done over", f"{report.chunks:,}, {report.redone:,}"),
        ("seconds, customers a second", f"{report.seconds:.2f}, {report.rate:,.0f}"),
    )
    for name, value in rows:
        table.add_row(name, value)
    if report.reason:
        table.caption = report.reason
    paper.print(table)
    if opened := tally.new + tally.changed:
        cases = "1 case was" if opened == 1 else f"{opened:,} cases were"
        console.print(f"{cases} opened: kyc cases list --as LOGIN", highlight=False)
