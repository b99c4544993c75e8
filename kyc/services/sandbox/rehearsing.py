"""Work on a sandbox applicant: made-up evidence, then the real checks, the operator's policy, the real report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kyc.checks import CHECKS
from kyc.model.context import KnownNumbers
from kyc.model.errors import EngineError, InputError
from kyc.model.evidence import Evidence
from kyc.model.hours import BusinessHours
from kyc.model.submission import Submission
from kyc.pipeline import Head, open_images
from kyc.policy.policy import Policy
from kyc.policy.schema import CheckPart
from kyc.screening.screener import ListScreener
from kyc.services.sandbox.scenarios import SCENARIOS, Scenario, scenario_of
from kyc.services.sandbox.stage import Stage, set_up
from kyc.services.verification import Resources, check_all, finish
from kyc.storage.unit import Unit

Heads = Callable[[Evidence], Head]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One attempt at a sandbox applicant: the scenario, how far the sandbox's clock is ahead, which attempt it is."""

    scenario: Scenario
    ahead: timedelta
    attempt: int

    @property
    def wait(self) -> timedelta:
        """How long the work is put off; it takes nobody's time meanwhile."""
        return self.scenario.delay if self.attempt == 1 else timedelta()


def rehearsal_of(unit: Unit, submission: Submission, attempt: int) -> Rehearsal | None:
    """How an applicant is rehearsed; None for those of a live tenant, and for those who name no scenario."""
    if not unit.sandbox.is_one:
        return None
    try:
        scenario = scenario_of(submission.declared)
    except InputError:  # refused when the verification was asked for, so renamed since
        scenario = SCENARIOS["error"]
    return Rehearsal(scenario, unit.sandbox.ahead(), attempt) if scenario else None


def rehearse(submission: Submission, rehearsal: Rehearsal, resources: Resources) -> None:
    """Conclude as the scenario says, and keep report and evidence as of any applicant.

    Raises:
        EngineError: SYS.ENGINE_ERROR as often as the scenario says.
    """
    if rehearsal.attempt <= rehearsal.scenario.failing:
        raise EngineError("SYS.ENGINE_ERROR", "The engine fails, as this scenario of the sandbox wants it.")
    now = resources.clock()
    stage = _staged(submission, rehearsal, now, resources.policy.terms.calendar)
    played = _played(stage, rehearsal, resources, now)
    finish(stage.evidence, check_all(stage.evidence, played.context()), played)


@dataclass(frozen=True, slots=True)
class _Others:
    """Everybody's number is carried by the same others."""

    ids: tuple[str, ...]

    def others(self, submission_id: str, kind: str, number: str) -> tuple[str, ...]:  # noqa: ARG002
        """The same for every number."""
        return self.ids


def _staged(submission: Submission, rehearsal: Rehearsal, now: datetime, calendar: BusinessHours) -> Stage:
    """The scenario's stage; a file that really is no picture leaves nothing to play with."""
    images = open_images(submission).facts
    today, real_today = calendar.day_of(now + rehearsal.ahead), calendar.day_of(now)
    stage = set_up(submission, images, seed=submission.id, today=today, real_today=real_today)
    return rehearsal.scenario.setting(stage) if stage.evidence.document else stage


def _played(stage: Stage, rehearsal: Rehearsal, resources: Resources, now: datetime) -> Resources:
    """The worker's resources with the stage's lists, numbers and time; nothing of the live ones is asked."""
    known: KnownNumbers | None = None if stage.others is None else _Others(stage.others)
    return replace(
        resources,
        policy=_policy(resources.policy, rehearsal.scenario),
        screener=ListScreener(stage.entities, stage.lists) if stage.lists else None,
        known_numbers=known,
        registry=None,
        clock=lambda: now + rehearsal.ahead,
        head_of=_ahead(resources.head_of, rehearsal.ahead),
    )


def _policy(policy: Policy, scenario: Scenario) -> Policy:
    """The operator's policy, and the check that the scenario is about; the report says that all this was made up."""
    told = f"sandbox: evidence and lists were made up for the scenario {scenario.key}; nothing was read or looked up"
    asked, limits = scenario.asks, (*policy.limits, told)
    if asked is None or asked in policy.enabled:
        return replace(policy, limits=limits)
    check = CheckPart().to_model(asked, CHECKS[asked].THRESHOLDS)
    return replace(
        policy,
        checks=(*policy.checks, check),
        left_out=tuple(key for key in policy.left_out if key != asked),
        limits=tuple(limit for limit in limits if not limit.startswith(f"{asked}:")),
    )


def _ahead(head_of: Heads | None, ahead: timedelta) -> Heads | None:
    if head_of is None:
        return None

    def later(evidence: Evidence) -> Head:
        head = head_of(evidence)
        return replace(head, created_at=head.created_at + ahead)

    return later
