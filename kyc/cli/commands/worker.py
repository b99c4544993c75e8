"""`kyc worker`: verify what was submitted and deliver webhooks, until told to stop."""

from __future__ import annotations

import os
import signal
import threading
from typing import Annotated

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import ENGINE, console

NICENESS = 10  # engines leave the processor to whoever takes submissions in


def worker(
    nice: Annotated[int, typer.Option(help="How much to step back for other processes, 0 to 19.")] = NICENESS,
) -> None:
    """Verify submitted applicants and deliver webhooks; as many of these processes as there are cores to spare."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    os.nice(nice)
    with console.status("Starting"):
        from flows.crew import run
        from kyc.cli.terminal.logs import log_as_json
    log_as_json()
    console.print("Working; stop with Ctrl+C, which finishes what was begun.", style="dim")
    if not run(settings(), stop):
        raise typer.Exit(ENGINE)
