"""A report in the terminal: the recommendation, why, and what each check said."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape
from rich.table import Table

from kyc.cli.terminal.output import paper
from kyc.model.check import CheckResult, Outcome
from kyc.model.reasons import CATALOGUE
from kyc.model.report import Recommendation, Report

COLOURS = {
    Recommendation.APPROVE: "green",
    Recommendation.REVIEW: "yellow",
    Recommendation.RESUBMIT: "cyan",
    Recommendation.REJECT: "red",
}
OUTCOME_COLOURS = {
    Outcome.CLEAR: "green",
    Outcome.CONSIDER: "yellow",
    Outcome.FAIL: "red",
    Outcome.UNABLE: "magenta",
}


def show(name: str, report: Report, page: Path | None) -> None:
    """Print one applicant's report; `page` is the exported HTML, linked when there is one."""
    outcome = report.outcome
    colour = COLOURS[outcome.recommendation]
    paper.print(
        f"\n[bold]{escape(name)}[/]  [bold {colour}]{outcome.recommendation.upper()}[/]"
        f"  risk {outcome.risk_score}/100 ({outcome.risk_level})  [dim]{report.verification_id}[/]"
    )
    for code in outcome.reasons:
        paper.print(f"  {code}: {CATALOGUE[code].en}" if code in CATALOGUE else f"  {code}", highlight=False)
    paper.print(_checks(report.checks))
    if page is not None:
        paper.print(f"  [link={page.resolve().as_uri()}]{escape(str(page))}[/]", soft_wrap=True)


def _checks(checks: tuple[CheckResult, ...]) -> Table:
    table = Table(box=None, padding=(0, 2), show_header=False)
    for check in checks:
        colour = OUTCOME_COLOURS[check.outcome]
        score = "" if check.score is None else f"{check.score:.2f}"
        table.add_row(check.check, f"[{colour}]{check.outcome}[/]", score, ", ".join(check.reasons))
    return table


def summary(reports: dict[str, Report]) -> Table:
    """A table of many applicants, one row each."""
    table = Table("applicant", "recommendation", "risk", "reasons", box=None, padding=(0, 2))
    for name, report in reports.items():
        outcome = report.outcome
        verdict = f"[{COLOURS[outcome.recommendation]}]{outcome.recommendation}[/]"
        table.add_row(escape(name), verdict, str(outcome.risk_score), ", ".join(outcome.reasons) or "–")
    return table
