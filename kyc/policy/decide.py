"""From the checks' results to a recommendation with its reasons, under an operator's policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kyc.model.check import CheckResult, Outcome
from kyc.model.reasons import CATALOGUE, Severity
from kyc.model.report import Conclusion, ReportOutcome
from kyc.policy.counterfactual import counterfactuals
from kyc.policy.facts import Facts, facts_of
from kyc.policy.records import Policy
from kyc.policy.rungs import Rung
from kyc.policy.weigh import Weighed, weigh

_HEAVIEST_FIRST = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
_PLACE = {code: place for place, code in enumerate(CATALOGUE)}


def decide(results: Sequence[CheckResult], policy: Policy, *, is_explained: bool = True) -> Conclusion:
    """Conclude from the results of the enabled checks; those of other checks are not looked at.

    What would have changed the recommendation is found out by deciding again half a dozen times: whoever wants no more
    than the recommendation has it unexplained.
    A missing result counts as unable, an unable one never ends below review. The order of results is irrelevant.

    Raises:
        ValueError: when a check answered twice.
    """
    return conclude_from(facts_of(results, policy), policy, is_explained=is_explained)


def conclude_from(facts: Mapping[str, Facts], policy: Policy, *, is_explained: bool = True) -> Conclusion:
    """Conclude from what the policy sees of the results; `facts` holds each enabled check."""
    weighed = weigh(facts, policy)
    return Conclusion(
        outcome=outcome_of(weighed),
        policy=policy.ref,
        trace=tuple(step.traced for step in weighed.steps),
        counterfactuals=counterfactuals(facts, policy, weighed.rung.recommendation) if is_explained else (),
        limits=limits_of(facts, policy),
    )


def rejects_automatically(results: Sequence[CheckResult], policy: Policy) -> bool:
    """Whether a rule that may reject without a person fired; else even a rejection goes to one."""
    return any(step.automatic for step in weigh(facts_of(results, policy), policy).steps)


def outcome_of(weighed: Weighed) -> ReportOutcome:
    """Return the recommendation; its reasons stand from the one that weighs most."""
    reasons: dict[str, Rung] = {}
    for step in weighed.steps:
        for code in step.reasons if step.rung > Rung.APPROVE else ():
            reasons[code] = max(step.rung, reasons.get(code, Rung.APPROVE))
    return ReportOutcome(
        recommendation=weighed.rung.recommendation,
        risk_score=round(weighed.points),
        risk_level=weighed.level,
        reasons=tuple(sorted(reasons, key=lambda code: _order(code, reasons[code]))),
    )


def limits_of(facts: Mapping[str, Facts], policy: Policy) -> tuple[str, ...]:
    """Say what was not examined: what the policy says of itself, leaves out, or asked in vain."""
    left_out = [f"{key}: not examined, this policy does not enable it" for key in policy.unexplained]
    in_vain = [
        f"{key}: asked, and could not be answered" for key, fact in facts.items() if fact.outcome is Outcome.UNABLE
    ]
    undeclared = [
        f"{key}: nothing was declared, so nothing was compared"
        for key, fact in facts.items()
        if fact.outcome is Outcome.CLEAR and "DATA.NOT_DECLARED" in fact.reasons
    ]
    return (*policy.limits, *left_out, *in_vain, *undeclared)


def _order(code: str, rung: Rung) -> tuple[int, int, int]:
    return -rung, _HEAVIEST_FIRST.index(CATALOGUE[code].severity), _PLACE[code]
