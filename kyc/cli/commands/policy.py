"""`kyc policy`: check, test and explain a policy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import BAD_INPUT, Failures, console, emit, paper
from kyc.model.errors import InputError

if TYPE_CHECKING:
    from kyc.model.report import Conclusion
    from kyc.policy.records import Given, Policy

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
    findings = [] if (policy := _attempt(file, failures)) is None else find(policy)
    for finding in findings:
        level = "error" if finding.is_error else "warning"
        if json_:
            emit({"file": _name(file), "level": level, "message": finding.message})
        else:
            paper.print(f"{level}: {finding.message}", markup=False, highlight=False, soft_wrap=True)
    failures.exit()
    if any(finding.is_error for finding in findings):
        raise typer.Exit(BAD_INPUT)
    console.print(f"{_name(file)}: may be used", markup=False, highlight=False)


@app.command("test")
def run_tests(file: PolicyFile = None, *, json_: AsJson = False) -> None:
    """Run the tests that stand in a policy."""
    from kyc.policy.examples import try_examples

    failures = Failures(as_json=json_)
    tried = () if (policy := _attempt(file, failures)) is None else try_examples(policy)
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
    console.print(f"{_name(file)}: {len(tried) - failed} passed, {failed} failed", markup=False, highlight=False)
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
    chosen = _policy(policy)
    conclusion = _conclude(report, given or [], chosen)
    if json_:
        emit(_as_json(conclusion))
    else:
        _print(conclusion)


def _conclude(report: Path | None, given: Sequence[str], policy: Policy) -> Conclusion:
    from kyc.policy.decide import conclude_from
    from kyc.policy.facts import facts_of, facts_of_example

    supposed = dict(_given(text, policy) for text in given)
    facts = facts_of_example(supposed, policy)
    if report is not None:
        facts = facts_of(_results(report), policy) | {key: facts[key] for key in supposed}
    return conclude_from(facts, policy)


def _results(report: Path) -> Any:
    from kyc.model.errors import StoreError
    from kyc.reporting.document import from_json

    try:
        return from_json(json.loads(_read(report))).checks
    except (ValueError, AttributeError, StoreError):
        raise InputError("REPORT.INVALID", f"{report}: expected the internal JSON of one report") from None


def _given(text: str, policy: Policy) -> tuple[str, Given]:
    """Read CHECK=OUTCOME[:REASON,…]."""
    from kyc.model.check import Outcome
    from kyc.model.reasons import CATALOGUE
    from kyc.policy.records import Given

    key, _, answer = text.partition("=")
    outcome, _, listed = answer.partition(":")
    reasons = tuple(code for code in listed.split(",") if code)
    unknown = [code for code in reasons if code not in CATALOGUE]
    if key not in policy.enabled or unknown or outcome not in (*Outcome, "missing"):
        expected = f"CHECK=OUTCOME[:REASON,…] with a check of {', '.join(policy.enabled)}"
        raise InputError("POLICY.WHAT_IF", f"--given: expected {expected}, and known outcomes and reasons")
    return key, Given(None if outcome == "missing" else Outcome(outcome), reasons=reasons)


def _policy(file: Path | None) -> Policy:
    from kyc.checks import CHECKS
    from kyc.policy import builtin
    from kyc.policy.policy import load_policy

    known = {key: check.THRESHOLDS for key, check in CHECKS.items()}
    chosen = _chosen(file)
    return load_policy(_read(chosen) if chosen else builtin(), checks=known)


def _chosen(file: Path | None) -> Path | None:
    """The file that was named, else the one that verifications run under here."""
    return file or settings().policy


def _attempt(file: Path | None, failures: Failures) -> Policy | None:
    try:
        return _policy(file)
    except InputError as error:
        failures.add("file", _name(file), error)
        return None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError("INPUT.UNREADABLE", f"{file}: cannot be read ({error.strerror})") from None


def _name(file: Path | None) -> str:
    return str(_chosen(file) or "built-in policy")


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
