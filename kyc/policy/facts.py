"""What a policy sees of the checks' answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kyc.model.answer import known
from kyc.model.check import CheckResult, Item, Outcome, Value
from kyc.policy.records import Given, Policy

SCREENING = frozenset({"sanctions", "pep"})
NEVER_ALONE = SCREENING | {"duplicates"}  # these alone never reject without a person
HIT = "hit."  # begins the names of items that are hits
_PLAIN_SCORE = {Outcome.CLEAR: 1.0, Outcome.CONSIDER: 0.5, Outcome.FAIL: 0.0, Outcome.UNABLE: None}
ATTRIBUTES = ("outcome", "score", "reasons", "flagged", "values")  # of `checks.<key>` in a rule


@dataclass(frozen=True, slots=True)
class Facts:
    """One check's answer. `flagged` counts flagged hits, `values` are the items' values by name."""

    outcome: Outcome
    score: float | None
    reasons: tuple[str, ...] = ()
    flagged: int = 0
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    items: tuple[Item, ...] = ()


NOT_RUN = Facts(Outcome.UNABLE, None, ("SYS.NOT_RUN",))


def facts_of(results: Sequence[CheckResult], policy: Policy) -> dict[str, Facts]:
    """Return the facts of each enabled check, in the policy's order; one without a result is unable.

    Raises:
        ValueError: when a check answered twice.
    """
    by_key = {result.check: _facts(result) for result in results}
    if len(by_key) < len(results):
        raise ValueError("each check answers once: two results of one check were given")
    return {key: by_key.get(key, NOT_RUN) for key in policy.enabled}


def facts_of_example(given: Mapping[str, Given], policy: Policy) -> dict[str, Facts]:
    """Return the facts an example describes: clear, unless said otherwise."""
    return {key: _given(given[key]) if key in given else plain(Outcome.CLEAR) for key in policy.enabled}


def plain(outcome: Outcome, reasons: tuple[str, ...] = ()) -> Facts:
    """Return facts that are nothing but an outcome."""
    return Facts(outcome, _PLAIN_SCORE[outcome], reasons)


def plain_score(outcome: Outcome) -> float | None:
    """Return the score that stands for an outcome where none was measured."""
    return _PLAIN_SCORE[outcome]


def namespace(facts: Mapping[str, Facts], policy: Policy) -> dict[str, Any]:
    """Return what a rule can name: `checks`, `thresholds` and `reasons` (of everything that is not clear)."""
    checks = {key: {name: _plain_value(getattr(fact, name)) for name in ATTRIBUTES} for key, fact in facts.items()}
    reasons = [code for fact in facts.values() if fact.outcome is not Outcome.CLEAR for code in fact.reasons]
    thresholds = {key: dict(limits) for key, limits in policy.thresholds.items()}
    return {"checks": checks, "thresholds": thresholds, "reasons": reasons}


def _facts(result: CheckResult) -> Facts:
    items = tuple(item for part in result.breakdown for item in part.items)
    # A stored result has left its screening to the report: its items still tell which hits were flagged.
    told = sum(item.name.startswith(HIT) and item.outcome is not Outcome.CLEAR for item in items)
    flagged = len(result.screening.flagged) if result.screening else 0
    values = {item.name: item.value for item in items}
    reasons = tuple(map(known, result.reasons))
    return Facts(result.outcome, result.score, reasons, max(told, flagged), values, items)


def _given(given: Given) -> Facts:
    if given.outcome is None:
        return NOT_RUN
    score = _PLAIN_SCORE[given.outcome] if given.score is None else given.score
    return Facts(given.outcome, score, given.reasons, given.flagged, given.values)


def _plain_value(value: object) -> object:
    match value:
        case Outcome():
            return value.value
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
    return value
