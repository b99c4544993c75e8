"""A backtest in numbers, which take the same room however many verifications were judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kyc.model.report import PolicyRef, Recommendation
from kyc.services.backtesting.comparing import Change

Pair = tuple[str | None, str | None]
NO_CASE = "no case"


@dataclass(slots=True)
class Tally:
    """Counts of a backtest, by what was and what would be."""

    judged: int = 0
    changed: int = 0
    unjudged: Counter[str] = field(default_factory=Counter)
    asked_of_nobody: Counter[str] = field(default_factory=Counter)  # checks that were not asked then
    without_policy: Counter[PolicyRef] = field(default_factory=Counter)
    recommendations: Counter[Pair] = field(default_factory=Counter)
    states: Counter[Pair] = field(default_factory=Counter)
    levels: Counter[Pair] = field(default_factory=Counter)
    queues: Counter[Pair] = field(default_factory=Counter)
    checks: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    scores: Counter[str] = field(default_factory=Counter)
    drivers: dict[Pair, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    decisions: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    programs: int = 0  # changes that the program made, not the policy

    def count(self, change: Change) -> None:
        """Count one that was judged again."""
        then, now, moved = change.before, change.after, change.parts
        self.judged += 1
        self.changed += bool(moved)
        self.programs += change.is_policys is False
        self.parts.update(moved)
        pair: Pair = (then.recommendation.value, now.recommendation.value)
        self.recommendations[pair] += 1
        self.states[then.state.value, now.state.value] += 1
        self.levels[then.level.value, now.level.value] += 1
        self.scores["higher" if now.score > then.score else "lower" if now.score < then.score else "same"] += 1
        if "queue" in moved:
            self.queues[then.queue or NO_CASE, now.queue or NO_CASE] += 1
        for key, (before, after) in change.moved_checks.items():
            self.checks[key, before and before.value, after and after.value] += 1
        if "recommendation" in moved:
            self.drivers[pair].update(change.drivers)
        if change.decision:
            self.decisions[change.decision, *pair] += 1

    def as_json(self) -> Mapping[str, Any]:
        """The counts as a JSON object."""
        return {
            "judged": self.judged,
            "changed": self.changed,
            "changed_by_the_program": self.programs,
            "unjudged": dict(self.unjudged.most_common()),
            "not_asked_then": dict(self.asked_of_nobody.most_common()),
            "policies_not_at_hand": [
                {"id": ref.id, "version": ref.version, "sha256": ref.sha256, "reports": number}
                for ref, number in self.without_policy.most_common()
            ],
            "parts": dict(self.parts.most_common()),
            "recommendations": self._recommendations(),
            "states": _pairs(self.states),
            "levels": _pairs(self.levels),
            "queues": _pairs(self.queues),
            "scores": {name: self.scores[name] for name in ("higher", "lower", "same")},
            "checks": [
                {"check": key, "before": before, "after": after, "number": number}
                for (key, before, after), number in self.checks.most_common()
            ],
            "decisions": [
                {"decision": decision, "before": before, "after": after, "number": number}
                for (decision, before, after), number in self.decisions.most_common()
            ],
        }

    def totals(self) -> Mapping[str, tuple[int, int]]:
        """How many got and would get each recommendation."""
        got: Counter[str | None] = Counter()
        would_get: Counter[str | None] = Counter()
        for (before, after), number in self.recommendations.items():
            got[before] += number
            would_get[after] += number
        return {kind.value: (got[kind.value], would_get[kind.value]) for kind in Recommendation}

    def decided(self, decision: str, after: str, *, before: str | None = None) -> int:
        """Of those that people decided so, how many are recommended another time to be approved, say, or rejected."""
        found = self.decisions.items()
        return sum(number for (made, then, now), number in found if (made, now) == (decision, after) and then != before)

    def _recommendations(self) -> list[dict[str, Any]]:
        return [
            {"before": before, "after": after, "number": number, "drivers": dict(_most(self.drivers, (before, after)))}
            for (before, after), number in self.recommendations.most_common()
        ]


def _most(drivers: Mapping[Pair, Counter[str]], pair: Pair) -> list[tuple[str, int]]:
    return drivers[pair].most_common() if pair in drivers else []


def _pairs(counts: Counter[Pair]) -> list[dict[str, Any]]:
    return [{"before": then, "after": now, "number": number} for (then, now), number in counts.most_common()]
