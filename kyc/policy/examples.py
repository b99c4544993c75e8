"""Running the tests that stand in a policy."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.model.report import ReportOutcome
from kyc.policy.decide import outcome_of
from kyc.policy.facts import facts_of_example
from kyc.policy.records import Example, Policy
from kyc.policy.weigh import weigh


@dataclass(frozen=True, slots=True)
class Tried:
    """An example, what came out, and what that differs in from what was expected."""

    example: Example
    outcome: ReportOutcome
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything expected came out."""
        return not self.differences


def try_examples(policy: Policy) -> tuple[Tried, ...]:
    """Run every example of a policy."""
    return tuple(_try(example, policy) for example in policy.examples)


def _try(example: Example, policy: Policy) -> Tried:
    outcome = outcome_of(weigh(facts_of_example(example.given, policy), policy))
    differences = []
    if outcome.recommendation is not example.expect:
        differences.append(f"expected {example.expect}, came out {outcome.recommendation}")
    differences += [f"expected the reason {code}" for code in example.reasons if code not in outcome.reasons]
    if example.level and outcome.risk_level is not example.level:
        differences.append(f"expected a {example.level} risk, came out {outcome.risk_level}")
    return Tried(example, outcome, tuple(differences))
