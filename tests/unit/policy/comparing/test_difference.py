"""Two policies side by side: each difference once, in words, with the way it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.model.check import CheckResult, Outcome
from kyc.model.report import Recommendation, RiskLevel
from kyc.policy import builtin
from kyc.policy.comparing.difference import differences
from kyc.policy.comparing.directions import Direction, more_is_stricter
from kyc.policy.comparing.rules import Difference
from kyc.policy.facts import facts_of
from kyc.policy.policy import Policy
from kyc.policy.records import CheckPolicy, Rule
from kyc.policy.weigh import weigh
from tests.unit.policy.samples import BUILTIN, KNOWN, load
from tests.unit.policy.test_properties import answers, policies

STRICTER, LENIENT, NEITHER = Direction
RULE = {"id": "r", "when": "checks.age.flagged > 0", "then": "review"}


def written(**changes: object) -> Policy:
    """A small policy, parts of it replaced."""
    plain = {"id": "p", "version": "1", "checks": {"age": {}, "face_match": {}}, "rules": [RULE]}
    return load(yaml.safe_dump({**plain, **changes}))


def compared(old: Policy, new: Policy) -> tuple[Difference, ...]:
    return differences(old, new, defaults=KNOWN)


def checks(**age: object) -> Mapping[str, object]:
    return {"checks": {"age": age, "face_match": {}}}


def rule(**changes: object) -> Mapping[str, object]:
    return {"rules": [{**RULE, **changes}]}


@pytest.mark.parametrize(
    ("before", "after", "part", "direction", "text"),
    [
        (checks(), checks(thresholds={"min_age": 18}), "checks.age.thresholds.min_age", STRICTER,
         "age: at least 18 instead of 17 (min_age)"),
        (checks(), checks(fail="reject"), "checks.age.fail", STRICTER, "age: where it fails, reject instead of review"),
        (checks(), checks(consider="approve"), "checks.age.consider", LENIENT,
         "age: where it asks for a look, approve instead of review"),
        (checks(), checks(unable="resubmit"), "checks.age.unable", NEITHER,
         "age: where it cannot answer, resubmit instead of review"),
        (checks(points=10), checks(points=5), "checks.age.points", LENIENT,
         "age: up to 5 points of risk instead of 10"),
        (checks(), {"checks": {"age": {}, "face_match": {}, "pep": {}}}, "checks.pep", STRICTER,
         "pep is asked, which it was not"),
        (checks(), {"checks": {"age": {}}}, "checks.face_match", LENIENT, "face_match is not asked any more"),
        ({}, {"risk": {"unable_share": 0.5}}, "risk.unable_share", STRICTER,
         "risk: a check that cannot answer adds 0.5 of its points instead of 0.25"),
        ({}, {"risk": {"medium": {"at_least": 40}}}, "risk.medium.at_least", LENIENT,
         "risk: medium from 40 points instead of 30"),
        ({}, {"risk": {"high": {"at_least": 60, "then": "reject"}}}, "risk.high.then", STRICTER,
         "risk: high recommends reject instead of review"),
        ({}, rule(when="checks.age.flagged > 1"), "rules.r.when", NEITHER,
         "rule r: when checks.age.flagged > 1 instead of checks.age.flagged > 0"),
        ({}, rule(then="reject"), "rules.r.then", STRICTER, "rule r: recommends reject instead of review"),
        (rule(then="reject"), rule(then="reject", auto_reject=True), "rules.r.auto_reject", STRICTER,
         "rule r: rejects without a person"),
        ({}, rule(points=3), "rules.r.points", STRICTER, "rule r: 3 points of risk instead of 0"),
        ({}, rule(reasons=["SCR.PEP"]), "rules.r.reasons", NEITHER,
         "rule r: gives SCR.PEP instead of the reasons of its checks"),
        ({}, rule(queue="slow"), "rules.r.queue", NEITHER, "rule r: sends to the queue slow instead of default"),
        ({}, rule(priority=9), "rules.r.priority", NEITHER, "rule r: urgent by 9 instead of the risk score"),
        ({}, rule(note="why"), "rules.r.note", NEITHER, "rule r: notes “why”"),
        ({}, rule(id="s"), "rules.s", NEITHER, "rule s: was called r"),
        ({}, {"rules": []}, "rules.r", LENIENT, "rule r: gone (when checks.age.flagged > 0, review)"),
        ({"rules": []}, {}, "rules.r", STRICTER, "rule r: new (when checks.age.flagged > 0, review)"),
        ({}, {"four_eyes": ["reject_override", "sanction_true_match", "pep_true_match"]},
         "four_eyes.supersede", LENIENT,
         "four eyes: replacing a decision that stands no longer needs a second person"),
        ({}, {"sla": {"alerts": {"hours": 4}}}, "sla.alerts.hours", STRICTER,
         "queue alerts: 4 business hours instead of 8"),
        ({}, {"business_hours": {"zone": "Europe/London"}}, "business_hours", NEITHER,
         "business hours: of Europe/London instead of Asia/Jakarta"),
        ({}, {"business_hours": {"days": ["mon"]}}, "business_hours", NEITHER, "business hours: another calendar"),
        ({}, {"limits": ["address: told"]}, "limits", NEITHER, "limits: says “address: told”"),
        ({}, {"title": "New"}, "title", NEITHER, "title: “New”"),
        ({}, {"tests": [{"name": "one", "expect": "approve"}]}, "tests", NEITHER, "tests: 1 instead of 0, or others"),
    ],
)  # fmt: skip
def test_each_part_is_told_in_words(
    before: Mapping[str, object], after: Mapping[str, object], part: str, direction: Direction, text: str
) -> None:
    (told,) = compared(written(**before), written(**after))
    assert (told.part, told.direction, told.text) == (part, direction, text)


@pytest.mark.parametrize(
    ("threshold", "higher_is_stricter"),
    [
        ("identity_match.clear_name", True),
        ("identity_match.review_name", True),
        ("identity_match.min_compared", True),
        ("face_match.clear_fmr", False),
        ("face_match.review_fmr", False),
        ("sanctions.max_list_age_days", False),
        ("pep.max_list_age_days", False),
        ("registry.clear_similarity", True),
        ("registry.other_similarity", True),
        ("registry.min_compared", True),
        ("registry.max_differing", False),
        ("duplicates.max_others", False),
        ("age.min_age", True),
        ("document_validity.min_days_left", True),
    ],
)
def test_the_way_of_every_threshold_is_known(threshold: str, higher_is_stricter: bool) -> None:
    key, name = threshold.split(".")
    assert more_is_stricter(name, KNOWN[key]) is higher_is_stricter


def test_no_threshold_is_without_a_line_above() -> None:
    """Of one whose name says nothing it is not claimed that it goes either way."""
    assert all(more_is_stricter(name, limits) is not None for limits in KNOWN.values() for name in limits)
    assert more_is_stricter("seconds", {"seconds": 1.0}) is None


@pytest.mark.parametrize(
    ("thresholds", "text"),
    [
        ({"clear_fmr": 1e-4}, "face_match: clear needs fmr up to 0.0001 instead of 0.001"),
        ({"review_fmr": 0.005}, "face_match: fails with fmr above 0.005 instead of 0.01"),
    ],
)
def test_a_pair_of_limits_says_what_each_parts(thresholds: Mapping[str, float], text: str) -> None:
    (told,) = compared(written(), written(checks={"age": {}, "face_match": {"thresholds": dict(thresholds)}}))
    assert (told.direction, told.text) == (STRICTER, text)


def test_a_threshold_that_rules_read_goes_neither_way() -> None:
    """Somebody old enough may be what such a rule looks for."""
    reading = {"rules": [{**RULE, "when": "checks.age.values.age > thresholds.age.min_age + 40.0"}]}
    (told,) = compared(written(**reading), written(**reading, **checks(thresholds={"min_age": 18})))
    assert (told.direction, told.text) == (NEITHER, "age: at least 18 instead of 17 (min_age), and rules read it")


def test_order_and_comments_are_no_difference() -> None:
    turned = yaml.safe_load(builtin())
    turned |= {"checks": dict(reversed(turned["checks"].items())), "rules": turned["rules"][::-1], "version": "9"}
    assert compared(BUILTIN, load(yaml.safe_dump(turned, sort_keys=False))) == ()


@given(policies())
@settings(deadline=None, max_examples=30)
def test_nothing_differs_from_itself(policy: Policy) -> None:
    assert compared(policy, policy) == ()


@given(policies(), policies())
@settings(deadline=None, max_examples=60)
def test_the_other_way_round_every_direction_turns(old: Policy, new: Policy) -> None:
    turned = {STRICTER: LENIENT, LENIENT: STRICTER, NEITHER: NEITHER}
    there, back = compared(old, new), compared(new, old)
    assert sorted((each.part, turned[each.direction]) for each in there) == sorted((e.part, e.direction) for e in back)


@st.composite
def tightened(draw: st.DrawFn) -> tuple[Policy, Policy]:
    """A policy, and the same with one part made stricter."""
    old = draw(policies())
    check = draw(st.sampled_from(old.checks))
    outcome = draw(st.sampled_from(sorted(check.effects)))
    mine = replace(check, points=check.points + 5) if draw(st.booleans()) else _harsher(check, outcome)
    tighter = replace(old, checks=tuple(mine if each is check else each for each in old.checks))
    medium = replace(old, bands=(old.bands[0], replace(old.bands[1], at_least=20.0), old.bands[2]))
    more = replace(old, rules=(*old.rules, Rule("more", "true", Recommendation.RESUBMIT)))
    return old, draw(st.sampled_from([tighter, medium, more, replace(old, unable_share=0.75)]))


def _harsher(check: CheckPolicy, outcome: Outcome) -> CheckPolicy:
    effect = check.effects[outcome]
    harsher = Recommendation.REVIEW if effect is Recommendation.APPROVE else Recommendation.REJECT
    return replace(check, effects={**check.effects, outcome: harsher})


@given(answers(), tightened())
@settings(deadline=None, max_examples=100)
def test_what_is_told_to_be_stricter_judges_no_better(
    given_results: list[CheckResult], pair: tuple[Policy, Policy]
) -> None:
    assert {each.direction for each in compared(*pair)} <= {STRICTER}
    before, after = (weigh(facts_of(given_results, policy), policy) for policy in pair)
    assert after.rung >= before.rung
    assert after.points >= before.points
    assert list(RiskLevel).index(after.level) >= list(RiskLevel).index(before.level)
