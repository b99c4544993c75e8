"""`kyc verify`: applicants in, reports out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kyc.cli.batches.verifying import MISSING, Way, run_batch
from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.language import language_of
from kyc.cli.terminal.output import Failures, console, emit, paper, tracked
from kyc.cli.terminal.verdict import show, summary
from kyc.model.errors import EngineError, InputError, KycError

if TYPE_CHECKING:
    from kyc.model.report import Report
    from kyc.model.submission import Submission
    from kyc.services.verification import Resources
    from kyc.settings import Settings
    from kyc.texts.catalogue import Language


@dataclass(frozen=True)
class Job:
    """One applicant of a call: what the caller called it, and how to take it over under an id."""

    name: str
    take: Callable[[str], Submission]


# How a call runs its jobs: yields each job's name with the id its report is stored under.
Runner = Callable[[Sequence[Job], "Resources", Failures], Iterator[tuple[str, str]]]


def verify(
    folders: Annotated[list[Path] | None, typer.Argument(help="Folders, one applicant each.")] = None,
    document: Annotated[Path | None, typer.Option(help="Front of the card, or the passport's data page.")] = None,
    back: Annotated[Path | None, typer.Option(help="Back of the card.")] = None,
    selfie: Annotated[Path | None, typer.Option(help="A photograph of the applicant.")] = None,
    declared: Annotated[Path | None, typer.Option(help="What the applicant says of themselves, as JSON.")] = None,
    batch: Annotated[Path | None, typer.Option(help="A folder of applicants' folders.")] = None,
    out: Annotated[Path | None, typer.Option(help="Export reports here, in PLAIN TEXT, as JSON and HTML.")] = None,
    flow: Annotated[bool, typer.Option("--flow", help="Run the Prefect flow instead of the plain line.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share a batch.")] = 1,
    again: Annotated[bool, typer.Option("--again", help="Verify those of a batch too that were done before.")] = False,
    tenant: Annotated[
        str | None,
        typer.Option(
            help="Put a batch into the encrypted database, as this tenant's; `default` where KYC_DATABASE is set."
        ),
    ] = None,
    monitor: Annotated[
        bool, typer.Option("--monitor", help="Screen a batch's applicants again whenever a list changes.")
    ] = False,
    language: Annotated[str, typer.Option(help="Of the pages written to --out: id or en.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One report a line on standard output.")] = False,
) -> None:
    """Verify applicants: read the card, compare the faces, screen the name, write the report.

    A batch that was stopped goes on where it stopped when it is called again; what is written at its end is a summary.
    """
    files, spoken = any((document, back, selfie, declared)), language_of(language)
    if batch is not None:
        if folders or files:
            raise InputError("INPUT.BATCH", "A batch stands alone: name its folder and nothing else.")
        _run(batch, settings(), Way(workers, flow, again, monitor, spoken), out, tenant, as_json=as_json)
        return
    if tenant or monitor or again or workers > 1:
        told = "--tenant, --monitor, --again and --workers are for a batch: name its folder with --batch."
        raise InputError("INPUT.BATCH", told)
    if folders and files:
        raise InputError("INPUT.AMBIGUOUS", "Name folders or files, not both: whose are the files?")
    jobs = _folder_jobs(folders or []) or [_file_job(document, back, selfie, declared)]
    _verify(jobs, settings(), out, spoken, is_flow=flow, as_json=as_json)


def _verify(
    jobs: Sequence[Job], chosen: Settings, out: Path | None, spoken: Language, *, is_flow: bool, as_json: bool
) -> None:
    """Verify a few applicants, one after another, into the command line's own folder."""
    failures, resources = Failures(as_json=as_json), _assembled(chosen)
    runner: Runner = partial(_by_flow, chosen.home) if is_flow else _by_line
    reports: dict[str, Report] = {}
    for name, submission_id in runner(jobs, resources, failures):
        reports[name] = _finished(name, submission_id, resources, out, spoken, as_json=as_json)
        _tell_missing_engines(name, reports[name], failures)
    if len(reports) > 1 and not as_json:
        paper.print(summary(reports))
    _say_where(out, chosen.home, reports, spoken)
    failures.exit()


def _run(batch: Path, chosen: Settings, way: Way, out: Path | None, tenant: str | None, *, as_json: bool) -> None:
    """Into the encrypted database where there is one, else into the command line's own folder."""
    if tenant or chosen.database:
        from kyc.cli.batches.storing import run_stored

        run_stored(batch, chosen, way, out, tenant=tenant or "default", as_json=as_json)
        return
    if way.monitor:
        raise InputError("INPUT.BATCH", "Only applicants in the database are monitored: name their --tenant.")
    run_batch(batch, chosen, _assembled, way, out, as_json=as_json)


def _folder_jobs(folders: Sequence[Path]) -> list[Job]:
    from kyc.services.onboarding.intake import from_folder

    names = Counter(folder.name for folder in folders)
    if twice := [name for name, count in names.items() if count > 1]:
        told = f"Two folders are called {twice[0]}: their reports would be one. Verify them one after the other."
        raise InputError("INPUT.AMBIGUOUS", told)
    return [Job(folder.name, partial(from_folder, folder)) for folder in folders]


def _file_job(document: Path | None, back: Path | None, selfie: Path | None, declared: Path | None) -> Job:
    from kyc.services.onboarding.intake import from_files

    if document is None:
        raise InputError("INPUT.NOTHING", "Name an applicant's folder, or a card with --document.")
    take = partial(from_files, document=document, back=back, selfie=selfie, declared=declared)
    return Job(document.stem, take)


def _assembled(chosen: Settings) -> Resources:
    with console.status("Loading policy and lists"):
        from kyc.services.assembly import assemble

        return assemble(chosen)


def _by_line(jobs: Sequence[Job], resources: Resources, failures: Failures) -> Iterator[tuple[str, str]]:
    """Run the plain line, without Prefect."""
    from kyc.services.verification import verify as verify_one

    for job, submission in _taken(jobs, resources, failures):
        verify_one(submission, resources)
        yield job.name, submission.id


def _by_flow(home: Path, jobs: Sequence[Job], resources: Resources, failures: Failures) -> Iterator[tuple[str, str]]:
    """Run the Prefect flow, on the server of PREFECT_API_URL or a short-lived one of our own."""
    from flows.environment import prepare

    prepare(home)
    with console.status("Starting Prefect"):
        from flows.resources import working_with
        from flows.verify import verify_each

    names: dict[str, str] = {}

    def stored() -> Iterable[str]:
        for job, submission in _taken(jobs, resources, failures):
            resources.store.put_submission(submission)
            names[submission.id] = job.name
            yield submission.id

    with working_with(resources):
        for submission_id, _recommendation in verify_each(stored()):
            yield names[submission_id], submission_id


def _taken(jobs: Sequence[Job], resources: Resources, failures: Failures) -> Iterator[tuple[Job, Submission]]:
    """Take the jobs over one by one; those that cannot be are told, and the others go on."""
    for job in tracked(jobs, "Verifying"):
        try:
            submission = job.take(resources.new_id())
        except KycError as error:
            failures.add("file", job.name, error)
            continue
        yield job, submission


def _finished(
    name: str, submission_id: str, resources: Resources, out: Path | None, language: Language, *, as_json: bool
) -> Report:
    from kyc.reporting.bundle import write_report
    from kyc.reporting.document import from_json

    stored = resources.store.report(submission_id) or {}
    report = from_json(stored)
    page = None
    if out is not None:
        submission = resources.store.submission(submission_id)
        images = {image.role: image.content for image in submission.images}
        evidence = resources.store.evidence(submission_id)
        page = write_report(out / name, report, images, evidence, language=language).page
    if as_json:
        emit(stored)
    else:
        show(name, report, page)
    return report


def _tell_missing_engines(name: str, report: Report, failures: Failures) -> None:
    """A report with an engine missing is written, and stands for review; the call still says so by its code."""
    if any("SYS.ENGINE_MISSING" in check.reasons for check in report.checks):
        failures.add("file", name, EngineError("SYS.ENGINE_MISSING", MISSING))


def _say_where(out: Path | None, home: Path, reports: dict[str, Report], language: Language) -> None:
    from kyc.reporting.bundle import write_index

    if not reports:
        return
    if out is None:
        console.print(f"Kept in {home}, which is not encrypted.", style="dim", soft_wrap=True)
        return
    if len(reports) > 1:
        write_index(out, reports, language=language)
    console.print(f"Exported in PLAIN TEXT to {out}: delete it when done.", style="dim", soft_wrap=True)
