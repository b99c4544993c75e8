"""`kyc users`: who may sign in to the console, and as what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import console, emit, paper
from kyc.model.user import Role

if TYPE_CHECKING:
    from kyc.model.user import User
    from kyc.services.people.users import NewPassword
    from kyc.storage.unit import Unit

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

TENANT = "default"
_ACTOR = "system:operator"

Json = Annotated[bool, typer.Option("--json", help="One object a line on standard output.")]
Tenant = Annotated[str, typer.Option(help="The tenant; made when it is new.")]


@app.command()
def create(
    login: str,
    name: Annotated[str, typer.Option(help="The person's name, as colleagues read it.")],
    role: Annotated[Role, typer.Option(help="What the person is there for.")] = Role.ANALYST,
    language: Annotated[str, typer.Option(help="id or en.")] = "id",
    prompt: Annotated[
        bool, typer.Option("--prompt", help="Ask for a password; else a one-time password is printed.")
    ] = False,
    tenant: Tenant = TENANT,
    as_json: Json = False,
) -> None:
    """Make a user. A printed password works once: the first sign-in asks for a new one."""
    from kyc.services.people import users

    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True) if prompt else None
    with _unit(tenant) as unit:
        made = users.create(unit, login, name, role, language=language, password=password)
    _show(made, is_chosen=prompt, as_json=as_json)


@app.command()
def reset(login: str, tenant: Tenant = TENANT, as_json: Json = False) -> None:
    """Give a user a one-time password, take their second factor away and end their sessions."""
    from kyc.services.people import users

    with _unit(tenant) as unit:
        made = users.reset(unit, users.find(unit, login).id)
    _show(made, is_chosen=False, as_json=as_json)


@app.command()
def disable(login: str, tenant: Tenant = TENANT) -> None:
    """End a user's access at once."""
    from kyc.services.people import users

    with _unit(tenant) as unit:
        user = users.disable(unit, users.find(unit, login).id)
    console.print(f"{user.id} is disabled", highlight=False)


@app.command()
def enable(login: str, tenant: Tenant = TENANT) -> None:
    """Give a disabled user their access back."""
    from kyc.services.people import users

    with _unit(tenant) as unit:
        user = users.enable(unit, users.find(unit, login).id)
    console.print(f"{user.id} is enabled", highlight=False)


@app.command("list")
def list_users(tenant: Tenant = TENANT, as_json: Json = False) -> None:
    """Show the users; disabled ones too."""
    from kyc.services.people import users

    with _unit(tenant) as unit:
        found = users.every(unit)
    table = Table("user", "login", "name", "role", "language", "second factor", "disabled")
    for user in found:
        if as_json:
            emit(_record(user))
        else:
            table.add_row(*("" if value is None else str(value) for value in _record(user).values()))
    if not as_json:
        paper.print(table)


@contextmanager
def _unit(tenant: str) -> Iterator[Unit]:
    from kyc.storage.opening import open_database

    chosen = settings()
    database = open_database(chosen)
    try:
        if chosen.database is None:
            database.upgrade()  # the embedded default looks after itself
        database.ensure_tenant(tenant)
        with database.transaction(tenant, _ACTOR) as unit:
            yield unit
    finally:
        database.close()


def _show(made: NewPassword, *, is_chosen: bool, as_json: bool) -> None:
    if as_json:
        emit({"user_id": made.user.id, "login": made.user.login, "password": None if is_chosen else made.password})
        return
    console.print(f"user {made.user.id}, {made.user.role}", highlight=False)
    if not is_chosen:
        console.print("One-time password, not shown again; the first sign-in asks for a new one:", highlight=False)
        typer.echo(made.password)


def _record(user: User) -> dict[str, str | bool | None]:
    return {
        "user_id": user.id,
        "login": user.login,
        "name": user.name,
        "role": user.role,
        "language": user.language,
        "has_totp": user.has_totp,
        "disabled_at": user.disabled_at.isoformat(timespec="seconds") if user.disabled_at else None,
    }
