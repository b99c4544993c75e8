import pytest

from kyc.model.answer import answer, group, known, outcome_of, unable, worst
from kyc.model.check import Item, Outcome
from kyc.model.reasons import CATALOGUE

CLEAR, CONSIDER, FAIL, UNABLE = Outcome.CLEAR, Outcome.CONSIDER, Outcome.FAIL, Outcome.UNABLE


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((CLEAR, CLEAR), CLEAR),
        ((CLEAR, CONSIDER), CONSIDER),
        ((CONSIDER, UNABLE), UNABLE),  # what was not examined may be worse than the little that was found
        ((UNABLE, FAIL), FAIL),
        ((), UNABLE),
    ],
)
def test_the_worst_item_is_the_answer(outcomes: tuple[Outcome, ...], expected: Outcome) -> None:
    assert worst(outcomes) is expected


def test_reasons_stand_worst_first_and_once() -> None:
    items = [
        Item("a", CONSIDER, reasons=("IMG.BLUR", "IMG.DARK")),
        Item("b", CLEAR, reasons=("IMG.ROTATED",)),
        Item("c", FAIL, reasons=("IMG.NO_DOCUMENT", "IMG.BLUR")),
    ]
    assert answer("x", [group("all", items)]).reasons == ("IMG.NO_DOCUMENT", "IMG.BLUR", "IMG.DARK", "IMG.ROTATED")


def test_a_score_is_dropped_when_nothing_could_be_judged() -> None:
    assert answer("x", [group("all", [Item("a", UNABLE, reasons=("IMG.MISSING",))])], score=0.9).score is None


def test_an_answer_without_items_is_no_pass() -> None:
    result = answer("x", [group("none", [])])
    assert (result.outcome, result.reasons, result.breakdown) == (UNABLE, ("SYS.ENGINE_ERROR",), ())


@pytest.mark.parametrize("code", [None, "", "NO.SUCH"])
def test_a_fault_without_a_known_code_still_has_one(code: str | None) -> None:
    assert known(code) in CATALOGUE
    assert unable("x", code or "").reasons == ("SYS.ENGINE_ERROR",)


@pytest.mark.parametrize(
    ("code", "outcome"), [("NIK.DOB_MISMATCH", FAIL), ("NIK.FORMAT", CONSIDER), ("IMG.ROTATED", CLEAR), ("?", CONSIDER)]
)
def test_a_reason_weighs_what_the_catalogue_says(code: str, outcome: Outcome) -> None:
    assert outcome_of(code) is outcome
