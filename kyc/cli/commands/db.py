"""`kyc db`: look after the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import console, emit

if TYPE_CHECKING:
    from kyc.storage.database import Database

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="One object on standard output.")]
_ACTOR = "system:operator"


@app.command()
def upgrade(as_json: Json = False) -> None:
    """Make the tables, or bring them up to date; repeatable, and needed once after each update of the program."""
    database = _database()
    before, after = database.revision(), database.upgrade()
    _tell(as_json=as_json, said=f"the schema is at {after}", before=before, after=after)


@app.command("rotate-keys")
def rotate_keys(
    add: Annotated[bool, typer.Option("--add", help="First add a new key to the home folder's keyring file.")] = False,
    as_json: Json = False,
) -> None:
    """Move every data key to the keyring's newest key; the old one is not needed afterwards, but by backups."""
    from kyc.model.errors import InputError
    from kyc.storage.rotation import rewrap
    from kyc.storage.sealing.keyring import add_key

    if add:
        path = settings().keyring_file
        if path is None:
            raise InputError("INPUT.KEYRING", "The keyring is not a file in the home folder: add the key where it is.")
        add_key(path)
    moved = rewrap(_database(), _ACTOR)
    _tell(as_json=as_json, said=f"{moved} keys rewrapped", rewrapped=moved)


@app.command()
def sweep(as_json: Json = False) -> None:
    """Delete images that no row names: what a crash may leave."""
    from kyc.storage.sweeping import sweep as sweep_blobs

    swept = sweep_blobs(_database(), _ACTOR)
    _tell(as_json=as_json, said=f"{swept} orphaned images deleted", swept=swept)


def _database() -> Database:
    from kyc.storage.opening import open_database

    return open_database(settings())


def _tell(*, as_json: bool, said: str, **record: str | int | None) -> None:
    if as_json:
        emit(record)
    else:
        console.print(said, highlight=False)
