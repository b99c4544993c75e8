"""Weighing facts under a policy: every check and rule takes a step, the highest rung reached wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kyc.model.check import Outcome, Value
from kyc.model.report import Recommendation, RiskLevel, TraceStep
from kyc.policy.expression import checks_of, holds, inputs, paths, ready
from kyc.policy.facts import NEVER_ALONE, Facts, namespace, plain
from kyc.policy.records import Band, CheckPolicy, Policy, Rule
from kyc.policy.rungs import Rung, rung_of

MOST_POINTS = 100.0
_ALONE = " without a person"


@dataclass(frozen=True, slots=True)
class Step:
    """What one check, rule or band contributed."""

    rule: str
    inputs: Mapping[str, Value]
    fired: bool
    rung: Rung = Rung.APPROVE
    reasons: tuple[str, ...] = ()
    points: float = 0.0
    note: str = ""
    automatic: bool = False

    @property
    def traced(self) -> TraceStep:
        """The step as the report tells it."""
        if not self.fired:
            return TraceStep(self.rule, self.inputs, False, "none")
        parts = [f"{self.rung.recommendation}{self._how}"]
        parts += [f"+{self.points:.1f} points"] if self.points else []
        parts += [self.note] if self.note else []
        return TraceStep(self.rule, self.inputs, True, "; ".join(parts))

    @property
    def _how(self) -> str:
        if self.automatic:
            return _ALONE
        return ", unless a new attempt is asked for" if self.rung is Rung.MENDABLE_REVIEW else ""


def rejects_alone(trace: Iterable[TraceStep]) -> bool:
    """Whether a told trace holds a rejection that goes without a person."""
    return any(step.fired and step.effect.partition(";")[0].endswith(_ALONE) for step in trace)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The steps and where they lead. `points` run 0 to 100."""

    steps: tuple[Step, ...]
    rung: Rung
    points: float
    level: RiskLevel


def weigh(facts: Mapping[str, Facts], policy: Policy) -> Weighed:
    """Take every step. The order of the checks and rules decides nothing but the order of the trace."""
    names = namespace(facts, policy)
    steps = [_check_step(check, facts[check.key], policy.unable_share) for check in policy.checks]
    ready_names = ready(names)
    steps += [
        _rule_step(rule, holds(rule.when, ready_names), inputs(rule.when, names), facts, policy)
        for rule in policy.rules
    ]
    points = min(MOST_POINTS, sum(step.points for step in steps))
    band = max((band for band in policy.bands if band.at_least <= points), key=lambda band: band.at_least)
    steps.append(_band_step(band, points, policy.bands))
    # What is unable holds the floor by itself, whatever the policy made of it: unable is not clear.
    floor = Rung.MENDABLE_REVIEW if any(fact.outcome is Outcome.UNABLE for fact in facts.values()) else Rung.APPROVE
    return Weighed(tuple(steps), max(floor, *(step.rung for step in steps)), points, band.level)


def _check_step(check: CheckPolicy, fact: Facts, unable_share: float) -> Step:
    share = unable_share if fact.score is None else 1.0 - fact.score
    looked_at: dict[str, Value] = {
        f"checks.{check.key}.outcome": fact.outcome.value,
        f"checks.{check.key}.score": fact.score,
        f"checks.{check.key}.reasons": ", ".join(fact.reasons),
    }
    rule, points = f"check.{check.key}", check.points * share
    if fact.outcome is Outcome.CLEAR:
        return Step(rule, looked_at, points > 0, points=points)
    return Step(rule, looked_at, True, _check_rung(check, fact), fact.reasons, points)


def _check_rung(check: CheckPolicy, fact: Facts) -> Rung:
    rung = rung_of(check.effects[fact.outcome], fact.reasons)
    if fact.outcome is not Outcome.FAIL:
        return rung
    # A failed check weighs at least what it would weigh had it only given these reasons to look.
    return max(rung, rung_of(check.effects[Outcome.CONSIDER], fact.reasons))


def _rule_step(
    rule: Rule, fired: bool | None, looked_at: Mapping[str, Value], facts: Mapping[str, Facts], policy: Policy
) -> Step:
    reasons = rule.reasons or _reasons_behind(rule, facts)
    if fired is None:
        # Fail closed: nobody knows what the rule would have said.
        note = "could not be evaluated"
        return Step(f"rule.{rule.id}", looked_at, True, Rung.FIRM_REVIEW, ("SYS.RULE_ERROR",), note=note)
    if not fired:
        return Step(f"rule.{rule.id}", looked_at, False)
    rung, automatic = rung_of(rule.then, reasons), rule.auto_reject and not _is_screening_alone(rule, facts, policy)
    return Step(f"rule.{rule.id}", looked_at, True, rung, reasons, rule.points, rule.note, automatic)


def _is_screening_alone(rule: Rule, facts: Mapping[str, Facts], policy: Policy) -> bool:
    """Whether a rule would hold had every check but screening and duplicates been clear, and not had those been too.

    A rule may name another check and yet fire for these alone: `age fails, or somebody is listed`. What is clear
    already stays as it is: a rule may look at what was measured.
    """
    is_kept = {key: fact.outcome is Outcome.CLEAR and key not in NEVER_ALONE for key, fact in facts.items()}
    clear = {key: fact if is_kept[key] else plain(Outcome.CLEAR) for key, fact in facts.items()}
    alone = clear | {key: fact for key, fact in facts.items() if key in NEVER_ALONE}
    with_them, without = (holds(rule.when, ready(namespace(each, policy))) for each in (alone, clear))
    return with_them is True and without is not True


def _reasons_behind(rule: Rule, facts: Mapping[str, Facts]) -> tuple[str, ...]:
    """The reasons of the checks a rule looks at; of all of them, when it looks at reasons whatever their check."""
    everywhere = any(path[0] == "reasons" for path in paths(rule.when))
    keys = facts if everywhere else [key for key in checks_of(rule.when) if key in facts]
    behind = (code for key in keys if facts[key].outcome is not Outcome.CLEAR for code in facts[key].reasons)
    return tuple(dict.fromkeys(behind))


def _band_step(band: Band, points: float, bands: Iterable[Band]) -> Step:
    # A high sum keeps an applicant from being approved; it is no suspicion of its own that would outweigh `resubmit`.
    mild = band.then is Recommendation.REVIEW
    rung = Rung.MENDABLE_REVIEW if mild else rung_of(band.then, ())
    looked_at: dict[str, Value] = {"risk.points": round(points, 2), "risk.level": band.level.value}
    looked_at |= {f"risk.{each.level}_from": each.at_least for each in bands}
    return Step(f"band.{band.level}", looked_at, rung is not Rung.APPROVE, rung)
