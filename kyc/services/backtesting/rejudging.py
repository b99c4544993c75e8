"""A stored verification judged again: the line's own `run` and `conclude`, on stored evidence, under another policy.

There is no second way to judge: what differs from the first time is only who answers when a check asks the lists or
the store, see `recorded`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kyc.checks import CHECKS
from kyc.model.check import CheckResult
from kyc.model.evidence import Evidence
from kyc.model.report import Report
from kyc.pipeline import Head, LineContext, conclude, run
from kyc.policy.policy import Policy
from kyc.services.backtesting.recorded import UnrecordedError, lists_of, numbers_of

_REGISTRY = "registry"


class GoneError(Exception):
    """What a check looked at is no longer kept, and under these thresholds it cannot do without."""

    def __init__(self, check: str) -> None:
        super().__init__(check)
        self.check = check


@dataclass(frozen=True, slots=True)
class Bench:
    """What verifications are judged by: the policy, those that reports name as theirs, and what is supposed.

    `known` holds policies by their SHA-256. `supposed` holds the answers of checks that were not asked then, None for
    one that is to count as missing; nothing is supposed of a check that was.
    """

    policy: Policy
    known: Mapping[str, Policy] = field(default_factory=lambda: MappingProxyType({}))
    supposed: Mapping[str, CheckResult | None] = field(default_factory=lambda: MappingProxyType({}))

    def policy_of(self, report: Report) -> Policy | None:
        """The policy that a report was made under, None when it is not at hand."""
        own = report.policy.sha256
        return self.policy if own == self.policy.sha256 else self.known.get(own)


def judge_again(report: Report, evidence: Evidence | None, bench: Bench, *, is_explained: bool = True) -> Report:
    """Judge under the bench's policy, on the day of the report, what was read and asked then.

    Without evidence the stored answer of a check stands where it is known to have been given on the same terms.

    Raises:
        UnrecordedError: when the policy asks a check that was not asked then, and of which nothing is supposed.
        GoneError: when the evidence, or what was answered then, is not kept, and the check's terms are not known to be
            the same.
    """
    stored = {result.check: result for result in report.checks}
    results: list[CheckResult] = []
    for check in bench.policy.enabled:
        try:
            results.append(_result(check, stored.get(check), report, evidence, bench))
        except UnrecordedError:
            if check not in bench.supposed:
                raise
            if supposed := bench.supposed[check]:
                results.append(supposed)
    head = Head(report.id, report.verification_id, report.created_at, report.subject, revision=report.revision)
    return conclude(results, bench.policy, head, is_explained=is_explained)


def _result(
    check: str, stored: CheckResult | None, report: Report, evidence: Evidence | None, bench: Bench
) -> CheckResult:
    if evidence is None:
        return _standing(check, stored, report, bench)
    if stored is None and check == _REGISTRY and evidence.registry is None and _REGISTRY not in evidence.failures:
        raise UnrecordedError(check)
    try:
        return run(check, evidence, _context(check, stored, report, bench.policy))
    except UnrecordedError:
        if stored is None:
            raise
        # It was asked, and the report does not tell all that was answered: one that settled nothing says only why.
        return _standing(check, stored, report, bench)


def _standing(check: str, stored: CheckResult | None, report: Report, bench: Bench) -> CheckResult:
    """The answer of then, if it is known that the same would come out."""
    if stored is None:
        raise UnrecordedError(check)
    then, now = bench.policy_of(report), bench.policy
    if not CHECKS[check].THRESHOLDS:
        return stored
    is_same = (
        then is not None
        and then.thresholds.get(check) == now.thresholds[check]
        and then.terms.calendar.day_of(report.created_at) == now.terms.calendar.day_of(report.created_at)
    )
    if not is_same:
        raise GoneError(check)
    return stored


def _context(check: str, stored: CheckResult | None, report: Report, policy: Policy) -> LineContext:
    return LineContext(
        today=policy.terms.calendar.day_of(report.created_at),
        policy=policy,
        screener=lists_of(check, stored, report.screening),
        known_numbers=numbers_of(check, stored),
    )
