import pytest

from kyc.model.check import CheckResult, Item, Outcome
from kyc.model.report import Recommendation, RiskLevel
from kyc.policy.decide import decide, rejects_automatically
from kyc.policy.expression import holds, inputs, paths, ready
from kyc.policy.facts import facts_of, facts_of_example
from kyc.policy.policy import Policy
from kyc.policy.weigh import weigh
from tests.unit.policy.samples import BUILTIN, SMALL, load, result, results

CLEAR, CONSIDER, FAIL, UNABLE = Outcome.CLEAR, Outcome.CONSIDER, Outcome.FAIL, Outcome.UNABLE
APPROVE, REVIEW = Recommendation.APPROVE, Recommendation.REVIEW
RESUBMIT, REJECT = Recommendation.RESUBMIT, Recommendation.REJECT


def test_an_applicant_with_nothing_against_them_is_approved() -> None:
    outcome = decide(results(), BUILTIN).outcome
    assert (outcome.recommendation, outcome.risk_score, outcome.risk_level) == (APPROVE, 0, RiskLevel.LOW)
    assert outcome.reasons == ()


@pytest.mark.parametrize("missing", BUILTIN.enabled)
def test_a_missing_result_is_unable(missing: str) -> None:
    given = [each for each in results() if each.check != missing]
    outcome = decide(given, BUILTIN).outcome
    assert (outcome.recommendation, outcome.reasons) == (REVIEW, ("SYS.NOT_RUN",))


def test_no_result_at_all_is_a_review_of_high_risk() -> None:
    outcome = decide([], BUILTIN).outcome
    assert (outcome.recommendation, outcome.risk_level) == (REVIEW, RiskLevel.HIGH)


def test_a_check_answers_once() -> None:
    with pytest.raises(ValueError, match="each check answers once"):
        decide([result("age"), result("age")], BUILTIN)


def test_results_of_checks_that_are_not_enabled_decide_nothing() -> None:
    small = load(SMALL)
    given = [*results(small), result("pep", FAIL, "SCR.PEP")]
    conclusion = decide(given, small)
    assert conclusion.outcome.recommendation is APPROVE
    assert "pep: not examined, this policy does not enable it" in conclusion.limits


@pytest.mark.parametrize(
    ("changes", "recommendation", "first_reason"),
    [
        ({"image_quality": (CONSIDER, "IMG.BLUR"), "sanctions": (UNABLE, "SCR.INCOMPLETE")}, RESUBMIT, "IMG.BLUR"),
        ({"image_quality": (CONSIDER, "IMG.BLUR"), "sanctions": (CONSIDER, "SCR.SANCTION")}, REVIEW, "SCR.SANCTION"),
        ({"image_quality": (FAIL, "IMG.TRUNCATED"), "age": (CONSIDER, "RISK.AGE")}, REVIEW, "RISK.AGE"),
        ({"image_quality": (CONSIDER, "IMG.BLUR"), "face_match": (FAIL, "FACE.NO_MATCH")}, REJECT, "FACE.NO_MATCH"),
        ({"sanctions": (CONSIDER, "SCR.SANCTION"), "face_match": (FAIL, "FACE.NO_MATCH")}, REJECT, "FACE.NO_MATCH"),
    ],
)  # fmt: skip
def test_the_weightiest_recommendation_wins(
    changes: dict[str, tuple[Outcome, str]], recommendation: Recommendation, first_reason: str
) -> None:
    outcome = decide(results(**{key: result(key, *answer) for key, answer in changes.items()}), BUILTIN).outcome
    assert (outcome.recommendation, outcome.reasons[0]) == (recommendation, first_reason)


def test_a_rule_that_cannot_be_evaluated_asks_for_a_person() -> None:
    policy = load(SMALL + "rules: [{id: a, when: 'checks.age.values.years < 21', then: reject}]\n")
    conclusion = decide(results(policy), policy)
    assert (conclusion.outcome.recommendation, conclusion.outcome.reasons) == (REVIEW, ("SYS.RULE_ERROR",))
    assert conclusion.trace[-2].effect == "review; could not be evaluated"


def test_a_rule_sees_values_thresholds_and_reasons() -> None:
    rule = 'checks.age.values.age < 2.0 * thresholds.age.min_age && !reasons.exists(r, r.startsWith("SCR"))'
    policy = load(
        SMALL + f"rules:\n  - id: young\n    when: {rule}\n    then: review\n    points: 12.5\n    note: look\n"
    )
    young = result("age", items=(Item("age", CLEAR, 20),))
    conclusion = decide(results(policy, age=young), policy)
    (step,) = [step for step in conclusion.trace if step.rule == "rule.young"]
    assert (step.fired, step.effect) == (True, "review; +12.5 points; look")
    assert step.inputs == {"checks.age.values.age": 20, "thresholds.age.min_age": 17.0, "reasons": ""}
    assert conclusion.outcome.risk_score == 12


def test_every_check_rule_and_the_band_are_traced() -> None:
    trace = decide(results(), BUILTIN).trace
    names = [step.rule for step in trace]
    assert len(names) == len(BUILTIN.checks) + len(BUILTIN.rules) + 1
    assert names[-1] == "band.low"
    assert not any(step.fired for step in trace)


def test_a_high_sum_is_not_approved() -> None:
    policy = load(
        "id: a\nversion: 1\nchecks:\n  age: {consider: approve, points: 80}\n  pep: {consider: approve, points: 80}\n"
    )
    one = decide(results(policy, age=result("age", CONSIDER)), policy).outcome
    both = decide(results(policy, age=result("age", CONSIDER), pep=result("pep", CONSIDER)), policy).outcome
    assert (one.recommendation, one.risk_score, one.risk_level) == (APPROVE, 40, RiskLevel.MEDIUM)
    assert (both.recommendation, both.risk_score, both.risk_level) == (REVIEW, 80, RiskLevel.HIGH)


def test_only_the_rule_that_may_rejects_without_a_person() -> None:
    policy = load(
        SMALL + "rules: [{id: child, when: 'checks.age.outcome == \"fail\"', then: reject, auto_reject: true}]\n"
    )
    child = results(policy, age=result("age", FAIL, "RISK.AGE"))
    assert rejects_automatically(child, policy)
    assert decide(child, policy).trace[-2].effect == "reject without a person"
    assert not rejects_automatically(results(age=result("age", FAIL, "RISK.AGE")), BUILTIN)


LISTED = "checks.sanctions.flagged > 0"
YOUNG = 'checks.age.outcome == "fail"'


@pytest.mark.parametrize(
    ("when", "fails", "is_listed", "rejects"),
    [
        (YOUNG, True, False, True),
        (YOUNG, True, True, True),
        (f"{YOUNG} || {LISTED}", True, False, True),
        (f"{YOUNG} || {LISTED}", True, True, False),  # it would hold for the hit alone
        (f"{YOUNG} || {LISTED}", False, True, False),
        (f"{YOUNG} && {LISTED}", True, True, True),
        (f"{YOUNG} && {LISTED}", True, False, False),
        ('checks.age.outcome == "clear" && ' + LISTED, False, True, False),
        ("checks.age.score < 2.0", False, True, True),  # holds for everybody, listed or not
        ("checks.age.values.age < 99 && " + LISTED, False, True, False),  # as everybody is whose age is clear
        ("checks.age.values.age < 99 && " + LISTED, True, True, True),
    ],
)
def test_screening_alone_rejects_nobody_whatever_else_a_rule_names(
    when: str, fails: bool, is_listed: bool, rejects: bool
) -> None:
    policy = load(
        "{id: p, version: 1, checks: {age: {}, sanctions: {}},"
        f" rules: [{{id: r, when: '{when}', then: reject, auto_reject: true}}]}}"
    )
    hit = Item("hit.x-1", CONSIDER, value=0.9, reasons=("SCR.SANCTION",))
    adult = result("age", items=(Item("age", CLEAR, 34),))
    answers = [
        result("age", FAIL, "RISK.AGE", items=(Item("age", FAIL, 15),)) if fails else adult,
        result("sanctions", CONSIDER, "SCR.SANCTION", items=(hit,)) if is_listed else result("sanctions"),
    ]
    assert rejects_automatically(answers, policy) is rejects


def test_limits_name_what_was_asked_in_vain_or_compared_with_nothing() -> None:
    given = results(
        pep=result("pep", UNABLE, "SCR.NO_LISTS"), identity_match=result("identity_match", CLEAR, "DATA.NOT_DECLARED")
    )
    limits = decide(given, BUILTIN).limits
    assert limits[: len(BUILTIN.limits)] == BUILTIN.limits
    assert "pep: asked, and could not be answered" in limits
    assert "identity_match: nothing was declared, so nothing was compared" in limits


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("checks.a.x == 1", True),
        ("checks.a.x > 1.5", False),
        ("checks.a.nothing == 1", None),
        ("checks.a.none < 1.0", None),
        ("checks.a.x", None),  # a number is no condition
        ("1 / 0 == 1", None),
        ('"a".matches("(")', None),
    ],
)
def test_a_condition_holds_or_not_or_cannot_be_told(source: str, verdict: bool | None) -> None:
    assert holds(source, ready({"checks": {"a": {"x": 1, "none": None}}})) is verdict


def test_what_a_condition_looked_at_is_shown() -> None:
    names = {"checks": {"a": {"values": {"selfie.sharpness": 3.5}, "reasons": ["A.B", "C.D"]}}}
    source = 'checks.a.values["selfie.sharpness"] < 4.0 && checks.a.reasons.exists(r, r == "A.B")'
    assert inputs(source, names) == {"checks.a.values.selfie.sharpness": 3.5, "checks.a.reasons": "A.B, C.D"}
    assert paths(source)[1] == ("checks", "a", "reasons", "exists")


def ruled(
    when: str, then: str = "review", more: str = "", checks: str = "age: {}, image_quality: {}, sanctions: {}"
) -> Policy:
    return load(f"{{id: p, version: 1, checks: {{{checks}}}, rules: [{{id: r, when: '{when}', then: {then}{more}}}]}}")


BLURRED = result("image_quality", CONSIDER, "IMG.BLUR")


@pytest.mark.parametrize(
    ("when", "reasons"),
    [
        ('checks.image_quality.outcome == "consider"', ("IMG.BLUR",)),
        ('checks.age.outcome == "fail"', ("RISK.AGE",)),
        ('checks.age.outcome == "fail" && checks.image_quality.score < 1.0', ("RISK.AGE", "IMG.BLUR")),
        ('reasons.exists(r, r == "IMG.BLUR")', ("RISK.AGE", "IMG.BLUR")),  # whichever check they are of
        ("true", ()),
    ],
)
def test_a_rule_without_reasons_gives_those_of_what_it_looked_at(when: str, reasons: tuple[str, ...]) -> None:
    facts = facts_of(
        [result("age", FAIL, "RISK.AGE"), BLURRED, result("sanctions", CLEAR, "SCR.INCOMPLETE")], ruled(when)
    )
    (step,) = (step for step in weigh(facts, ruled(when)).steps if step.rule == "rule.r")
    assert step.reasons == reasons


@pytest.mark.parametrize(
    ("then", "more", "recommended"),
    [
        ("review", "", RESUBMIT),  # a blur that a new picture may mend, below what asks for one
        ("review", ", reasons: [RISK.AGE]", REVIEW),  # the rule's own reason needs a person
    ],
)
def test_a_rule_is_as_firm_as_its_reasons(then: str, more: str, recommended: Recommendation) -> None:
    policy = ruled(
        'checks.image_quality.outcome == "consider"', then, more, "age: {}, image_quality: {consider: resubmit}"
    )
    assert decide([result("age"), BLURRED], policy).outcome.recommendation is recommended


@pytest.mark.parametrize(
    ("answers", "fires"),
    [([BLURRED], True), ([result("image_quality", CLEAR, "IMG.BLUR")], False), ([result("image_quality")], False)],
)
def test_a_rule_sees_the_reasons_of_what_is_not_clear(answers: list[CheckResult], fires: bool) -> None:
    policy = ruled('reasons.exists(r, r == "IMG.BLUR")', "reject")
    given = [result("age"), result("sanctions"), *answers]
    assert (decide(given, policy).outcome.recommendation is REJECT) is fires


@pytest.mark.parametrize(
    ("items", "flagged"),
    [
        ((), 0),
        ((Item("hit.x-1", CONSIDER, reasons=("SCR.SANCTION",)),), 1),
        ((Item("hit.x-1", CONSIDER, reasons=("SCR.SANCTION",)), Item("hit.x-2", CLEAR)), 1),  # one cleared before
        ((Item("hit.x-1", CONSIDER, reasons=("SCR.SANCTION",)), Item("list.un_sc", UNABLE)), 1),  # no hit
        ((Item("hit.x-1", CONSIDER), Item("hit.x-2", CONSIDER)), 2),
    ],
)
def test_flagged_hits_are_counted_from_what_is_stored(items: tuple[Item, ...], flagged: int) -> None:
    policy = ruled("true")
    told = result("sanctions", CONSIDER, "SCR.SANCTION", items=items)
    assert facts_of([result("age"), result("image_quality"), told], policy)["sanctions"].flagged == flagged


@pytest.mark.parametrize(
    ("reason", "recommended"),
    [("RISK.AGE", REVIEW), ("IMG.BLUR", RESUBMIT)],
    ids=["firm: a new picture changes nothing", "a new picture may mend it"],
)
def test_what_fails_weighs_at_least_what_a_doubt_would(reason: str, recommended: Recommendation) -> None:
    policy = ruled("false", checks="age: {fail: resubmit}, image_quality: {}, sanctions: {}")
    given = [result("age", FAIL, reason), result("image_quality"), result("sanctions")]
    assert decide(given, policy).outcome.recommendation is recommended


def test_only_what_speaks_against_somebody_is_a_reason() -> None:
    policy = ruled("true", "approve", ", reasons: [MAN.CLEARED]", checks="age: {}, image_quality: {}")
    outcome = decide([result("age", CLEAR, "DATA.NOT_DECLARED"), BLURRED], policy).outcome
    assert outcome.reasons == ("IMG.BLUR",)


@pytest.mark.parametrize(
    ("given", "is_told"),
    [
        (result("age", CLEAR, "DATA.NOT_DECLARED"), True),
        (result("age"), False),
        (result("age", CONSIDER, "DATA.NOT_DECLARED"), False),
    ],
)
def test_nothing_compared_is_a_limit_only_where_it_passed_as_clear(given: CheckResult, is_told: bool) -> None:
    limits = decide([given, result("face_match")], load(SMALL)).limits
    assert ("age: nothing was declared, so nothing was compared" in limits) is is_told


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("consider", 10),
        ("fail", 20),
        ("clear", 0),
        ("{outcome: consider, score: 0.75}", 5),
        ("unable", 5),
        ("missing", 5),
    ],
)
def test_an_example_without_a_score_has_the_plain_one(written: str, points: float) -> None:
    policy = load(SMALL + f"tests: [{{name: t, given: {{age: {written}}}, expect: approve}}]")
    (example,) = policy.examples
    assert weigh(facts_of_example(example.given, policy), policy).points == pytest.approx(points)
