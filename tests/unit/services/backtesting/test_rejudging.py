"""Judging again is judging: what is stored leads where the line itself would have led under that policy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kyc.model.answer import unable
from kyc.model.check import CheckResult, Outcome
from kyc.model.report import Recommendation, Report
from kyc.policy.decide import rejects_automatically
from kyc.policy.policy import Policy
from kyc.policy.weigh import rejects_alone
from kyc.services.backtesting.comparing import Change, verdict_of
from kyc.services.backtesting.past import Past, Unjudged, Why, judged
from kyc.services.backtesting.recorded import UnrecordedError
from kyc.services.backtesting.rejudging import Bench, GoneError, judge_again
from tests.unit.checks import samples
from tests.unit.policy.samples import BUILTIN, load
from tests.unit.services.backtesting.drawn import EVENING, Others, World, policies, worlds

MANY = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
OTHER_FACES = World(samples.evidence(faces=samples.pair(5e-3)), samples.Lists(), None, EVENING)
CLEAR = World(samples.evidence(), samples.Lists(), None, EVENING)
STRICT = load("{id: strict, version: 2, checks: {face_match: {thresholds: {clear_fmr: 1.0e-6}}, age: {}}}")
BOTH = load("{id: both, version: 1, checks: {sanctions: {}, pep: {}}}")


def bare(report: Report) -> Report:
    """A report without what no two judgements share: the time they took, the seal, where a screening stands."""
    checks = tuple(replace(each, duration_ms=0.0, screening=None) for each in report.checks)
    return replace(report, checks=checks, integrity=None)


@MANY
@given(worlds(), policies())
def test_the_policy_in_force_changes_nothing(world: World, policy: Policy) -> None:
    report = world.report(policy)
    again = judge_again(report, world.kept, Bench(policy))
    assert (again.outcome, again.trace, again.limits) == (report.outcome, report.trace, report.limits)
    assert {each.check: each.outcome for each in again.checks} == {each.check: each.outcome for each in report.checks}
    found = judged(Past("ver", report, world.kept), Bench(policy, {policy.sha256: policy}))
    assert isinstance(found, Change)
    assert found.parts == ()


@MANY
@given(worlds(), policies())
def test_unexplained_it_is_the_same_judgement_without_what_would_have_changed_it(world: World, policy: Policy) -> None:
    report, bench = world.report(policy), Bench(policy)
    explained = judge_again(report, world.kept, bench)
    assert bare(judge_again(report, world.kept, bench, is_explained=False)) == bare(
        replace(explained, counterfactuals=())
    )


@MANY
@given(worlds(), st.data())
def test_another_policy_judges_what_is_stored_as_it_would_have_judged_then(world: World, data: st.DataObject) -> None:
    """Whatever the first policy was, if it asked the same questions."""
    old = data.draw(policies())
    new = data.draw(policies(old.enabled))
    report = world.report(old)
    again, afresh = bare(judge_again(report, world.kept, Bench(new))), bare(world.report(new))
    for one, other in zip(again.checks, afresh.checks, strict=True):
        assert one == other
    assert again == afresh


@MANY
@given(worlds(), policies(), policies())
def test_what_is_judged_is_judged_as_then_and_the_rest_is_said(world: World, old: Policy, new: Policy) -> None:
    """With lists and a store, that is: whether there were any nobody knows of a check that never asked."""
    assume(world.screener is not None and world.numbers is not None)
    found = judged(Past("ver", world.report(old), world.kept), Bench(new, {old.sha256: old}))
    if isinstance(found, Change):
        assert found.after == verdict_of(world.report(new), new)
    elif found.why is Why.NOT_ASKED:
        assert found.check in set(new.enabled) - set(old.enabled)
    else:
        assert (found.why, found.check) == (Why.EVIDENCE_GONE, "duplicates")


@MANY
@given(worlds(), policies())
def test_without_evidence_the_same_terms_give_the_same_answer(world: World, policy: Policy) -> None:
    report = world.report(policy)
    again = judge_again(report, None, Bench(policy, {policy.sha256: policy}))
    assert bare(replace(again, screening=report.screening)) == bare(report)


@MANY
@given(worlds(), policies())
def test_a_told_trace_says_whether_a_rejection_goes_without_a_person(world: World, policy: Policy) -> None:
    alone = replace(policy, rules=tuple(replace(r, auto_reject=r.then is Recommendation.REJECT) for r in policy.rules))
    report = world.report(alone)
    assert rejects_alone(report.trace) is rejects_automatically(report.checks, alone)


def test_a_changed_threshold_is_judged_on_what_was_measured() -> None:
    again = judge_again(CLEAR.report(BUILTIN), CLEAR.kept, Bench(STRICT))
    assert again.outcome.reasons == ("FACE.BORDERLINE",)
    assert again.outcome.recommendation is Recommendation.REVIEW


def test_without_evidence_a_changed_threshold_is_not_guessed() -> None:
    with pytest.raises(GoneError) as told:
        judge_again(CLEAR.report(BUILTIN), None, Bench(STRICT, {BUILTIN.sha256: BUILTIN}))
    assert told.value.check == "face_match"


def test_without_evidence_nothing_is_taken_for_the_same_that_is_not_known_to_be() -> None:
    with pytest.raises(GoneError):
        judge_again(CLEAR.report(BUILTIN), None, Bench(replace(BUILTIN, sha256="0" * 64)))


def test_without_evidence_a_check_without_thresholds_stands_under_any_policy() -> None:
    kept = load("{id: kept, version: 1, checks: {document_integrity: {}, image_quality: {}}}")
    assert judge_again(CLEAR.report(BUILTIN), None, Bench(kept)).outcome.recommendation is Recommendation.APPROVE


def test_another_day_in_another_zone_is_another_age() -> None:
    """In London it is still the day before, on which whoever has their birthday is a year younger."""
    jakarta = load("{id: a, version: 1, checks: {age: {fail: reject}}}")
    london = load("{id: b, version: 1, checks: {age: {fail: reject}}, business_hours: {zone: Europe/London}}")
    born = samples.evidence(document=samples.ktp(birth_date="2009-11-23"))
    world = World(born, None, None, EVENING.replace(hour=17, minute=0))
    report = world.report(jakarta)
    assert report.outcome.recommendation is Recommendation.APPROVE
    assert judge_again(report, world.kept, Bench(london)).outcome.recommendation is Recommendation.REJECT
    with pytest.raises(GoneError):
        judge_again(report, None, Bench(london, {jakarta.sha256: jakarta}))


@pytest.mark.parametrize("check", ["sanctions", "pep", "duplicates", "registry"])
def test_what_was_not_asked_then_has_no_answer_now(check: str) -> None:
    asking = load(f"{{id: asking, version: 1, checks: {{age: {{}}, {check}: {{}}}}}}")
    report = CLEAR.report(load("{id: old, version: 1, checks: {age: {}}}"))
    for kept in (CLEAR.kept, None):
        with pytest.raises(UnrecordedError) as told:
            judge_again(report, kept, Bench(asking, {report.policy.sha256: asking}))
        assert told.value.check in (check, "age")
    supposed: CheckResult | None = CheckResult(check, Outcome.CLEAR, 1.0)
    again = judge_again(report, CLEAR.kept, Bench(asking, supposed={check: supposed}))
    assert again.outcome.recommendation is Recommendation.APPROVE
    missing = judge_again(report, CLEAR.kept, Bench(asking, supposed={check: None}))
    assert missing.outcome.reasons == ("SYS.NOT_RUN",)


def test_nothing_is_supposed_of_a_check_that_answered() -> None:
    supposed = {"age": unable("age", "RISK.AGE_UNKNOWN")}
    assert judge_again(CLEAR.report(BUILTIN), CLEAR.kept, Bench(BUILTIN, supposed=supposed)).outcome.reasons == ()


def test_sanctions_that_were_asked_say_nothing_of_politicians() -> None:
    only = load("{id: only, version: 1, checks: {sanctions: {}}}")
    with pytest.raises(UnrecordedError, match="pep"):
        judge_again(CLEAR.report(only), CLEAR.kept, Bench(BOTH))


def test_a_number_that_thirty_others_carry_counts_thirty_though_twenty_are_named() -> None:
    few, many = (
        load(f"{{id: a, version: 1, checks: {{duplicates: {{thresholds: {{max_others: {n}}}}}}}}}") for n in (0, 29)
    )
    world = World(samples.evidence(), None, Others({"nik": 30}), EVENING)
    again = judge_again(world.report(few), world.kept, Bench(many))
    assert bare(again) == bare(world.report(many))
    assert again.outcome.recommendation is Recommendation.REVIEW


def test_a_change_that_the_program_made_is_told_apart_from_the_policys() -> None:
    """The report says that the face was not alike; its own policy finds now that it was."""
    report = OTHER_FACES.report(BUILTIN)
    bench = Bench(BUILTIN, {BUILTIN.sha256: BUILTIN})
    found = judged(Past("ver", report, CLEAR.kept), bench)
    assert isinstance(found, Change)
    assert (found.before.recommendation, found.after.recommendation, found.is_policys) == ("review", "approve", False)


def test_a_change_that_the_policy_made_says_what_drove_it() -> None:
    report = CLEAR.report(BUILTIN)
    found = judged(Past("ver", report, CLEAR.kept, decision="approve"), Bench(STRICT, {BUILTIN.sha256: BUILTIN}))
    assert isinstance(found, Change)
    assert (found.direction, found.drivers, found.is_policys) == ("stricter", ("FACE.BORDERLINE",), True)
    assert set(found.parts) == {"recommendation", "state", "queue", "reasons", "checks"}


def test_a_more_lenient_policy_is_driven_by_what_no_longer_weighs() -> None:
    mild = load("{id: mild, version: 1, checks: {face_match: {thresholds: {clear_fmr: 0.01, review_fmr: 0.02}}}}")
    report = OTHER_FACES.report(BUILTIN)
    found = judged(Past("ver", report, OTHER_FACES.kept), Bench(mild))
    assert isinstance(found, Change)
    assert (found.direction, found.drivers, found.is_policys) == ("lenient", ("FACE.BORDERLINE",), None)


def test_the_queue_of_a_policy_that_is_not_at_hand_is_its_cases_or_not_compared() -> None:
    report = OTHER_FACES.report(BUILTIN)
    other = replace(BUILTIN, sha256="0" * 64)
    for queue, parts in ((None, ()), ("default", ()), ("slow", ("queue",))):
        found = judged(Past("ver", report, OTHER_FACES.kept, queue), Bench(other))
        assert isinstance(found, Change)
        assert found.parts == parts


def test_evidence_that_is_gone_is_said_with_the_policy_that_would_help() -> None:
    report = CLEAR.report(BUILTIN)
    found = judged(Past("ver", report), Bench(STRICT))
    assert found == Unjudged("ver", Why.EVIDENCE_GONE, "face_match", report.policy)
    assert judged(Past("ver", report), Bench(STRICT, {BUILTIN.sha256: BUILTIN})) == replace(found, policy=None)


def test_a_score_within_its_level_is_no_change() -> None:
    report = CLEAR.report(BUILTIN)
    verdict = verdict_of(report, BUILTIN)
    assert Change("ver", verdict, replace(verdict, score=verdict.score + 1)).parts == ()


def test_a_count_that_was_told_is_judged_anew_and_one_that_was_not_is_not_guessed() -> None:
    """A declared number that one other carries settles nothing while one is allowed; earlier reports
    said only why."""
    one, none = (
        load(f"{{id: a, version: 1, checks: {{duplicates: {{thresholds: {{max_others: {n}}}}}}}}}") for n in (1, 0)
    )
    world = World(samples.evidence(document=None), None, Others({"nik": 1}), EVENING)
    report = world.report(one)
    assert report.outcome.recommendation is Recommendation.REVIEW
    assert bare(judge_again(report, world.kept, Bench(one))) == bare(report)
    assert bare(judge_again(report, world.kept, Bench(none, {one.sha256: one}))) == bare(world.report(none))
    earlier = replace(report, checks=tuple(replace(each, breakdown=()) for each in report.checks))
    with pytest.raises(GoneError):
        judge_again(earlier, world.kept, Bench(none, {one.sha256: one}))
