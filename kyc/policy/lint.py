"""What a loaded policy would do that its author may not want."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kyc.model.check import Outcome
from kyc.model.report import Recommendation
from kyc.policy.facts import SCREENING, Facts, plain
from kyc.policy.records import Policy
from kyc.policy.weigh import weigh


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend (`is_error`) or to think about."""

    is_error: bool
    message: str


def lint(policy: Policy) -> tuple[Finding, ...]:
    """Try the policy on the answers that matter most: it must not approve what nobody could answer."""
    return (*_approvals(policy), *_warnings(policy))


def _approvals(policy: Policy) -> Iterator[Finding]:
    for key in policy.enabled:
        for outcome in (Outcome.UNABLE, Outcome.FAIL):
            if _recommended(policy, key, plain(outcome)) is Recommendation.APPROVE:
                yield Finding(True, f"an applicant whose {key} is {outcome} would be approved")
        hit = replace(plain(Outcome.CONSIDER), flagged=1)
        if key in SCREENING and _recommended(policy, key, hit) is Recommendation.APPROVE:
            yield Finding(True, f"an applicant with a flagged hit in {key} would be approved")


def _warnings(policy: Policy) -> Iterator[Finding]:
    clear = weigh(_all_clear(policy), policy)
    if clear.rung.recommendation is not Recommendation.APPROVE:
        yield Finding(False, f"an applicant with nothing against them would be sent to {clear.rung.recommendation}")
    for key in filter(policy.tells_of, policy.enabled):
        yield Finding(False, f"{key} is enabled, and the policy's limits still tell of it")
    for key in policy.unexplained:
        yield Finding(False, f"{key} is not enabled: every report will name it among its limits")
    if not policy.examples:
        yield Finding(False, "the policy has no tests")


def _recommended(policy: Policy, key: str, fact: Facts) -> Recommendation:
    return weigh({**_all_clear(policy), key: fact}, policy).rung.recommendation


def _all_clear(policy: Policy) -> Mapping[str, Facts]:
    return {key: plain(Outcome.CLEAR) for key in policy.enabled}
