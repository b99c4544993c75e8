"""What another policy would have made of a verification, beside what was made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kyc.model.check import Outcome
from kyc.model.report import Recommendation, Report, RiskLevel
from kyc.model.verification import VerificationState
from kyc.policy.comparing.directions import Direction, of_recommendation
from kyc.policy.policy import Policy
from kyc.policy.weigh import rejects_alone
from kyc.services.working.work import state_after

_RULE = "rule."
PARTS = ("recommendation", "state", "level", "queue", "reasons", "checks")  # of a verdict, that a change may be in


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a report comes to: codes and numbers only.

    `state` is what becomes of the verification before anybody decides. `queue` is where its case goes; None when there
    is no case, or when nobody knows which queue it was. `fired` are the steps of the trace that had an effect.
    """

    recommendation: Recommendation
    state: VerificationState
    score: int
    level: RiskLevel
    queue: str | None
    reasons: tuple[str, ...]
    checks: Mapping[str, Outcome]
    fired: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """Both verdicts on a verification, and what a person decided on it.

    `is_policys` is False when the report's own policy, too, would judge otherwise now: then the program has changed.
    It is None where that policy is not at hand, or nothing differs.
    """

    id: str
    before: Verdict
    after: Verdict
    decision: str | None = None
    is_policys: bool | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """In what the verdicts differ; a score that stays within its level is no difference."""
        return tuple(name for name in PARTS if self._differs(name))

    @property
    def direction(self) -> Direction:
        """Which way the recommendation went."""
        return of_recommendation(self.before.recommendation, self.after.recommendation)

    @property
    def drivers(self) -> tuple[str, ...]:
        """What the recommendation changed for: reasons that came or, of a more lenient one, went.

        Where the same reasons weigh otherwise it is the weightiest of them; where there are none, steps of the trace.
        """
        told, other = self.after, self.before
        if self.direction is Direction.LENIENT:
            told, other = other, told
        own = tuple(code for code in told.reasons if code not in other.reasons)
        steps = tuple(sorted(told.fired - other.fired)) or tuple(sorted(other.fired - told.fired))
        return own or told.reasons[:1] or other.reasons[:1] or steps

    @property
    def moved_checks(self) -> Mapping[str, tuple[Outcome | None, Outcome | None]]:
        """The checks whose answers differ; None for one that was not asked, or is not any more."""
        then, now = self.before.checks, self.after.checks
        keys = dict.fromkeys((*then, *now))
        return {key: (then.get(key), now.get(key)) for key in keys if then.get(key) is not now.get(key)}

    def _differs(self, name: str) -> bool:
        if name == "checks":
            return bool(self.moved_checks)
        if name == "reasons":  # their order follows from how much each weighs
            return set(self.before.reasons) != set(self.after.reasons)
        then, now = (getattr(verdict, name) for verdict in (self.before, self.after))
        is_unknown = name == "queue" and then is None and self.before.state is VerificationState.IN_REVIEW
        return bool(then != now and not is_unknown)


def verdict_of(report: Report, policy: Policy | None, *, queue: str | None = None) -> Verdict:
    """What a report comes to; `queue` is its case's, for a policy that is not at hand."""
    state = state_after(report, may_reject=rejects_alone(report.trace))
    fired = frozenset(step.rule for step in report.trace if step.fired)
    if policy is not None:
        queue = policy.route_of({rule.removeprefix(_RULE) for rule in fired}).queue
    outcome = report.outcome
    return Verdict(
        recommendation=outcome.recommendation,
        state=state,
        score=outcome.risk_score,
        level=outcome.risk_level,
        queue=queue if state is VerificationState.IN_REVIEW else None,
        reasons=outcome.reasons,
        checks={result.check: result.outcome for result in report.checks},
        fired=fired,
    )
