"""`kyc cases`: the analyst's work from a terminal, as a user of the console and through the same services.

What a person types on a command line stands in the list of processes: notes, messages and a NIK to search by are read
from standard input where `-` stands for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from kyc.cli.terminal import caseviews
from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import BAD_INPUT, console, emit, paper
from kyc.cli.terminal.streams import piped_text
from kyc.model.case import DecisionOutcome
from kyc.model.errors import AccessError, InputError
from kyc.model.screening import HitStatus

if TYPE_CHECKING:
    from kyc.model.user import User
    from kyc.policy.casework import Terms
    from kyc.storage.unit import Unit

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

TENANT = "default"
_STANDARD_INPUT = "-"

Json = Annotated[bool, typer.Option("--json", help="One object a line on standard output.")]
Tenant = Annotated[str, typer.Option(help="The tenant.")]
As = Annotated[str, typer.Option("--as", help="The login of the user who does this.")]
Label = Annotated[str, typer.Argument(metavar="CASE", help="KYC-1042, 1042 or cas_…")]
Note = Annotated[str, typer.Option(help="For colleagues; - reads standard input.")]


@app.command("list")
def list_cases(
    as_: As,
    view: Annotated[str, typer.Option(help="open, unassigned, mine, overdue, escalated, approval, …")] = "open",
    text: Annotated[str | None, typer.Option(help="A number, an id or a NIK; - reads standard input.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    after: Annotated[str | None, typer.Option(help="The mark that the page before ended with.")] = None,
    tenant: Tenant = TENANT,
    as_json: Json = False,
) -> None:
    """Show a page of the queue, what weighs most first."""
    from dataclasses import replace

    from kyc.model.user import Right
    from kyc.services.casework import queue
    from kyc.services.casework.rights import require

    with _acting(tenant, as_) as (unit, user):
        require(unit, user, Right.READ_CASES)
        filters = replace(queue.view(view, user), text=_read(text) if text else None)
        page, now = queue.find(unit, filters, limit=limit, after=after), unit.now()
        people = caseviews.people_of(unit)
    for case in page.items if as_json else ():
        emit(caseviews.case_json(case, now, people))
    if not as_json:
        table = Table("case", "state", "priority", "why", "score", "due", "with")
        for case in page.items:
            table.add_row(*caseviews.row(case, now, people))
        paper.print(table)
    if page.next:
        console.print(f"more: --after {page.next}", highlight=False)


@app.command()
def show(label: Label, as_: As, tenant: Tenant = TENANT, as_json: Json = False) -> None:
    """Show a case with its hits, decisions and timeline; the audit log has it who looked."""
    from kyc.services.casework import case

    with _acting(tenant, as_) as (unit, user):
        view = case.look(unit, user, case.by_label(unit, label).id)
        people = caseviews.people_of(unit)
    if as_json:
        emit(caseviews.view_json(view, user, people))
    else:
        caseviews.print_view(view, user, people)


@app.command("next")
def take_next(as_: As, tenant: Tenant = TENANT, as_json: Json = False) -> None:
    """Take the free case that weighs most."""
    from kyc.services.casework import queue

    with _acting(tenant, as_) as (unit, user):
        taken, people = queue.take_next(unit, user), caseviews.people_of(unit)
    if as_json and taken:
        emit(caseviews.case_json(taken, taken.updated_at, people))
    elif not as_json:
        paper.print(f"{taken.label}" if taken else "no case is free", highlight=False)


@app.command()
def assign(
    labels: Annotated[list[str], typer.Argument(metavar="CASE...")],
    as_: As,
    to: Annotated[str | None, typer.Option(help="Whose they become, by login; one's own when left out.")] = None,
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")] = False,
    tenant: Tenant = TENANT,
    as_json: Json = False,
) -> None:
    """Give cases to somebody; those that cannot be are told, and the exit code is 2."""
    from kyc.services.casework import case, queue
    from kyc.services.people import users

    with _acting(tenant, as_) as (unit, user):
        whose = users.find(unit, to) if to else user
        ids = {case.by_label(unit, label).id: label for label in labels}
        done = (queue.preview_assign if is_dry else queue.assign)(unit, user, tuple(ids), whose)
        people = caseviews.people_of(unit)
    for each in done.cases:
        if as_json:
            emit(caseviews.case_json(each, each.updated_at, people))
        else:
            paper.print(each.label, highlight=False)
    for case_id, code in done.refused.items():
        caseviews.tell_refused(ids[case_id], code, user, as_json=as_json)
    if done.refused:
        raise typer.Exit(BAD_INPUT)


@app.command()
def review(
    label: Label,
    entity: Annotated[str, typer.Argument(help="The listed entity, such as sdn-36.")],
    status: Annotated[HitStatus, typer.Argument(help="What it is.")],
    reason: Annotated[str, typer.Argument(help="A code, such as birth_date_differs.")],
    as_: As,
    note: Note = "",
    tenant: Tenant = TENANT,
    as_json: Json = False,
) -> None:
    """Say what a hit is; a false positive makes an exception for a year."""
    from kyc.services.casework import case, hits

    text = _read(note) or None
    with _acting(tenant, as_) as (unit, user):
        case_id = case.by_label(unit, label).id
        made = hits.review(unit, user, case_id, entity, status, reason, note=text)
        people = caseviews.people_of(unit)
    if as_json:
        emit(caseviews.review_json(made, people))
    else:
        paper.print(f"{made.entity_id}: {made.status}", highlight=False)


@app.command()
def decide(
    label: Label,
    outcome: Annotated[DecisionOutcome, typer.Argument(help="approve, reject or resubmit.")],
    as_: As,
    reason: Annotated[list[str] | None, typer.Option(help="A code of the catalogue; repeatable.")] = None,
    note: Note = "",
    message: Annotated[str | None, typer.Option(help="What the applicant reads; - reads standard input.")] = None,
    item: Annotated[list[str] | None, typer.Option(help="document=IMG.BLUR: asked for again; repeatable.")] = None,
    tenant: Tenant = TENANT,
    as_json: Json = False,
) -> None:
    """Decide a case, or propose so where a second person has to agree."""
    from kyc.services.casework import case, decisions

    if note == message == _STANDARD_INPUT:
        raise InputError("USAGE", "standard input can be the note or the message, not both")
    texts = _read(note), None if message is None else _read(message)
    items, reasons = tuple(map(_item, item or ())), reason or ()
    with _acting(tenant, as_) as (unit, user):
        found = case.by_label(unit, label)
        made = decisions.decide(
            unit, user, found.id, outcome,
            reasons=reasons, note=texts[0], message=texts[1], items=items, version=found.version, terms=_terms(),
        )  # fmt: skip
        people = caseviews.people_of(unit)
    caseviews.tell_decision(made, people, as_json=as_json)


@app.command()
def agree(label: Label, as_: As, tenant: Tenant = TENANT, as_json: Json = False) -> None:
    """Agree, as the second person, to the decision that waits on a case."""
    from kyc.services.casework import case, decisions

    with _acting(tenant, as_) as (unit, user):
        agreed = decisions.agree(unit, user, decisions.waiting_on(unit, case.by_label(unit, label).id).id)
        people = caseviews.people_of(unit)
    caseviews.tell_decision(agreed, people, as_json=as_json)


@app.command("return")
def send_back(label: Label, as_: As, note: Note, tenant: Tenant = TENANT, as_json: Json = False) -> None:
    """Send the decision that waits on a case back to its maker, and say why."""
    from kyc.services.casework import case, decisions

    text = _read(note)
    with _acting(tenant, as_) as (unit, user):
        returned = decisions.return_(unit, user, decisions.waiting_on(unit, case.by_label(unit, label).id).id, text)
        people = caseviews.people_of(unit)
    caseviews.tell_decision(returned, people, as_json=as_json)


@contextmanager
def _acting(tenant: str, login: str) -> Iterator[tuple[Unit, User]]:
    """A transaction in a user's name."""
    from kyc.services.people import users
    from kyc.storage.opening import open_database

    chosen = settings()
    database = open_database(chosen)
    try:
        if chosen.database is None:
            database.upgrade()  # the embedded default looks after itself
        with database.transaction(tenant, "system:operator", read_only=True) as unit:
            user = users.find(unit, login)
        if user.disabled_at is not None:
            raise AccessError("ACCESS.DISABLED", "This user is disabled.")
        with database.transaction(tenant, users.actor_of(user)) as unit:
            yield unit, user
    finally:
        database.close()


def _terms() -> Terms:
    from kyc.services.assembly import policy_of

    return policy_of(settings()).terms


def _read(text: str) -> str:
    return piped_text().strip() if text == _STANDARD_INPUT else text


def _item(text: str) -> tuple[str, str]:
    what, mark, code = text.partition("=")
    if not mark:
        raise InputError("USAGE", "an item is what is asked for and why, such as document=IMG.BLUR")
    return what, code
