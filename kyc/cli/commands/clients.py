"""`kyc clients`: who may call the interface, and by which keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import console, emit, paper
from kyc.model.errors import InputError

if TYPE_CHECKING:
    from kyc.model.access import ApiClient, ApiKey
    from kyc.services.clients import NewKey
    from kyc.storage.unit import Unit

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

TENANT, SANDBOX = "default", "sandbox"
_ACTOR = "system:operator"

Json = Annotated[bool, typer.Option("--json", help="One object a line on standard output.")]
Tenant = Annotated[str, typer.Option(help="The tenant; made when it is new.")]
Scopes = Annotated[list[str] | None, typer.Option("--scope", help="What it may do; repeatable. All when left out.")]
Sandbox = Annotated[
    bool, typer.Option("--sandbox", help="In a sandbox, whose applicants name how they end (docs/sandbox.md).")
]
Days = Annotated[int | None, typer.Option(min=1, max=36_500, help="Days after which the key expires.")]


@app.command()
def create(
    name: str,
    scope: Scopes = None,
    tenant: Annotated[str | None, typer.Option(help="The tenant; made when it is new.")] = None,
    days: Days = None,
    is_sandbox: Sandbox = False,
    as_json: Json = False,
) -> None:
    """Make a client and print its key, this once. The key is also the secret of its OAuth client credentials."""
    from kyc.services import clients
    from kyc.web.scopes import SCOPES

    if unknown := set(scope or ()) - set(SCOPES):
        raise InputError("USAGE", f"there is no scope {sorted(unknown)[0]}; known are {', '.join(SCOPES)}")
    with _unit(tenant or (SANDBOX if is_sandbox else TENANT), is_sandbox=is_sandbox) as unit:
        made = clients.create(unit, name, scope or SCOPES, expires_at=_expiry(days))
    _show_key(made, as_json=as_json)


@app.command()
def add_key(client: str, tenant: Tenant = TENANT, days: Days = None, as_json: Json = False) -> None:
    """Make another key for a client, so that it can change keys without a gap."""
    from kyc.services import clients

    with _unit(tenant) as unit:
        made = clients.add_key(unit, client, expires_at=_expiry(days))
    _show_key(made, as_json=as_json)


@app.command("list")
def list_clients(tenant: Tenant = TENANT, as_json: Json = False) -> None:
    """Show clients and their keys; revoked ones too."""
    from kyc.services import clients

    with _unit(tenant) as unit:
        found = clients.every(unit)
    table = Table("client", "name", "scopes", "key", "made", "expires", "revoked")
    for client, keys in found:
        for key in keys:
            if as_json:
                emit(_record(client, key))
            else:
                table.add_row(*(str(value or "") for value in _record(client, key).values()))
    if not as_json:
        paper.print(table)


@app.command()
def revoke(client_or_key: str, tenant: Tenant = TENANT) -> None:
    """End a client's access (cli_…), or the use of one key (key_…); running services notice within seconds."""
    from kyc.services import clients

    with _unit(tenant) as unit:
        clients.revoke(unit, client_or_key)
    console.print(f"{client_or_key} is revoked", highlight=False)


@contextmanager
def _unit(tenant: str, *, is_sandbox: bool = False) -> Iterator[Unit]:
    from kyc.storage.opening import open_database

    chosen = settings()
    database = open_database(chosen)
    try:
        if chosen.database is None:
            database.upgrade()  # the embedded default looks after itself
        database.ensure_tenant(tenant, is_sandbox=is_sandbox)
        with database.transaction(tenant, _ACTOR) as unit:
            if is_sandbox and not unit.sandbox.is_one:
                raise InputError("USAGE", f"the tenant {tenant} is a live one, and stays one: choose another name")
            yield unit
    finally:
        database.close()


def _expiry(days: int | None) -> datetime | None:
    return datetime.now(UTC) + timedelta(days=days) if days else None


def _show_key(made: NewKey, *, as_json: bool) -> None:
    if as_json:
        emit({"client_id": made.client.id, "tenant": made.client.tenant, "key_id": made.key.id, "key": made.secret})
        return
    console.print(f"client {made.client.id}; keep the key, it is not shown again:", highlight=False)
    typer.echo(made.secret)


def _record(client: ApiClient, key: ApiKey) -> dict[str, str | None]:
    revoked = key.revoked_at or client.revoked_at
    times = {"created_at": key.created_at, "expires_at": key.expires_at, "revoked_at": revoked}
    return {
        "client_id": client.id,
        "name": client.name,
        "scopes": " ".join(client.scopes),
        "key_id": key.id,
        **{name: at.isoformat(timespec="seconds") if at else None for name, at in times.items()},
    }
