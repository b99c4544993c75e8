"""What would have changed the recommendation: one measurement or one answer at a time, weighed anew each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice

from kyc.model.answer import worst
from kyc.model.check import Item, Outcome
from kyc.model.report import Counterfactual, Recommendation
from kyc.policy.facts import HIT, Facts, plain, plain_score
from kyc.policy.records import Policy
from kyc.policy.weigh import weigh

_WORSE = (Outcome.CONSIDER, Outcome.FAIL, Outcome.UNABLE)


@dataclass(frozen=True, slots=True)
class _Change:
    text: str
    key: str
    facts: Facts


def counterfactuals(facts: Mapping[str, Facts], policy: Policy, actual: Recommendation) -> tuple[Counterfactual, ...]:
    """Return the single changes that lead to another recommendation, a check's measurements before its answer.

    What is clear is changed for the worse only where the applicant would be approved, and there once a check: what
    would have stopped the approval first. Elsewhere it would explain nothing.
    """
    found: list[Counterfactual] = []
    for key, fact in facts.items():
        if fact.outcome is Outcome.CLEAR and actual is not Recommendation.APPROVE:
            continue
        changes = _leading_elsewhere(chain(_crossings(key, fact), _answers(key, fact)), facts, policy, actual)
        found += islice(changes, 1) if actual is Recommendation.APPROVE else changes
    return tuple(found)


def _leading_elsewhere(
    changes: Iterable[_Change], facts: Mapping[str, Facts], policy: Policy, actual: Recommendation
) -> Iterator[Counterfactual]:
    """Weigh each change; of those that lead to the same other recommendation, the first is told."""
    seen = {actual}
    for change in changes:
        recommendation = weigh({**facts, change.key: change.facts}, policy).rung.recommendation
        if recommendation not in seen:
            seen.add(recommendation)
            yield Counterfactual(change.text, recommendation)


def _answers(key: str, fact: Facts) -> Iterator[_Change]:
    """The other answers a check could have given: clear if it is not, else whatever is worse."""
    others = _WORSE if fact.outcome is Outcome.CLEAR else (Outcome.CLEAR,)
    for outcome in others:
        yield _Change(f"{key}: {outcome} instead of {fact.outcome}", key, plain(outcome))


def _crossings(key: str, fact: Facts) -> Iterator[_Change]:
    """The measurements of a check moved across one of their limits."""
    for item in fact.items:
        for name, limit in item.threshold.items():
            outcome = _across(item, name)
            if outcome is not None and isinstance(item.value, int | float) and item.value == item.value:
                text = f"{key}: {item.name} {_side(item.value, limit)} instead of {_short(item.value)}"
                yield _Change(text, key, _with(fact, item, outcome))


def _across(item: Item, name: str) -> Outcome | None:
    """The outcome of an item on the other side of a limit, None where that is not known or not another one.

    `clear_…` parts clear from consider and `review_…` consider from fail; any other limit parts clear from the rest.
    """
    kind = name.split("_")[0]
    if kind == "clear":
        return Outcome.CONSIDER if item.outcome is Outcome.CLEAR else Outcome.CLEAR
    if kind == "review":
        return Outcome.CONSIDER if item.outcome is Outcome.FAIL else Outcome.FAIL
    return Outcome.CLEAR if item.outcome is not Outcome.CLEAR else None


def _side(value: float, limit: float) -> str:
    if value == limit:
        return f"beyond {_short(limit)}"
    return f"{'at most' if value > limit else 'at least'} {_short(limit)}"


def _short(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3g}"


def _with(fact: Facts, item: Item, outcome: Outcome) -> Facts:
    """The facts of a check with one item moved to another outcome."""
    moved = replace(item, outcome=outcome, reasons=() if outcome is Outcome.CLEAR else item.reasons)
    items = tuple(moved if each is item else each for each in fact.items)
    whole = worst(each.outcome for each in items)
    return replace(
        fact,
        outcome=whole,
        score=fact.score if whole is fact.outcome else plain_score(whole),
        reasons=tuple(dict.fromkeys(code for each in items for code in each.reasons)),
        flagged=max(0, fact.flagged - (item.name.startswith(HIT) and outcome is Outcome.CLEAR)),
        items=items,
    )
