"""The shape of a policy file, checked at the edge; `to_model` hands the frozen records on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from kyc.model.check import Outcome
from kyc.model.report import Recommendation, RiskLevel
from kyc.policy.casework import DEFAULT_OCCASIONS, DEFAULT_QUEUE, Route
from kyc.policy.casework_schema import HoursPart, Occasions, QueueName, SlaPart, terms_of
from kyc.policy.part import Count, Number, Part
from kyc.policy.records import Band, CheckPolicy, Example, Given, Policy, Rule

Points = Annotated[Number, Field(ge=0, le=100)]
Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value)]


class CheckPart(Part):
    """One enabled check. Whatever is left out asks for a review."""

    unable: Recommendation = Recommendation.REVIEW
    fail: Recommendation = Recommendation.REVIEW
    consider: Recommendation = Recommendation.REVIEW
    points: Points = 0.0
    thresholds: Mapping[str, Number] = {}

    def to_model(self, key: str, defaults: Mapping[str, float]) -> CheckPolicy:
        """Lay the policy's thresholds over the check's own."""
        effects = {Outcome.UNABLE: self.unable, Outcome.FAIL: self.fail, Outcome.CONSIDER: self.consider}
        return CheckPolicy(key, effects, self.points, {**defaults, **self.thresholds})


class RulePart(Part):
    """A condition in CEL and what follows from it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    when: str
    then: Recommendation
    reasons: tuple[str, ...] = ()
    points: Points = 0.0
    auto_reject: bool = False
    note: str = ""
    queue: QueueName = DEFAULT_QUEUE
    priority: Annotated[Count, Field(ge=0, le=100)] | None = None

    def to_model(self) -> Rule:
        """Return the frozen rule."""
        route = Route(self.queue, self.priority)
        return Rule(self.id, self.when, self.then, self.reasons, self.points, self.auto_reject, self.note, route)


class BandPart(Part):
    """A level of risk: where it begins, and what it recommends."""

    at_least: Points
    then: Recommendation = Recommendation.APPROVE


class RiskPart(Part):
    """How points become levels; `low` begins at 0."""

    unable_share: Number = Field(0.25, ge=0, le=1)
    medium: BandPart = BandPart(at_least=30)
    high: BandPart = BandPart(at_least=60, then=Recommendation.REVIEW)

    def to_model(self) -> tuple[Band, ...]:
        """Return the bands, ascending."""
        return (
            Band(RiskLevel.LOW, 0.0),
            Band(RiskLevel.MEDIUM, self.medium.at_least, self.medium.then),
            Band(RiskLevel.HIGH, self.high.at_least, self.high.then),
        )


class GivenPart(Part):
    """A check's answer in an example."""

    outcome: Outcome | Literal["missing"]
    score: Annotated[Number, Field(ge=0, le=1)] | None = None
    reasons: tuple[str, ...] = ()
    flagged: Count = Field(0, ge=0)
    values: Mapping[str, str | float | bool | None] = {}

    def to_model(self) -> Given:
        """Return the frozen answer; a missing one has no outcome."""
        outcome = None if self.outcome == "missing" else Outcome(self.outcome)
        return Given(outcome, self.score, self.reasons, self.flagged, self.values)


def _spelt_out(value: object) -> object:
    """Take `face_match: fail` for `face_match: {outcome: fail}`."""
    return {"outcome": value} if isinstance(value, str) else value


class ExamplePart(Part):
    """A test: every check is clear but those given."""

    name: str
    given: Mapping[str, Annotated[GivenPart, BeforeValidator(_spelt_out)]] = {}
    expect: Recommendation
    reasons: tuple[str, ...] = ()
    level: RiskLevel | None = None

    def to_model(self) -> Example:
        """Return the frozen example."""
        given = {key: part.to_model() for key, part in self.given.items()}
        return Example(self.name, given, self.expect, self.reasons, self.level)


class PolicyFile(Part):
    """A policy as it is written."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: Text
    title: str = ""
    checks: Mapping[str, CheckPart] = Field(min_length=1)
    risk: RiskPart = Field(default_factory=lambda: RiskPart.model_validate({}))
    rules: tuple[RulePart, ...] = ()
    four_eyes: Occasions = DEFAULT_OCCASIONS
    sla: Mapping[QueueName, SlaPart] = {}
    business_hours: HoursPart | None = None
    limits: tuple[str, ...] = ()
    tests: tuple[ExamplePart, ...] = ()

    def to_model(self, sha256: str, known: Mapping[str, Mapping[str, float]]) -> Policy:
        """Return the frozen policy; `known` holds the default thresholds of every check there is."""
        return Policy(
            id=self.id,
            version=self.version,
            sha256=sha256,
            title=self.title,
            checks=tuple(part.to_model(key, known[key]) for key, part in self.checks.items()),
            left_out=tuple(key for key in known if key not in self.checks),
            rules=tuple(rule.to_model() for rule in self.rules),
            bands=self.risk.to_model(),
            unable_share=self.risk.unable_share,
            limits=self.limits,
            examples=tuple(test.to_model() for test in self.tests),
            terms=terms_of(self.four_eyes, self.sla, self.business_hours),
        )
