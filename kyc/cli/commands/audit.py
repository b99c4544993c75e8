"""`kyc audit`: prove that nobody changed the audit log, and sign how far it has come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import STORE, console, emit
from kyc.model.errors import InputError

if TYPE_CHECKING:
    from kyc.model.audit import Checkpoint

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="One object a line on standard output.")]
Checkpoints = Annotated[Path | None, typer.Option(help="Signed checkpoints; those in the home folder when left out.")]
Key = Annotated[Path | None, typer.Option(help="The ed25519 key that signs; the one in the home folder when left out.")]

_HEX = re.compile("[0-9A-Fa-f]{64}")


@app.command()
def verify(
    checkpoints: Checkpoints = None,
    public: Annotated[list[str] | None, typer.Option(help="Public keys in hex that may have signed.")] = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Walk along every tenant's chain and name the first entry that is broken; exit 4 when there is one."""
    from kyc.storage.attesting import verify_all
    from kyc.storage.opening import open_database

    chosen = settings()
    signed = _signed(checkpoints, public or [], chosen.home)
    trusted = _trusted(public or [], key or _key(chosen.home)) if signed else frozenset()
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


def _signed(named: Path | None, public: Sequence[str], home: Path) -> Sequence[Checkpoint]:
    """The checkpoints to hold the chains against; whoever asks for that is not to be told "whole" without it.

    Raises:
        InputError: INPUT.CHECKPOINTS when a file or a key is named, and there is nothing that was signed.
    """
    from kyc.storage.chain.checkpoints import load

    signed = load(named or _file(home))
    if not signed and (named or public):
        raise InputError(
            "INPUT.CHECKPOINTS", f"{named or _file(home)}: there are no checkpoints to hold the chains against."
        )
    return signed


def _trusted(public: Sequence[str], key: Path) -> frozenset[str]:
    """The public keys that may have signed, in hex.

    Raises:
        InputError: INPUT.KEY.
    """
    from kyc.storage.chain.checkpoints import signing_key

    if not all(map(_HEX.fullmatch, public)):
        raise InputError("INPUT.KEY", "A public key is 64 hexadecimal digits, as a checkpoint's `key` says them.")
    if public:
        return frozenset(map(str.lower, public))
    if not key.exists():
        raise InputError(
            "INPUT.KEY", "The key that signed is not here: name the public keys that may have, by --public."
        )
    return frozenset({signing_key(key).public_key().public_bytes_raw().hex()})
