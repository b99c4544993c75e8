"""Policies and results for the tests of the policy."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.checks import CHECKS
from kyc.model.check import Breakdown, CheckResult, Item, Outcome
from kyc.policy import builtin
from kyc.policy.policy import Policy, load_policy

KNOWN: Mapping[str, Mapping[str, float]] = {key: check.THRESHOLDS for key, check in CHECKS.items()}
BUILTIN = load_policy(builtin(), checks=KNOWN)
SCORES = {Outcome.CLEAR: 1.0, Outcome.CONSIDER: 0.5, Outcome.FAIL: 0.0, Outcome.UNABLE: None}

SMALL = """
id: small
version: 3
checks:
  face_match: {points: 40}
  age: {fail: reject, points: 20}
"""


def load(text: str) -> Policy:
    return load_policy(text.encode(), checks=KNOWN)


def result(check: str, outcome: Outcome = Outcome.CLEAR, *reasons: str, items: tuple[Item, ...] = ()) -> CheckResult:
    codes = reasons or (() if outcome is Outcome.CLEAR else ("OCR.LOW_CONFIDENCE",))
    breakdown = (Breakdown("all", outcome, items),) if items else ()
    return CheckResult(check, outcome, SCORES[outcome], codes, breakdown)


def results(policy: Policy = BUILTIN, /, **changed: CheckResult) -> list[CheckResult]:
    """Every enabled check clear but those given by key."""
    return [changed.get(key, result(key)) for key in policy.enabled]
