"""How the command line speaks: one JSON object a line to stdout, everything for people to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kyc.model.errors import EngineError, EvidenceError, InputError, KycError, StoreError
from watchlists.errors import ListError

T = TypeVar("T")

DONE, BAD_INPUT, ENGINE, STORE = 0, 2, 3, 4

console = Console(stderr=True)  # progress, hints, errors
paper = Console()  # tables that are the answer of a command without --json


def emit(record: Mapping[str, Any]) -> None:
    """Print one JSON object on one line: UTF-8, no NaN."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def code_of(error: KycError | ListError) -> int:
    """The exit code of an error (DESIGN: 2 input, 3 engine, 4 store or list)."""
    match error:
        case InputError() | EvidenceError():
            return BAD_INPUT
        case EngineError():
            return ENGINE
        case StoreError() | ListError():
            return STORE
    return BAD_INPUT


class Failures:
    """Failing inputs of a command: each is told at once, the others go on, the exit code comes last."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._code = DONE

    def add(self, key: str, name: str | float | None, error: KycError | ListError) -> None:
        """Tell one failure; `key` is `file` or `id`, `name` what the caller called it."""
        if self._as_json:
            emit({key: name, "error": {"code": error.code, "message": str(error)}})
        else:
            console.print(f"{name}: {error} ({error.code})", style="red", highlight=False, markup=False, soft_wrap=True)
        self._code = max(self._code, code_of(error))

    def exit(self) -> None:
        """Leave with the code of the worst failure, if there was one."""
        if self._code:
            raise typer.Exit(self._code)


def tell(error: KycError | ListError) -> None:
    """Say on stderr, in one sentence, what went wrong."""
    console.print(f"{error} ({error.code})", style="red", highlight=False, markup=False, soft_wrap=True)


def tracked(items: Iterable[T], title: str, *, total: int | None = None) -> Iterator[T]:
    """Pass items through with a progress bar on stderr, where that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield from progress.track(items, total=total, description=title)
