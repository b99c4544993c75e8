"""What a decision stands on, and what the applicant reads of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.casework import golden
from kyc.model.case import DecisionOutcome
from kyc.model.reasons import CATALOGUE, NEUTRAL_EN, NEUTRAL_ID, Audience
from kyc.reporting.projections import is_telling
from kyc.web.console.case.views.decision import (
    asked_for,
    is_tellable,
    item_choices,
    letters,
    reason_choices,
    trace_of,
)
from tests.unit.web.console.case.lived import KEYS

APPROVE, REJECT, RESUBMIT = DecisionOutcome.APPROVE, DecisionOutcome.REJECT, DecisionOutcome.RESUBMIT
CODES = st.lists(st.sampled_from(sorted(CATALOGUE)), max_size=5)


@pytest.mark.parametrize("key", KEYS)
def test_every_rule_stands_once_in_the_trace(key: str) -> None:
    report = golden(key)
    trace = trace_of(report)
    assert trace is not None
    assert len(trace.fired) + len(trace.idle) == len(report.trace)
    assert all(step.fired for step in trace.fired)


def test_without_a_report_there_is_no_trace_and_still_a_choice() -> None:
    assert trace_of(None) is None
    assert reason_choices(None, APPROVE)
    assert reason_choices(None, REJECT)
    assert [choice.item for choice in item_choices(None, ())] == ["document", "selfie"]


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("blurred_card", (("document", "IMG.BLUR"), ("selfie", "FACE.POOR"))),
        ("clear_ktp", ()),
    ],
)
def test_what_a_check_found_wrong_with_an_image_is_suggested(key: str, asked: tuple[tuple[str, str], ...]) -> None:
    assert asked_for(item_choices(golden(key), ("document", "selfie"))) == asked


@pytest.mark.parametrize("key", KEYS)
def test_only_what_the_applicant_may_read_can_be_asked_with(key: str) -> None:
    choices = item_choices(golden(key), ("document", "back", "selfie"))
    assert [choice.item for choice in choices] == ["document", "back", "selfie"]
    assert all(is_tellable(code) for choice in choices for code in choice.reasons)


def test_a_rejection_offers_what_the_report_found_first() -> None:
    assert reason_choices(golden("sanctioned"), REJECT)[0] == "SCR.SANCTION"
    assert "MAN.FRAUD" in reason_choices(golden("sanctioned"), REJECT)


@given(CODES, st.sampled_from(["document", "selfie"]))
def test_no_letter_ever_tells_anything_restricted(codes: list[str], item: str) -> None:
    for outcome in DecisionOutcome:
        for letter in letters(outcome, codes, [(item, code) for code in codes]):
            assert not is_telling(letter.text)
            for code in codes:
                reason = CATALOGUE[code]
                if reason.audience is not Audience.APPLICANT:
                    assert reason.en not in letter.text
                    assert reason.id not in letter.text


@pytest.mark.parametrize(
    ("outcome", "reasons", "items", "indonesian", "english"),
    [
        (APPROVE, ["MAN.CLEARED"], [], "", ""),
        (REJECT, ["SCR.SANCTION"], [], NEUTRAL_ID, NEUTRAL_EN),
        (REJECT, ["DOC.EXPIRED"], [], "Masa berlaku dokumen telah habis.", "The document has expired."),
        (RESUBMIT, [], [("document", "IMG.BLUR")], "Gambar buram.", "The image is blurred."),
        (RESUBMIT, [], [("document", "NO.SUCH")], NEUTRAL_ID, NEUTRAL_EN),
    ],
)
def test_the_letter_is_written_in_both_languages(
    outcome: DecisionOutcome, reasons: list[str], items: list[tuple[str, str]], indonesian: str, english: str
) -> None:
    assert [letter.text for letter in letters(outcome, reasons, items)] == [indonesian, english]


def test_own_words_take_the_place_of_the_texts() -> None:
    assert [letter.text for letter in letters(RESUBMIT, (), [("selfie", "FACE.POOR")], " By the window, please. ")] == [
        "By the window, please."
    ] * 2


@pytest.mark.parametrize(
    ("code", "told"), [("IMG.BLUR", True), ("SCR.PEP", False), ("NIK.FORMAT", False), ("X.Y", False)]
)
def test_what_may_be_told(code: str, told: bool) -> None:
    assert is_tellable(code) is told
