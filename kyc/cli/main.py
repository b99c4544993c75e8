"""The `kyc` command: each subcommand is a module of `kyc.cli.commands`, imported when it is called for."""

from __future__ import annotations

import logging
import sys
from errno import EDQUOT, ENOSPC
from importlib import import_module
from types import ModuleType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kyc.cli.terminal.output import BAD_INPUT, STORE, code_of, tell
from kyc.cli.terminal.streams import drop_the_rest, settle
from kyc.model.errors import InputError, KycError, StoreError
from watchlists.errors import ListError

_FULL = frozenset({ENOSPC, EDQUOT})

# command -> the line of help; a module that holds several commands says so by its name
COMMANDS = {
    "verify": "Verify applicants: read the card, compare the faces, screen the name, write the report.",
    "report": "Write a verification's report as a signed PDF, or as its sealed JSON.",
    "read": "Read documents.",
    "compare": "Compare a card's portrait with a selfie.",
    "screen": "Screen names against the active lists.",
    "watchlists": "Import, update and inspect sanctions and PEP lists.",
    "rescreen": "Screen the customers in the book again, because a list changed.",
    "match-server": "Answer yente's screening API from the active lists.",
    "policy": "Check, test, explain and compare policies; try one on the past.",
    "serve": "Answer the API; on the embedded default work on what comes in as well.",
    "clients": "Make, list and revoke API clients and their keys.",
    "users": "Make, list, disable and reset users of the console.",
    "cases": "Look through, take, review and decide cases, as a user of the console.",
    "worker": "Verify submitted applicants and deliver webhooks, until told to stop.",
    "housekeeping": "Retention, expiry, sweeping, checkpoints: do them now, or see when they were done.",
    "db": "Bring the database up to date; rotate its keys; sweep what a crash left.",
    "audit": "Verify the audit chain; sign checkpoints of it.",
    "doctor": "Say what is installed, which engines load and how old the lists are.",
}


class LazyGroup(TyperGroup):
    """A group that imports a subcommand's module only when it is called: `kyc read` never pays for Prefect."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands without importing them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"kyc.cli.commands.{cmd_name.replace('-', '_')}")
        command = typer.main.get_command(_app_of(module, cmd_name))
        command.name, command.help = cmd_name, command.help or COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the overview from our own lines, importing nothing."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _app_of(module: ModuleType, name: str) -> typer.Typer:
    """A module holds either a group of commands, `app`, or one function named like the command."""
    group: typer.Typer | None = getattr(module, "app", None)
    if group is not None:
        return group
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name)(getattr(module, name.replace("-", "_")))
    return single


app = typer.Typer(
    cls=LazyGroup, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


def _say_version(*, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # costs every other command a twentieth of a second

        typer.echo(f"kyc-pipeline {version('kyc-pipeline')}")
        raise typer.Exit


@app.callback()
def kyc(
    *,
    version_: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Say the version and stop.")
    ] = False,
) -> None:
    """Open KYC/AML verification: documents, faces, sanctions, one explained report."""


def main() -> None:
    """Run the command line; our own errors end in one sentence and the right exit code."""
    settle()
    _keep_quiet()
    try:
        app()
    except (KycError, ListError) as error:
        tell(error)
        sys.exit(code_of(error))
    except UnicodeEncodeError:
        if _is_text(sys.argv):
            raise
        tell(InputError("USAGE", "an argument holds bytes that are no UTF-8"))
        sys.exit(BAD_INPUT)
    except OSError as error:
        if error.errno not in _FULL:
            from kyc.cli.terminal.environment import fault_of_home  # with settings, and so with pydantic

            fault = fault_of_home(error)
            if fault is None:
                raise
            tell(fault)
            sys.exit(STORE)
        drop_the_rest()
        tell(StoreError("STORE.FULL", "The disk took only a part of what was written: make room and do it again."))
        sys.exit(STORE)


def _keep_quiet() -> None:
    """Leave events to services, which log them whole: commands say what happened, and a bare event says nothing."""
    for name in ("kyc", "flows", "watchlists"):
        logging.getLogger(name).addHandler(logging.NullHandler())


def _is_text(arguments: list[str]) -> bool:
    return not any("\ud800" <= character <= "\udfff" for argument in arguments for character in argument)
