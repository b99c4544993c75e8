"""Keys of the model have names, and a policy's words are said in the reader's language."""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from kyc.checks import CHECKS
from kyc.model.case import HIT_REASONS, CaseKind, CaseState, DecisionOutcome, DecisionState
from kyc.model.check import Outcome
from kyc.model.document import DigitStatus, FieldStatus
from kyc.model.report import Recommendation, RiskLevel
from kyc.model.screening import HitStatus, Verdict
from kyc.model.user import Role
from kyc.model.verification import VerificationState
from kyc.texts.labels import LABELS, QUESTIONS
from kyc.texts.told import change, effect, told
from kyc.texts.translator import translator

GOLDEN = [json.loads(path.read_text("utf-8")) for path in Path("fixtures/golden").glob("*.report.json")]
SHOWN: tuple[type[StrEnum], ...] = (
    CaseKind,
    CaseState,
    DecisionOutcome,
    DecisionState,
    DigitStatus,
    FieldStatus,
    HitStatus,
    Outcome,
    Recommendation,
    RiskLevel,
    Role,
    Verdict,
    VerificationState,
)
ID = translator("id")


@pytest.mark.parametrize("kind", SHOWN)
def test_every_state_people_see_has_a_name(kind: type[StrEnum]) -> None:
    assert [value for value in kind if value.value not in LABELS] == []


def test_every_reason_for_a_review_has_a_name() -> None:
    assert {code for codes in HIT_REASONS.values() for code in codes} <= LABELS.keys()


@pytest.mark.parametrize("key", sorted(CHECKS))
def test_every_check_has_a_name_and_asks_its_own_question(key: str) -> None:
    assert key in LABELS
    assert QUESTIONS[key] == CHECKS[key].QUESTION


def test_what_the_checks_measured_on_the_fixtures_is_told_in_indonesian() -> None:
    english = {name for name in _measured() if not _is_known(name)}
    assert english == set()


def test_what_the_policy_told_of_the_fixtures_is_told_in_indonesian() -> None:
    said = [(step["effect"], effect(step["effect"], ID, ID.number)) for step in _all("trace")]
    said += [(each["change"], change(each["change"], ID, ID.number)) for each in _all("counterfactuals")]
    said += [(limit, told(limit, ID)) for limit in _all("limits")]
    assert [english for english, indonesian in said if english == indonesian] == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("review; +20.0 points", "Tinjau; +20 poin"),
        ("review, unless a new attempt is asked for; +7.5 points", "Tinjau (kecuali diminta mencoba lagi); +7,5 poin"),
        ("review; enhanced due diligence", "Tinjau; uji tuntas lanjut (EDD)"),
        ("review; +5.0 points; our own words; and more", "Tinjau; +5 poin; our own words; and more"),
        ("none", "Tanpa pengaruh"),
        ("<b>no effect of ours", "<b>no effect of ours"),
    ],
)
def test_an_effect_is_told_piece_by_piece(written: str, read: str) -> None:
    assert effect(written, ID, ID.number) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("age: age at least 17 instead of 16.5", "Usia: Usia paling rendah 17, bukan 16,5"),
        ("pep: consider instead of clear", "Status PEP: Perlu ditinjau, bukan Lolos"),
        ("something else entirely", "something else entirely"),
    ],
)  # fmt: skip
def test_a_change_is_told_or_left_as_it_came(written: str, read: str) -> None:
    assert change(written, ID, ID.number) == read


def _measured() -> Iterator[str]:
    for check in _all("checks"):
        for group in check["breakdown"]:
            yield group["name"]
            for item in group["items"]:
                yield from (item["name"], *item["threshold"])


def _is_known(name: str) -> bool:
    head, _, rest = name.partition(".")
    return name in LABELS or head.isupper() or (head in LABELS and bool(rest))


def _all(part: str) -> Iterator[Any]:
    return (entry for report in GOLDEN for entry in report[part])
