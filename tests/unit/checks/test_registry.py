"""The registry's answer is judged field by field, and no answer is never a pass."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.checks import CHECKS
from kyc.model.check import CheckResult, Outcome
from kyc.model.context import CheckContext
from kyc.model.registry import RegistryAnswer
from tests.unit.checks.samples import TODAY, evidence, item, run

SAME = {"name": 1.0, "birth_date": 1.0, "sex": 1.0}
CLEAR, CONSIDER, FAIL, UNABLE = Outcome.CLEAR, Outcome.CONSIDER, Outcome.FAIL, Outcome.UNABLE


def answer(found: bool = True, **fields: float | None) -> RegistryAnswer:
    return RegistryAnswer("bureau", "2", found, {**SAME, **fields} if found else {})


def judged(said: RegistryAnswer, **thresholds: float) -> CheckResult:
    known = CHECKS["registry"]
    return known.run(evidence(registry=said), CheckContext(TODAY, {**known.THRESHOLDS, **thresholds}))


@pytest.mark.parametrize(
    ("said", "outcome", "reasons"),
    [
        (answer(), CLEAR, ()),
        (answer(found=False), FAIL, ("REG.NOT_FOUND",)),
        (answer(name=0.0), CONSIDER, ("REG.FIELD_MISMATCH",)),
        (answer(name=0.9), CLEAR, ()),
        (answer(name=0.89), CONSIDER, ("REG.FIELD_MISMATCH",)),
        (answer(name=0.0, birth_date=0.0), FAIL, ("REG.FIELD_MISMATCH",)),
        (answer(name=0.8, birth_date=0.8), CONSIDER, ("REG.FIELD_MISMATCH",)),
        (answer(sex=None), CLEAR, ("REG.NOT_COMPARED",)),
        (answer(sex=None, name=None), UNABLE, ("REG.NOT_COMPARED",)),
        (answer(sex=None, name=None, birth_date=None), UNABLE, ("REG.NOT_COMPARED",)),
        (answer(name=math.nan, sex=1.5), UNABLE, ("REG.NOT_COMPARED",)),
    ],
)
def test_the_outcome_follows_from_the_fields(said: RegistryAnswer, outcome: Outcome, reasons: tuple[str, ...]) -> None:
    result = judged(said)
    assert (result.outcome, result.reasons) == (outcome, reasons)


def test_the_score_is_the_mean_agreement_of_what_was_compared() -> None:
    assert judged(answer(name=0.4, sex=None)).score == pytest.approx(0.7)
    assert judged(answer(found=False)).score == 0.0


def test_a_policy_says_how_many_fields_have_to_be_compared_and_may_differ() -> None:
    assert judged(answer(), min_compared=4.0).outcome is UNABLE
    assert judged(answer(name=0.0), max_differing=0.0).outcome is FAIL


def test_the_report_shows_each_field_and_names_the_registry() -> None:
    result = judged(answer(name=0.8))
    name = item(result, "field.name")
    assert (name.value, name.outcome, name.threshold["clear_similarity"]) == (0.8, CONSIDER, 0.9)
    assert item(result, "found").value is True
    assert result.engine is not None
    assert (result.engine.name, result.engine.version) == ("bureau", "2")
    assert result.inputs == ("d" * 64,)


@pytest.mark.parametrize("code", ["REG.UNAVAILABLE", "REG.NO_CONSENT", "REG.REFUSED", "OCR.FIELD_MISSING"])
def test_a_registry_that_gave_no_answer_is_never_clear(code: str) -> None:
    for said in (None, answer()):
        result = run("registry", evidence(registry=said, failures={"registry": code}))
        assert (result.outcome, result.reasons) == (UNABLE, (code,))


def test_no_registry_at_all_is_unable() -> None:
    assert run("registry", evidence()).reasons == ("REG.NOT_CONFIGURED",)


shares = st.none() | st.floats(0, 1)


@given(st.fixed_dictionaries(dict.fromkeys(SAME, shares)), st.sampled_from(sorted(SAME)), st.floats(0, 1))
def test_less_agreement_never_improves_the_answer(fields: dict[str, float | None], name: str, worse: float) -> None:
    said = replace(answer(), fields=fields)
    before, share = judged(said), fields[name]
    after = judged(replace(said, fields={**said.fields, name: None if share is None else min(share, worse)}))
    order = [CLEAR, CONSIDER, UNABLE, FAIL]
    assert order.index(after.outcome) >= order.index(before.outcome)
    assert (after.score or 0) <= (before.score or 0) + 1e-12


@pytest.mark.parametrize(
    ("differing", "outcome"),
    [(0.75, CONSIDER), (0.7499, FAIL)],  # written otherwise, or another value: two of which are somebody else
)
def test_another_value_is_one_below_the_limit(differing: float, outcome: Outcome) -> None:
    assert judged(answer(name=differing, birth_date=differing)).outcome is outcome
