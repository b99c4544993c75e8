"""A backtest told: in tables for people, in one object a line for machines. Ids, codes and numbers only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table

from kyc.cli.terminal.output import paper
from kyc.model.report import Recommendation

if TYPE_CHECKING:
    from kyc.policy.records import Policy
    from kyc.services.backtesting.comparing import Change, Verdict
    from kyc.services.backtesting.counting import Tally

_MOST = 4  # reasons named behind a change
_WHY = {
    "no_report": "never came to a report",
    "applicant_erased": "the applicant was erased",
    "report_purged": "the report was purged",
    "evidence_gone": "the evidence is gone, and a check needs it",
    "not_asked_then": "a check of the new policy was not asked then",
    "decided_by_a_person": "the file holds a person's decision, not the policy's recommendation",
    "unreadable": "unreadable",
}


def change_json(tenant: str | None, change: Change) -> dict[str, Any]:
    """One verification that changes."""
    return {
        "tenant": tenant,
        "id": change.id,
        "before": _verdict(change.before),
        "after": _verdict(change.after),
        "changed": list(change.parts),
        "direction": change.direction.value,
        "drivers": list(change.drivers),
        "decision": change.decision,
        "by_the_policy": change.is_policys,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "recommendation": verdict.recommendation.value,
        "state": verdict.state.value,
        "risk_score": verdict.score,
        "risk_level": verdict.level.value,
        "queue": verdict.queue,
        "reasons": list(verdict.reasons),
        "checks": {key: outcome.value for key, outcome in verdict.checks.items()},
    }


def say(tenant: str | None, policy: Policy, tally: Tally, first: Sequence[Change]) -> None:
    """Print what a backtest came to."""
    whose = f"{tenant}: " if tenant else ""
    _line(f"{whose}{tally.judged:,} judged again under {policy.id} version {policy.version}, {_changed(tally)}")
    for line in _unjudged(tally):
        _line(line)
    for table in (_totals(tally), _moves(tally), _checks(tally), _queues(tally), _decided(tally)):
        if table.row_count:
            paper.print()
            paper.print(table)
    for line in (*_warnings(tally), *_named(first, tally.changed)):
        _line(line)


def _changed(tally: Tally) -> str:
    if not tally.changed:
        return "nothing would change"
    parts = ", ".join(f"{name} {number:,}" for name, number in tally.parts.most_common())
    return f"{tally.changed:,} would change ({parts})"


def _unjudged(tally: Tally) -> Iterator[str]:
    for why, number in tally.unjudged.most_common():
        asked = ", ".join(tally.asked_of_nobody) if why == "not_asked_then" else ""
        hint = f": {asked} (--given {next(iter(tally.asked_of_nobody))}=clear supposes an answer)" if asked else ""
        yield f"  not judged {number:,}: {_WHY[why]}{hint}"
    for ref, number in tally.without_policy.most_common():
        named = f"{ref.id} version {ref.version}, sha256 {ref.sha256[:12]}…"
        yield f"    of these {number:,} were made under {named}: with --old FILE more of them might be judged"


def _totals(tally: Tally) -> Table:
    table = _table("recommendation", "then", "now", "")
    for kind, (then, now) in tally.totals().items() if tally.judged else ():
        table.add_row(kind, f"{then:,}", f"{now:,}", f"{now - then:+,}" if now != then else "")
    return table


def _moves(tally: Tally) -> Table:
    table = _table("from", "to", "verifications", "because of")
    for pair, number in tally.recommendations.most_common():
        if pair[0] != pair[1]:
            drivers = (f"{code} {times:,}" for code, times in tally.drivers[pair].most_common(_MOST))
            table.add_row(*map(_text, pair), f"{number:,}", ", ".join(drivers))
    return table


def _checks(tally: Tally) -> Table:
    table = _table("check", "answered", "would answer", "verifications")
    for (key, then, now), number in tally.checks.most_common():
        table.add_row(key, _text(then), _text(now), f"{number:,}")
    return table


def _queues(tally: Tally) -> Table:
    table = _table("queue then", "queue now", "cases")
    for pair, number in tally.queues.most_common():
        table.add_row(*map(_text, pair), f"{number:,}")
    return table


def _decided(tally: Tally) -> Table:
    """What people decided, beside what the policy would recommend for the same people."""
    table = _table("people decided", "cases", *(f"→ {kind}" for kind in Recommendation))
    for decision in sorted({made for made, _, _ in tally.decisions}):
        numbers = [tally.decided(decision, kind.value) for kind in Recommendation]
        table.add_row(decision, f"{sum(numbers):,}", *(f"{number:,}" for number in numbers))
    return table


def _warnings(tally: Tally) -> Iterator[str]:
    missed, refused = tally.decided("reject", "approve"), tally.decided("approve", "reject")
    saved = tally.decided("approve", "approve", before="approve")
    if missed or refused or saved:
        yield ""
    if missed:
        yield f"{missed:,} that a person rejected would be approved without a person (false negatives)"
    if refused:
        yield f"{refused:,} that a person approved would be recommended to be rejected (false positives)"
    if saved:
        yield f"{saved:,} that a person had to approve would be approved without one (false positives less)"
    if tally.programs:
        yield (
            f"{tally.programs:,} come out otherwise under their own policy as well: there the program has changed, "
            "not the policy alone"
        )


def _named(first: Sequence[Change], changed: int) -> Iterator[str]:
    if not first:
        return
    yield f"\n{len(first):,} of the {changed:,} that change ({'--show' if len(first) < changed else 'all'})"
    for change in first:
        then, now = change.before, change.after
        drivers = f"  {', '.join(change.drivers[:_MOST])}" if then.recommendation is not now.recommendation else ""
        decision = f"  a person: {change.decision}" if change.decision else ""
        yield f"  {change.id}  {then.recommendation} → {now.recommendation}{drivers}{decision}"


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, padding=(0, 2), pad_edge=False)


def _text(value: str | None) -> str:
    return value or "not asked"


def _line(text: str) -> None:
    paper.print(text, markup=False, highlight=False, soft_wrap=True)
