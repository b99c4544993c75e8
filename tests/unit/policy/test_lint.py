import pytest

from kyc.policy.examples import try_examples
from kyc.policy.lint import lint
from tests.unit.policy.samples import BUILTIN, SMALL, load

ALL = "".join(f"  {key}: {{}}\n" for key in BUILTIN.enabled)


def test_the_builtin_policy_has_nothing_to_mend() -> None:
    assert lint(BUILTIN) == ()


@pytest.mark.parametrize("example", try_examples(BUILTIN), ids=lambda tried: tried.example.name)
def test_the_builtin_policy_passes_its_own_tests(example: object) -> None:
    assert example.differences == ()  # type: ignore[attr-defined]


def test_a_policy_that_would_approve_a_flagged_hit_is_refused() -> None:
    findings = lint(load("id: a\nversion: 1\nchecks: {sanctions: {consider: approve}}\n"))
    assert [each.message for each in findings if each.is_error] == [
        "an applicant with a flagged hit in sanctions would be approved"
    ]


def test_a_rule_may_mend_that() -> None:
    rule = "rules: [{id: hit, when: checks.sanctions.flagged > 0, then: review}]\n"
    findings = lint(load("id: a\nversion: 1\nchecks: {sanctions: {consider: approve}}\n" + rule))
    assert not any(each.is_error for each in findings)


def test_what_is_not_enabled_is_worth_a_warning() -> None:
    messages = [each.message for each in lint(load(SMALL))]
    assert "sanctions is not enabled: every report will name it among its limits" in messages
    assert "the policy has no tests" in messages


def test_a_limit_of_the_policys_own_tells_of_a_check_that_it_leaves_out() -> None:
    told = [each.message for each in lint(load(SMALL + "limits: ['sanctions: screened elsewhere']\n"))]
    assert not any(message.startswith("sanctions") for message in told)
    assert any(message.startswith("pep is not enabled") for message in told)


def test_a_limit_that_tells_of_an_enabled_check_is_worth_a_warning() -> None:
    told = [each.message for each in lint(load(SMALL + "limits: ['age: not known']\n"))]
    assert "age is enabled, and the policy's limits still tell of it" in told


def test_a_policy_that_approves_nobody_is_worth_a_warning() -> None:
    policy = load(f"id: a\nversion: 1\nchecks:\n{ALL}rules: [{{id: all, when: 'true', then: review}}]\ntests: []\n")
    assert "an applicant with nothing against them would be sent to review" in [each.message for each in lint(policy)]


def test_an_example_that_differs_says_in_what() -> None:
    text = SMALL + (
        "tests:\n"
        "  - {name: wrong, given: {age: fail}, expect: approve, reasons: [RISK.AGE], level: high}\n"
        "  - {name: right, given: {age: {outcome: fail, reasons: [RISK.AGE]}}, expect: reject, reasons: [RISK.AGE]}\n"
    )
    wrong, right = try_examples(load(text))
    assert wrong.differences == (
        "expected approve, came out reject",
        "expected the reason RISK.AGE",
        "expected a high risk, came out low",
    )
    assert right.passed
