"""A batch from the command line: many applicants, with what was done before left as it is, and a summary at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rich.table import Table

from kyc.cli.terminal.output import Failures, console, emit, paper, tracked
from kyc.cli.terminal.verdict import COLOURS, show
from kyc.cli.terminal.verdict import summary as table_of
from kyc.model.errors import EngineError, InputError

if TYPE_CHECKING:
    from kyc.model.evidence import Evidence
    from kyc.model.report import Report
    from kyc.services.batches.summary import Summary
    from kyc.services.batches.work import Ground, Row
    from kyc.services.verification import Resources
    from kyc.settings import Settings
    from kyc.storage.store import Store
    from kyc.texts.catalogue import Language

FEW = 20  # so many are shown one by one, and each as a flow run of its own; more are counted, and run in parts of that
INDEXED = 500  # reports that fit one page
MISSING = "an engine is not installed, so some checks could not answer: run kyc doctor."


@dataclass(frozen=True, slots=True)
class Way:
    """How a batch is run."""

    workers: int = 1
    flow: bool = False
    again: bool = False
    monitor: bool = False
    language: Language = "en"  # of the pages


class Shelf(Protocol):
    """Where what a batch came to is kept."""

    where: str  # for people

    def report(self, submission_id: str) -> Mapping[str, Any]:
        """The sealed report."""
        ...

    def evidence(self, submission_id: str) -> tuple[Evidence | None, Mapping[str, bytes]]:
        """What was read, and the images by role."""
        ...


class FolderShelf:
    """The command line's own folder, which is not encrypted."""

    def __init__(self, store: Store, home: Path) -> None:
        self._store, self.where = store, f"Kept in {home}, which is not encrypted."

    def report(self, submission_id: str) -> Mapping[str, Any]:
        """The sealed report."""
        return self._store.report(submission_id) or {}

    def evidence(self, submission_id: str) -> tuple[Evidence | None, Mapping[str, bytes]]:
        """What was read, and the images by role."""
        images = {image.role: image.content for image in self._store.submission(submission_id).images}
        return self._store.evidence(submission_id), images


@dataclass(slots=True)
class Told:
    """Says what came of each applicant as it comes, and keeps what the pages at the end need."""

    shelf: Shelf
    failures: Failures
    out: Path | None
    as_json: bool
    is_few: bool
    language: Language
    rows: list[Row] = field(default_factory=list)
    reports: dict[str, Report] = field(default_factory=dict)

    def tell(self, row: Row) -> None:
        """Print and export one applicant."""
        from kyc.reporting.document import from_json

        self.rows.append(row)
        if row.submission_id is None:
            self.failures.add("file", row.name, InputError(row.fault or "", row.message or ""))
            return
        stored = self.shelf.report(row.submission_id)
        report = from_json(stored)
        page = self._exported(row, report)
        if self.as_json:
            emit(stored)
        elif self.is_few:
            show(row.name, report, page)
        if any("SYS.ENGINE_MISSING" in check.reasons for check in report.checks):
            self.failures.add("file", row.name, EngineError("SYS.ENGINE_MISSING", MISSING))
        if len(self.rows) <= INDEXED:
            self.reports[row.name] = report

    def _exported(self, row: Row, report: Report) -> Path | None:
        from kyc.reporting.bundle import write_report

        if self.out is None or row.submission_id is None:
            return None
        page = self.out / row.name / "report.html"
        is_written = _holds(page.with_name("report.json"), f'"{report.id}"')
        if row.is_earlier and is_written and _holds(page, f'<html lang="{self.language}">'):
            return page
        evidence, images = self.shelf.evidence(row.submission_id)
        return write_report(self.out / row.name, report, images, evidence, language=self.language).page


def _holds(path: Path, text: str) -> bool:
    """Whether a file is the export that is asked for: what an earlier run wrote need not be drawn again."""
    try:
        return text in path.read_text("utf-8")
    except (OSError, ValueError):
        return False


def run_batch(
    batch: Path,
    chosen: Settings,
    assembled: Callable[[Settings], Resources],
    way: Way,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Verify the applicants of a folder that were not verified yet, and write the summary.

    Raises:
        InputError: when there is no such folder, or none in it.
        StateError: BATCH.RUNNING.
    """
    from kyc.services.batches.lock import only_run
    from kyc.services.batches.work import ground_of

    folders = folders_of(batch)
    with only_run(chosen.home, batch):
        resources, started = assembled(chosen), time.monotonic()
        told = Told(
            FolderShelf(resources.store, chosen.home),
            Failures(as_json=as_json),
            out,
            as_json,
            is_few=len(folders) <= FEW,
            language=way.language,
        )
        ground = ground_of(chosen, resources)
        for row in tracked(_rows(folders, ground, resources, chosen, way), "Verifying", total=len(folders)):
            told.tell(row)
        conclude(told, chosen, time.monotonic() - started, at=resources.clock())
    told.failures.exit()


def folders_of(batch: Path) -> list[Path]:
    """The applicants' folders of a batch, by name.

    Raises:
        InputError: INPUT.NO_FOLDER, INPUT.EMPTY.
    """
    from kyc.services.batches.work import folders_in

    if not batch.is_dir():
        raise InputError("INPUT.NO_FOLDER", f"{batch}: there is no such folder.")
    folders = folders_in(batch)
    if not folders:
        raise InputError("INPUT.EMPTY", f"{batch}: expected a folder per applicant in it, found none.")
    return folders


def _rows(folders: Sequence[Path], ground: Ground, resources: Resources, chosen: Settings, way: Way) -> Iterator[Row]:
    from kyc.services.batches.work import verify_folder

    if way.flow:
        yield from _by_flow(folders, ground, resources, chosen, again=way.again)
    elif way.workers > 1:
        from kyc.services.batches.processes import by_processes

        yield from by_processes(folders, chosen, way.workers, again=way.again)
    else:
        for folder in folders:
            yield verify_folder(folder, ground, resources, again=way.again)


def _by_flow(
    folders: Sequence[Path], ground: Ground, resources: Resources, chosen: Settings, *, again: bool
) -> Iterator[Row]:
    """Run Prefect flows, on the server of PREFECT_API_URL or a short-lived one of our own."""
    from flows.environment import prepare

    prepare(chosen.home)
    with console.status("Starting Prefect"):
        from flows.folders import verify_folders

    size = 1 if len(folders) <= FEW else FEW
    yield from verify_folders(folders, ground, resources, size=size, again=again)


def conclude(told: Told, chosen: Settings, seconds: float, *, at: datetime) -> None:
    """Write the summary and say where everything is."""
    from kyc.reporting.bundle import write_index
    from kyc.services.batches.files import write_summary
    from kyc.services.batches.summary import summed_up

    made = summed_up(told.rows, seconds=seconds, at=at)
    where = told.out or chosen.home / "batches"
    write_summary(where, made, told.rows, is_exported=told.out is not None, language=told.language)
    if told.out is not None and len(told.rows) <= INDEXED and told.reports:
        write_index(told.out, told.reports, language=told.language)
    if not told.as_json:
        paper.print(table_of(told.reports) if told.is_few else _counts(made))
        _say(made)
    console.print(f"Summary in {where} (summary.html, .csv, .json).", style="dim", soft_wrap=True)
    if told.out is None:
        console.print(told.shelf.where, style="dim", soft_wrap=True)
    else:
        console.print(f"Exported in PLAIN TEXT to {told.out}: delete it when done.", style="dim", soft_wrap=True)


def _say(made: Summary) -> None:
    each = f", {made.seconds_each:.2f} s each" if made.seconds_each else ""
    said = (
        f"{made.verified} verified in {made.seconds:.0f} s{each}; {made.earlier} before; {made.failed} without a report"
    )
    console.print(said, highlight=False)


def _counts(made: Summary) -> Table:
    table = Table("recommendation", "applicants", box=None, padding=(0, 2))
    for kind, colour in COLOURS.items():
        table.add_row(f"[{colour}]{kind}[/]", str(made.recommendations[kind.value]))
    for code, number in (*made.reasons.items(), *made.faults.items()):
        table.add_row(f"  {code}", str(number))
    return table
