"""`kyc housekeeping`: the chores that keep an installation in order, for cron and for whoever wants them done now."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import STORE, console, emit, paper

if TYPE_CHECKING:
    from kyc.services.housekeeping.house import House

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

ALARMS = ("stale", "refused")  # of lists: what a chore counts that a person should look at

Json = Annotated[bool, typer.Option("--json", help="One object a line on standard output.")]


@app.command()
def run(
    chores: Annotated[list[str] | None, typer.Argument(help="Chores to do; all of them when none is named.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Only those that are due and that no worker does.")] = False,
    as_json: Json = False,
) -> None:
    """Do chores now; exit 4 when one could not be done whole, or a list is stale."""
    from kyc.services.housekeeping.chores import keep_house

    is_well = True
    for done in keep_house(_house(), chores or (), only_due=due):
        is_well &= done.fault is None and not any(done.counts.get(alarm) for alarm in ALARMS)
        if as_json:
            emit(asdict(done))
        else:
            said = ", ".join(f"{number} {name}" for name, number in done.counts.items())
            console.print(f"{done.chore:12} {done.fault or said or 'done'}", highlight=False, markup=False)
    raise typer.Exit(0 if is_well else STORE)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the chores: when each was done last, what came of it, when it is due again."""
    from kyc.services.housekeeping.chores import duties_of

    house = _house()
    with house.database.system() as system:
        known = {chore.name: chore for chore in system.chores.all()}
    lines: list[dict[str, Any]] = []
    for name, duty in duties_of(house.settings).items():
        chore = known.get(name)
        times = {at: _written(getattr(chore, at, None)) for at in ("done_at", "due_at")}
        told = {"counts": dict(chore.counts) if chore else {}, "fault": chore.fault if chore else None}
        lines.append({"chore": name, "every_minutes": duty.every.total_seconds() / 60, **times, **told})
    if as_json:
        for line in lines:
            emit(line)
        return
    table = Table("chore", "done", "due", "came of it", box=None, pad_edge=False)
    for line in lines:
        counts = ", ".join(f"{number} {name}" for name, number in line["counts"].items())
        table.add_row(line["chore"], line["done_at"] or "never", line["due_at"] or "now", line["fault"] or counts)
    paper.print(table)


def _written(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _house() -> House:
    from kyc.model.ids import new_id
    from kyc.services.housekeeping.house import House
    from kyc.storage.opening import open_database

    chosen = settings()
    return House(open_database(chosen), chosen, _utc_now, new_id("wrk", _utc_now))


def _utc_now() -> datetime:
    return datetime.now(UTC)
