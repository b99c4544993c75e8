"""What holds for any answers, and for any policy that can be loaded."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.model.check import CheckResult, Outcome
from kyc.model.reasons import CATALOGUE
from kyc.model.report import Recommendation
from kyc.policy.decide import decide
from kyc.policy.facts import facts_of
from kyc.policy.policy import Policy
from kyc.policy.weigh import weigh
from tests.unit.policy.samples import BUILTIN, KNOWN, SCORES, load

KEYS = sorted(KNOWN)
REASONS = sorted(CATALOGUE)
WORSE = {
    Outcome.CLEAR: (Outcome.CONSIDER, Outcome.FAIL, Outcome.UNABLE),
    Outcome.CONSIDER: (Outcome.FAIL,),
    Outcome.UNABLE: (),
    Outcome.FAIL: (),
}
NOT_APPROVE = [each.value for each in Recommendation if each is not Recommendation.APPROVE]
CONDITIONS = [
    'checks.{key}.outcome == "clear"',
    'checks.{key}.outcome != "unable"',
    "checks.{key}.score < 0.5",
    "checks.{key}.flagged > 0",
    "checks.{key}.values.nothing > 1.0",
    "size(reasons) > 2",
    "true",
]

outcomes = st.sampled_from(Outcome)
some_reasons = st.lists(st.sampled_from(REASONS), min_size=1, max_size=3, unique=True).map(tuple)


def answer(key: str, outcome: Outcome, reasons: tuple[str, ...]) -> CheckResult:
    return CheckResult(key, outcome, SCORES[outcome], reasons)


@st.composite
def answers(draw: st.DrawFn) -> list[CheckResult]:
    """Answers of some of the checks, in some order."""
    keys = draw(st.permutations(KEYS))[: draw(st.integers(0, len(KEYS)))]
    return [answer(key, draw(outcomes), draw(some_reasons)) for key in keys]


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Policies that load: any checks, effects, points, bands and rules."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    written = {
        "id": "drawn",
        "version": "1",
        "checks": {
            key: {
                "unable": draw(st.sampled_from(NOT_APPROVE)),
                "fail": draw(st.sampled_from(NOT_APPROVE)),
                "consider": draw(st.sampled_from([*NOT_APPROVE, "approve"])),
                "points": draw(st.integers(0, 100)),
            }
            for key in keys
        },
        "rules": [
            {
                "id": f"rule-{number}",
                "when": draw(st.sampled_from(CONDITIONS)).format(key=draw(st.sampled_from(keys))),
                "then": draw(st.sampled_from(list(Recommendation))).value,
            }
            for number in range(draw(st.integers(0, 3)))
        ],
    }
    return load(json.dumps(written))


@given(answers(), policies())
@settings(deadline=None, max_examples=60)
def test_unable_and_missing_never_end_in_approval(given_results: list[CheckResult], policy: Policy) -> None:
    answered = {result.check for result in given_results if result.outcome is not Outcome.UNABLE}
    recommendation = decide(given_results, policy).outcome.recommendation
    assert set(policy.enabled) <= answered or recommendation is not Recommendation.APPROVE


@given(answers(), policies(), st.randoms())
@settings(deadline=None, max_examples=40)
def test_the_order_of_results_never_matters(given_results: list[CheckResult], policy: Policy, random: object) -> None:
    shuffled = list(given_results)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(shuffled, policy) == decide(given_results, policy)


@given(answers(), st.data())
@settings(deadline=None, max_examples=100)
def test_a_worse_result_never_improves_the_recommendation(
    given_results: list[CheckResult], data: st.DataObject
) -> None:
    """On the ladder of kyc.policy.rungs, and so never back to approve nor down from reject."""
    worsened = []
    for result in given_results:
        outcome = data.draw(st.sampled_from([result.outcome, *WORSE[result.outcome]]))
        worsened.append(answer(result.check, outcome, result.reasons))
    before, after = (weigh(facts_of(each, BUILTIN), BUILTIN) for each in (given_results, worsened))
    assert after.rung >= before.rung


@given(answers(), st.sampled_from(KEYS))
@settings(deadline=None, max_examples=60)
def test_a_further_reason_never_improves_the_recommendation(given_results: list[CheckResult], key: str) -> None:
    """A sanctions hit found beside a blurred card brings a person in, and never an approval."""
    others = [result for result in given_results if result.check != "sanctions"]
    clear = [*others, answer("sanctions", Outcome.CLEAR, ())]
    hit = [*others, answer("sanctions", Outcome.CONSIDER, ("SCR.SANCTION",))]
    before, after = (decide(each, BUILTIN).outcome for each in (clear, hit))
    assert after.recommendation in (Recommendation.REVIEW, Recommendation.REJECT)
    assert after.risk_score >= before.risk_score


@given(answers())
@settings(deadline=None, max_examples=60)
def test_every_counterfactual_leads_elsewhere(given_results: list[CheckResult]) -> None:
    conclusion = decide(given_results, BUILTIN)
    assert all(each.outcome is not conclusion.outcome.recommendation for each in conclusion.counterfactuals)
    assert 0 <= conclusion.outcome.risk_score <= 100
    assert set(conclusion.outcome.reasons) <= set(CATALOGUE)
