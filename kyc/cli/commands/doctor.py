"""`kyc doctor`: what is installed, which engine loads, which list is how old."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import ENGINE, emit, paper


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One finding a line on standard output.")] = False,
) -> None:
    """Say what is installed, which engines load and how old the lists are; exit 3 when an engine does not."""
    from kyc.services.health import diagnose

    engine_missing = False
    for finding in diagnose(settings()):
        engine_missing |= finding.area == "engine" and not finding.ok
        if as_json:
            emit(asdict(finding))
        else:
            mark = "[green]ok[/]  " if finding.ok else "[red]miss[/]"
            paper.print(f"{mark} {finding.area:8} {finding.name:24} {finding.detail}", soft_wrap=True, highlight=False)
    raise typer.Exit(ENGINE if engine_missing else 0)
