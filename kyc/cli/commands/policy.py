"""`kyc policy`: check, test, explain and compare policies, and try one on the past."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kyc.cli.policies.loading import attempted, content_of, given_as, loaded, name_of
from kyc.cli.terminal.output import BAD_INPUT, Failures, console, emit, paper
from kyc.model.errors import InputError

if TYPE_CHECKING:
    from kyc.model.report import Conclusion
    from kyc.policy.records import Policy

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

PolicyFile = Annotated[
    Path | None, typer.Argument(help="Policy file; left out, that of KYC_POLICY or the built-in one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


@app.command()
def lint(file: PolicyFile = None, *, json_: AsJson = False) -> None:
    """Check a policy: names, thresholds and rules, and that nothing unanswered could be approved."""
    from kyc.policy.lint import lint as find

    failures = Failures(as_json=json_)
    findings = [] if (policy := attempted(file, failures)) is None else find(policy)
    for finding in findings:
        level = "error" if finding.is_error else "warning"
        if json_:
            emit({"file": name_of(file), "level": level, "message": finding.message})
        else:
            paper.print(f"{level}: {finding.message}", markup=False, highlight=False, soft_wrap=True)
    failures.exit()
    if any(finding.is_error for finding in findings):
        raise typer.Exit(BAD_INPUT)
    console.print(f"{name_of(file)}: may be used", markup=False, highlight=False)


@app.command("test")
def run_tests(file: PolicyFile = None, *, json_: AsJson = False) -> None:
    """Run the tests that stand in a policy."""
    from kyc.policy.examples import try_examples

    failures = Failures(as_json=json_)
    tried = () if (policy := attempted(file, failures)) is None else try_examples(policy)
    failures.exit()
    for each in tried:
        if json_:
            outcome = each.outcome
            emit(
                {
                    "test": each.example.name,
                    "passed": each.passed,
                    "recommendation": outcome.recommendation.value,
                    "risk_score": outcome.risk_score,
                    "differences": list(each.differences),
                }
            )
        else:
            verdict = "passed" if each.passed else f"FAILED ({'; '.join(each.differences)})"
            paper.print(f"{verdict}: {each.example.name}", markup=False, highlight=False, soft_wrap=True)
    failed = sum(not each.passed for each in tried)
    console.print(f"{name_of(file)}: {len(tried) - failed} passed, {failed} failed", markup=False, highlight=False)
    if failed:
        raise typer.Exit(BAD_INPUT)


@app.command()
def explain(
    report: Annotated[Path | None, typer.Argument(help="A report as JSON; left out, every check is clear.")] = None,
    *,
    policy: Annotated[
        Path | None, typer.Option(help="Policy file; left out, that of KYC_POLICY or the built-in one.")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--given", help="What if: CHECK=OUTCOME[:REASON,…], OUTCOME may be `missing`; repeatable."),
    ] = None,
    json_: AsJson = False,
) -> None:
    """Say why a policy recommends what it does: for a report, for what-ifs, or for both."""
    chosen = loaded(policy)
    conclusion = _conclude(report, given or [], chosen)
    if json_:
        emit(_as_json(conclusion))
    else:
        _print(conclusion)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The policy as it is; alone, the new one, against that in force.")],
    new: Annotated[Path | None, typer.Argument(help="The policy as it is to be.")] = None,
    *,
    json_: AsJson = False,
) -> None:
    """Say in words what differs between two policies, and which way: stricter, more lenient, or neither."""
    from kyc.cli.policies.difference import compare

    compare(old if new else None, new or old, as_json=json_)


@app.command()
def backtest(
    new: Annotated[Path, typer.Argument(help="The policy to try.")],
    reports: Annotated[
        list[Path] | None, typer.Argument(help="Report files or folders of them; left out, what the database holds.")
    ] = None,
    *,
    tenant: Annotated[str | None, typer.Option(help="One tenant only; all but sandboxes when left out.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only verifications asked for from this day on, YYYY-MM-DD.")
    ] = None,
    old: Annotated[
        list[Path] | None,
        typer.Option(help="A policy that reports were made under, besides that in force; repeatable."),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--given", help="Suppose, where it was not asked then: CHECK=OUTCOME[:REASON,…]; repeatable."),
    ] = None,
    show: Annotated[int, typer.Option(min=0, help="How many of those that change are named.")] = 20,
    json_: AsJson = False,
) -> None:
    """Judge what was verified before again, under a policy that is not in force yet; nothing is changed.

    --json prints a line for each verification that changes or cannot be judged, and one with the counts at the end.
    """
    from kyc.cli.policies.backtest import Options, run

    run(new, Options(tuple(reports or ()), tenant, since, tuple(old or ()), tuple(given or ()), show, json_))


def _conclude(report: Path | None, given: Sequence[str], policy: Policy) -> Conclusion:
    from kyc.policy.decide import conclude_from
    from kyc.policy.facts import facts_of, facts_of_example

    supposed = dict(given_as(text, policy) for text in given)
    facts = facts_of_example(supposed, policy)
    if report is not None:
        facts = facts_of(_results(report), policy) | {key: facts[key] for key in supposed}
    return conclude_from(facts, policy)


def _results(report: Path) -> Any:
    from kyc.model.errors import StoreError
    from kyc.reporting.document import from_json

    try:
        return from_json(json.loads(content_of(report))).checks
    except (ValueError, RecursionError, AttributeError, StoreError):
        raise InputError("REPORT.INVALID", f"{report}: expected the internal JSON of one report") from None


def _as_json(conclusion: Conclusion) -> Mapping[str, Any]:
    from kyc.reporting.codec import plain

    written: Mapping[str, Any] = plain(conclusion)
    return written


def _print(conclusion: Conclusion) -> None:
    """Write for a person: what, why, what else could have been, what was not looked at."""
    outcome, ref = conclusion.outcome, conclusion.policy
    lines = [f"{outcome.recommendation}, risk {outcome.risk_score} of 100 ({outcome.risk_level})"]
    lines += [f"  by {ref.id} version {ref.version}, sha256 {ref.sha256[:12]}…", *_reasons(outcome.reasons)]
    lines += ["", "Why"]
    for step in (step for step in conclusion.trace if step.fired):
        looked_at = ", ".join(f"{name} = {_shown(value)}" for name, value in step.inputs.items())
        lines += [f"  {step.rule}: {step.effect}", f"      {looked_at}"]
    lines += ["  without effect: " + ", ".join(step.rule for step in conclusion.trace if not step.fired)]
    lines += ["", "What would have changed it"]
    lines += [f"  {each.change} → {each.outcome}" for each in conclusion.counterfactuals] or ["  no single change"]
    lines += ["", "Not examined", *(f"  {text}" for text in conclusion.limits)]
    paper.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _reasons(codes: Sequence[str]) -> list[str]:
    from kyc.model.reasons import CATALOGUE

    return [f"  {code}: {CATALOGUE[code].en}" for code in codes]


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return "none" if value is None or value == "" else str(value)
