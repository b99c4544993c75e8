from dataclasses import replace

import pytest

from kyc.model.check import CheckResult, Item, Outcome
from kyc.model.report import Recommendation
from kyc.policy.decide import decide
from tests.unit.policy.samples import BUILTIN, result, results

CLEAR, CONSIDER, FAIL, UNABLE = Outcome.CLEAR, Outcome.CONSIDER, Outcome.FAIL, Outcome.UNABLE
FMR = {"clear_fmr": 1e-3, "review_fmr": 1e-2}


def face(fmr: float, outcome: Outcome, *reasons: str) -> CheckResult:
    return result("face_match", outcome, *reasons, items=(Item("fmr", outcome, fmr, FMR, reasons=reasons),))


def told(*changed: CheckResult) -> list[tuple[str, str]]:
    conclusion = decide(results(**{each.check: each for each in changed}), BUILTIN)
    return [(each.change, each.outcome.value) for each in conclusion.counterfactuals]


def test_a_borderline_face_could_have_gone_either_way() -> None:
    assert told(face(4e-3, CONSIDER, "FACE.BORDERLINE")) == [
        ("face_match: fmr at most 0.001 instead of 0.004", "approve"),
        ("face_match: fmr at least 0.01 instead of 0.004", "reject"),
    ]


def test_another_face_names_both_limits() -> None:
    assert told(face(0.2, FAIL, "FACE.NO_MATCH")) == [
        ("face_match: fmr at most 0.001 instead of 0.2", "approve"),
        ("face_match: fmr at most 0.01 instead of 0.2", "review"),
    ]


def test_a_clear_face_says_how_close_it_was() -> None:
    changes = [each for each in told(face(0.000212345, CLEAR)) if each[0].startswith("face_match")]
    assert changes == [("face_match: fmr at least 0.001 instead of 0.000212", "review")]


def test_an_answer_without_a_measurement_is_changed_whole() -> None:
    assert told(result("document_validity", FAIL, "DOC.EXPIRED")) == [
        ("document_validity: clear instead of fail", "approve")
    ]


def test_two_faults_leave_no_single_change_to_approval() -> None:
    changes = told(result("document_validity", FAIL, "DOC.EXPIRED"), result("age", UNABLE, "RISK.AGE_UNKNOWN"))
    assert all(outcome != "approve" for _, outcome in changes)


def test_one_of_two_hits_is_not_enough() -> None:
    hits = tuple(Item(f"hit.{name}", CONSIDER, 0.9, {"flagged_from": 0.7}, reasons=("SCR.SANCTION",)) for name in "ab")
    both = result("sanctions", CONSIDER, "SCR.SANCTION", items=hits)
    assert told(both) == [("sanctions: clear instead of consider", "approve")]
    assert told(replace(both, breakdown=result("sanctions", CONSIDER, items=hits[:1]).breakdown)) == [
        ("sanctions: hit.a at most 0.7 instead of 0.9", "approve")
    ]


@pytest.mark.parametrize("value", [float("nan"), None, "text"])
def test_what_is_no_number_has_no_other_side(value: float | str | None) -> None:
    item = Item("fmr", CONSIDER, value, FMR, reasons=("FACE.BORDERLINE",))
    assert told(result("face_match", CONSIDER, "FACE.BORDERLINE", items=(item,))) == [
        ("face_match: clear instead of consider", "approve")
    ]


def test_an_approval_tells_what_would_have_stopped_it() -> None:
    changes = dict(told())
    assert list(changes) == [f"{key}: consider instead of clear" for key in BUILTIN.enabled]
    assert Recommendation.APPROVE.value not in changes.values()
