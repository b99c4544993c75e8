"""What a policy is made of, frozen once it was read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kyc.model.check import Outcome, Value
from kyc.model.report import PolicyRef, Recommendation, RiskLevel
from kyc.policy.casework import NO_ROUTE, Route, Terms


@dataclass(frozen=True, slots=True)
class CheckPolicy:
    """How one enabled check is weighed.

    `effects` holds what each outcome recommends by itself; `points` is what the check adds to the risk score
    when its own score is 0; `thresholds` are all of the check's, the policy's own over the defaults.
    """

    key: str
    effects: Mapping[Outcome, Recommendation]
    points: float
    thresholds: Mapping[str, float]

    def __post_init__(self) -> None:
        if Recommendation.APPROVE in (self.effects[Outcome.UNABLE], self.effects[Outcome.FAIL]):
            raise ValueError(f"{self.key}: unable and fail never end below review")


@dataclass(frozen=True, slots=True)
class Rule:
    """When `when` (CEL) holds, `then` is recommended, for `reasons`, and `points` are added to the risk score.

    `auto_reject` lets the rejection stand without a person; nothing but `reject` can have it. `route` says where the
    case goes that a person has to look at.
    """

    id: str
    when: str
    then: Recommendation
    reasons: tuple[str, ...] = ()
    points: float = 0.0
    auto_reject: bool = False
    note: str = ""
    route: Route = NO_ROUTE


@dataclass(frozen=True, slots=True)
class Band:
    """From `at_least` points on, the risk is of this level and `then` is recommended."""

    level: RiskLevel
    at_least: float
    then: Recommendation = Recommendation.APPROVE


@dataclass(frozen=True, slots=True)
class Given:
    """The answer of one check in an example; `outcome` None when the check gave none."""

    outcome: Outcome | None
    score: float | None = None
    reasons: tuple[str, ...] = ()
    flagged: int = 0
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Example:
    """A test that stands in the policy: every check is clear but those given; None where nothing is expected."""

    name: str
    given: Mapping[str, Given]
    expect: Recommendation
    reasons: tuple[str, ...] = ()
    level: RiskLevel | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """An operator's policy. `sha256` is over the bytes of its file; `bands` ascend and begin at 0.

    `unable_share` is the share of a check's points that an unable result adds; `left_out` are the known checks
    that are not enabled. `terms` are those on which people work.
    """

    id: str
    version: str
    sha256: str
    title: str
    checks: tuple[CheckPolicy, ...]
    left_out: tuple[str, ...]
    rules: tuple[Rule, ...]
    bands: tuple[Band, ...]
    unable_share: float
    limits: tuple[str, ...]
    examples: tuple[Example, ...]
    terms: Terms = field(default_factory=Terms)

    @property
    def enabled(self) -> tuple[str, ...]:
        """The keys of the checks to run, in the policy's order."""
        return tuple(check.key for check in self.checks)

    @property
    def unexplained(self) -> tuple[str, ...]:
        """The checks that are left out and of which the policy's own limits say nothing."""
        return tuple(key for key in self.left_out if not self.tells_of(key))

    def tells_of(self, check: str) -> bool:
        """Whether one of the policy's own limits is about a check: `registry: …`."""
        return any(limit.startswith(f"{check}:") for limit in self.limits)

    @property
    def thresholds(self) -> Mapping[str, Mapping[str, float]]:
        """Every threshold of every enabled check."""
        return {check.key: check.thresholds for check in self.checks}

    def route_of(self, fired: Collection[str]) -> Route:
        """Where the case goes in which these rules fired: as the most urgent of them says."""
        routes = (rule.route for rule in self.rules if rule.id in fired and rule.route != NO_ROUTE)
        return max(routes, key=lambda route: route.priority or 0, default=NO_ROUTE)

    @property
    def ref(self) -> PolicyRef:
        """How a report names this policy."""
        return PolicyRef(self.id, self.version, self.sha256)
