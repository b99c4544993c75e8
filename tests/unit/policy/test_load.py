"""Reading a policy: what is wrong is said in one sentence that names the line and the key."""

from hashlib import sha256

import pytest

from kyc.model.check import Outcome
from kyc.model.errors import InputError
from kyc.model.report import Recommendation, RiskLevel
from kyc.policy import builtin
from kyc.policy.source import LARGEST
from tests.unit.policy.samples import BUILTIN, KNOWN, SMALL, load


def rule(when: str = "true", then: str = "review", more: str = "") -> str:
    return f"{SMALL}rules:\n  - {{id: a, when: '{when}', then: {then}{more}}}\n"


def test_the_builtin_policy_is_named_by_the_digest_of_its_bytes() -> None:
    assert BUILTIN.ref.sha256 == sha256(builtin()).hexdigest()
    assert set(BUILTIN.enabled) == set(KNOWN) - set(BUILTIN.left_out)
    assert "registry" in BUILTIN.left_out, "it needs a contract with whoever keeps one"
    assert BUILTIN.unexplained == ()


def test_what_is_left_out_asks_for_a_review_and_takes_the_checks_own_thresholds() -> None:
    policy = load(SMALL)
    face = policy.checks[0]
    assert set(face.effects.values()) == {Recommendation.REVIEW}
    assert face.thresholds == KNOWN["face_match"]
    assert (policy.version, policy.left_out[0]) == ("3", "document_integrity")
    assert [band.level for band in policy.bands] == [RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH]


def test_a_threshold_of_the_policy_takes_the_place_of_the_default() -> None:
    policy = load(SMALL.replace("points: 40", "thresholds: {clear_fmr: 1e-4}"))
    assert policy.thresholds["face_match"] == {"clear_fmr": 1e-4, "review_fmr": 1e-2}
    assert policy.checks[1].effects[Outcome.FAIL] is Recommendation.REJECT


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "policy line 1: expected a mapping with id, version, checks and rules"),
        ("[1, 2]", "policy line 1: expected a mapping with id, version, checks and rules"),
        ("id: x\nversion: 1\n", "policy line 1: checks: is required and missing"),
        ("id: [", "policy line 1: not YAML: expected the node content, but found '<stream end>'"),
        ("id: a\nid: b\n", "policy line 2: the key 'id' stands twice"),
        ("a: &x 1\nb: *x\n", "policy: aliases (*name) are not allowed, write each value out"),
        (SMALL + "extra: 1\n", "policy line 7: extra: unknown key"),
        (SMALL.replace("age:", "agee:"), "policy line 6: checks.agee: unknown check 'agee', did you mean 'age'?"),
        (SMALL.replace("points: 20", "points: -1"), "checks.age.points: input should be greater than or equal to 0"),
        (
            SMALL.replace("points: 20", "points: yes"),
            "checks.age.points: a number is meant here, and this is yes or no",
        ),
        (SMALL.replace("points: 20", "thresholds: {min_age: on}"), "thresholds.min_age: a number is meant here"),
        (SMALL + "risk: {unable_share: true}\n", "risk.unable_share: a number is meant here"),
        (rule(more=", priority: yes"), "rules[0].priority: a number is meant here"),
        (SMALL + "sla: {default: {hours: yes}}\n", "sla.default.hours: a number is meant here"),
        (
            SMALL + "tests:\n  - {name: x, given: {age: {outcome: fail, flagged: yes}}, expect: review}\n",
            "flagged: a number",
        ),
        (SMALL.replace("points: 20", "points: .nan"), "checks.age.points: input should be a finite number"),
        (
            SMALL.replace("points: 20", "thresholds: {min_agee: 3}"),
            "line 6: checks.age.thresholds.min_agee: unknown threshold of age 'min_agee', did you mean 'min_age'?",
        ),
        (SMALL.replace("points: 20", "thresholds: {min_age: .inf}"), "input should be a finite number"),
        (
            SMALL.replace("fail: reject", "unable: approve"),
            "policy line 6: checks.age.unable: a check that is unable never ends below review",
        ),
        (SMALL.replace("fail: reject", "fail: approve"), "a check that is fail never ends below review"),
        (
            SMALL.replace("points: 40", "thresholds: {clear_fmr: 0.5}"),
            "policy line 5: checks.face_match.thresholds: clear_fmr has to lie below review_fmr",
        ),
        (SMALL + "risk: {medium: {at_least: 70}}\n", "the band high has to begin above the band medium"),
        (rule("checks.age.outcome = 1"), "policy line 8: rules[0].when: not a CEL expression: "),
        (rule("checks.agee.outcome == null"), "rules[0].when: unknown check 'agee', did you mean 'age'?"),
        (rule("checks.pep.flagged > 0"), "rules[0].when: the check 'pep' is not enabled by this policy"),
        (rule("checks.age.outcom == null"), "unknown part of checks.age 'outcom', did you mean 'outcome'?"),
        (rule("thresholds.age.min > 1.0"), "unknown threshold of age 'min', did you mean 'min_age'?"),
        (rule("cheks.age.outcome == null"), "unknown name 'cheks', did you mean 'checks'?"),
        (rule("sice(reasons) > 0"), "unknown function 'sice', did you mean 'size'?"),
        (
            rule('checks.age.outcome == "fial"'),
            "unknown outcome compared with checks.age.outcome 'fial', did you mean 'fail'?",
        ),
        (rule('reasons.exists(r, r == "RISK.AGGE")'), "unknown reason 'RISK.AGGE', did you mean 'RISK.AGE'?"),
        (rule(more=", reasons: [RISK.AGGE]"), "rules[0].reasons: unknown reason 'RISK.AGGE'"),
        (rule(then="refuse"), "rules[0].then: input should be 'approve', 'review', 'resubmit' or 'reject'"),
        (rule(more=", auto_reject: true"), "auto_reject goes with `then: reject` only"),
        (
            rule("size(reasons) > 0", then="reject", more=", auto_reject: true"),
            "screening and duplicates alone never reject without a person: name another check in the rule",
        ),
        (
            rule() + "  - {id: a, when: 'true', then: review}\n",
            "policy line 9: rules[1].id: the rule id 'a' stands twice",
        ),
        (
            SMALL + "tests:\n  - {name: x, given: {pep: fail}, expect: review}\n",
            "policy line 8: tests[0].given.pep: unknown enabled check 'pep'",
        ),
    ],
)
def test_a_fault_is_one_sentence_that_names_its_place(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match="policy") as caught:
        load(text)
    assert caught.value.code == "POLICY.INVALID"
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_several_faults_are_told_together() -> None:
    with pytest.raises(InputError) as caught:
        load(rule("checks.agee.outcome == null", more=", reasons: [NO.SUCH]"))
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: \x07", b"id: 2026-99-99\n", b"#" * (LARGEST + 1)])
def test_bytes_that_are_no_policy_are_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="policy"):
        load(content.decode("latin-1"))
