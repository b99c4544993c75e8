"""`kyc audit`: prove that nobody changed the audit log, and sign how far it has come."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import STORE, console, emit

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="One object a line on standard output.")]
Checkpoints = Annotated[Path | None, typer.Option(help="Signed checkpoints; those in the home folder when left out.")]
Key = Annotated[Path | None, typer.Option(help="The ed25519 key that signs; the one in the home folder when left out.")]


@app.command()
def verify(
    checkpoints: Checkpoints = None,
    public: Annotated[list[str] | None, typer.Option(help="Public keys in hex that may have signed.")] = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Walk along every tenant's chain and name the first entry that is broken; exit 4 when there is one."""
    from kyc.storage.attesting import verify_all
    from kyc.storage.chain.checkpoints import load
    from kyc.storage.opening import open_database

    chosen = settings()
    signed = load(checkpoints or _file(chosen.home))
    trusted = frozenset(public or ([_public(key or _key(chosen.home))] if signed else []))
    is_broken = False
    for state in verify_all(open_database(chosen), signed, trusted=trusted):
        is_broken |= state.fault is not None
        _tell(asdict(state), as_json=as_json)
    raise typer.Exit(STORE if is_broken else 0)


@app.command()
def checkpoint(checkpoints: Checkpoints = None, key: Key = None, as_json: Json = False) -> None:
    """Verify every chain, sign where it ends and add that to the file of checkpoints; take copies of it away."""
    from kyc.services.housekeeping.checkpoints import export_checkpoints
    from kyc.storage.opening import open_database

    chosen = settings()
    path, signing = checkpoints or _file(chosen.home), key or _key(chosen.home)
    made = export_checkpoints(open_database(chosen), path, signing)
    for one in made:
        if as_json:
            emit(asdict(one))
        else:
            console.print(f"{one.tenant}: signed entry {one.seq}, {one.hash[:16]}…", highlight=False)


def _tell(state: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        emit(state)
        return
    fault = state["fault"]
    what = f"BROKEN at entry {fault['seq']}: {fault['fault']}" if isinstance(fault, dict) else "whole"
    console.print(f"{state['tenant']}: {state['entries']} entries, {what}", highlight=False)


def _file(home: Path) -> Path:
    return home / "audit" / "checkpoints.jsonl"


def _key(home: Path) -> Path:
    return home / "keys" / "audit.key"


def _public(path: Path) -> str:
    from kyc.storage.chain.checkpoints import signing_key

    return signing_key(path).public_key().public_bytes_raw().hex()
