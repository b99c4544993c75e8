"""The report: one document per verification, the same for machines and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kyc.model.check import CheckResult, Value
from kyc.model.screening import Screening

SCHEMA = "report/1"
BY_POLICY = "policy"  # who decided, until a person does


class Recommendation(StrEnum):
    """What the policy proposes; flagged cases end with a person's decision."""

    APPROVE = "approve"
    REVIEW = "review"
    RESUBMIT = "resubmit"
    REJECT = "reject"


class RiskLevel(StrEnum):
    """A band of the risk score."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the report is about, without naming them; the digest is an HMAC under the applicant's key."""

    applicant_id: str
    external_id: str | None
    declared_digest: str | None


@dataclass(frozen=True, slots=True)
class ReportOutcome:
    """The recommendation. `risk_score` runs 0 (none) to 100 (highest)."""

    recommendation: Recommendation
    risk_score: int
    risk_level: RiskLevel
    reasons: tuple[str, ...]
    decided_by: str = BY_POLICY


@dataclass(frozen=True, slots=True)
class PolicyRef:
    """Which policy spoke; `sha256` is over its bytes."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One rule of the policy: what it looked at, whether it fired and what that did."""

    rule: str
    inputs: Mapping[str, Value]
    fired: bool
    effect: str


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A single change that would have led to another recommendation."""

    change: str
    outcome: Recommendation


@dataclass(frozen=True, slots=True)
class Integrity:
    """Proof that the report was not altered: SHA-256 over its canonical form (RFC 8785) without this part."""

    canonical: str
    sha256: str
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a policy makes of the results."""

    outcome: ReportOutcome
    policy: PolicyRef
    trace: tuple[TraceStep, ...]
    counterfactuals: tuple[Counterfactual, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One scored, explained report per applicant."""

    id: str
    verification_id: str
    revision: int
    created_at: datetime
    subject: Subject
    outcome: ReportOutcome
    policy: PolicyRef
    checks: tuple[CheckResult, ...]
    screening: Screening | None
    trace: tuple[TraceStep, ...]
    counterfactuals: tuple[Counterfactual, ...]
    limits: tuple[str, ...]
    integrity: Integrity | None = None
    schema: str = SCHEMA
