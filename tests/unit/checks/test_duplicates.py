"""Another applicant with the same number is for a person to look at; what was not looked up never passes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.checks import CHECKS
from kyc.checks.duplicates import MOST_NAMED
from kyc.model.check import CheckResult, Outcome
from kyc.model.context import CheckContext
from kyc.model.document import DocumentReading, FieldStatus
from kyc.model.evidence import Evidence
from kyc.model.submission import DeclaredData
from tests.unit.checks.samples import KTP, TODAY, evidence, item, ktp, passport, reading

NIK, NUMBER = KTP["nik"], "L898902C3"
CLEAR, CONSIDER, UNABLE = Outcome.CLEAR, Outcome.CONSIDER, Outcome.UNABLE


class Carriers:
    """Who carries which number, and what was asked."""

    def __init__(self, **carriers: tuple[str, ...]) -> None:
        self.carriers = carriers
        self.asked: list[tuple[str, str, str]] = []

    def others(self, submission_id: str, kind: str, number: str) -> tuple[str, ...]:
        self.asked.append((submission_id, kind, number))
        return self.carriers.get(f"{kind}_{number}", ())


def judged(seen: Evidence, known: Carriers | None, **thresholds: float) -> CheckResult:
    check = CHECKS["duplicates"]
    return check.run(seen, CheckContext(TODAY, {**check.THRESHOLDS, **thresholds}, known_numbers=known))


def numbered(read: str | None = None, declared: str | None = None) -> Evidence:
    return evidence(document=ktp(nik=read), declared=DeclaredData(document_number=declared))


@pytest.mark.parametrize(
    ("seen", "outcome", "reasons"),
    [
        (numbered("3171010101900001"), CLEAR, ()),
        (numbered(NIK), CONSIDER, ("DUP.NIK",)),
        (numbered("3171010101900001", NIK), CONSIDER, ("DUP.NIK",)),
        (numbered(None, NIK), CONSIDER, ("DUP.NIK",)),
        (numbered(None, "3273 0157-0590.0003"), CONSIDER, ("DUP.NIK",)),
        (numbered(None, "3171010101900001"), UNABLE, ("OCR.FIELD_MISSING",)),
        (numbered(), UNABLE, ("OCR.FIELD_MISSING",)),
        (evidence(document=passport()), CONSIDER, ("DUP.DOCUMENT", "DUP.NIK")),
        (evidence(document=passport(document_number="X1234567")), CONSIDER, ("DUP.NIK",)),
        (evidence(document=None, declared=DeclaredData()), UNABLE, ("SYS.NOT_RUN",)),
        (
            evidence(document=None, declared=DeclaredData(), failures={"document": "SYS.TIMEOUT"}),
            UNABLE,
            ("SYS.TIMEOUT",),
        ),
    ],
)
def test_the_outcome_follows_from_who_else_carries_the_number(
    seen: Evidence, outcome: Outcome, reasons: tuple[str, ...]
) -> None:
    known = Carriers(**{f"nik_{NIK}": ("app_1",), f"document_number_{NUMBER}": ("app_2",)})
    result = judged(seen, known)
    assert (result.outcome, result.reasons) == (outcome, reasons)


@pytest.mark.parametrize("document", [ktp(nik=None), None], ids=["unread", "no document"])
@pytest.mark.parametrize("others", [0, 1, 3])
def test_a_declared_number_that_settles_nothing_is_told_with_its_count(
    document: DocumentReading | None, others: int
) -> None:
    known = Carriers(**{f"nik_{NIK}": tuple(f"app_{number}" for number in range(others))})
    seen = evidence(document=document, declared=DeclaredData(document_number=NIK))
    result = judged(seen, known, max_others=3)
    assert result.outcome is UNABLE  # what was declared is no document's number
    assert item(result, "declared.nik.others").value == others
    assert [part.name for part in result.breakdown] == ["declared.nik"]
    assert len(result.breakdown[0].items) == 1 + others


def test_without_a_store_it_is_unable_and_says_so() -> None:
    assert judged(evidence(), None).reasons == ("DUP.NO_STORE",)


def test_a_doubtful_reading_is_not_looked_up() -> None:
    known = Carriers()
    card = replace(ktp(), fields={"nik": reading(NIK, FieldStatus.DOUBTFUL)})
    assert judged(evidence(document=card, declared=DeclaredData()), known).outcome is UNABLE
    assert known.asked == []


def test_the_others_are_named_oldest_first_and_counted() -> None:
    everybody = tuple(f"app_{place}" for place in range(MOST_NAMED + 5))
    result = judged(numbered(NIK), Carriers(**{f"nik_{NIK}": everybody}))
    named = [item(result, f"nik.other.{place}").value for place in range(1, MOST_NAMED + 1)]
    assert item(result, "nik.others").value == len(everybody)
    assert named == list(everybody[:MOST_NAMED])


def test_a_policy_may_let_a_number_be_carried_twice() -> None:
    known = Carriers(**{f"nik_{NIK}": ("app_1",)})
    assert judged(numbered(NIK), known, max_others=1.0).outcome is CLEAR


def test_one_number_declared_and_read_is_looked_up_once_for_this_submission() -> None:
    known = Carriers()
    judged(numbered(NIK, "3273 0157 0590 0003"), known)
    assert known.asked == [("s", "nik", NIK)]


@given(st.text(max_size=20), st.text(max_size=20), st.booleans())
def test_it_never_rejects_and_never_passes_unread(read: str, declared: str, is_carried: bool) -> None:
    class Always:
        def others(self, submission_id: str, kind: str, number: str) -> tuple[str, ...]:
            return ("app_1",) if is_carried else ()

    seen, check = numbered(read, declared), CHECKS["duplicates"]
    result = check.run(seen, CheckContext(TODAY, check.THRESHOLDS, known_numbers=Always()))
    assert result.outcome is not Outcome.FAIL
    assert any(map(str.isalnum, read)) or result.outcome is not CLEAR


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        (NIK, "nik"),
        (NIK[:-1], "document_number"),
        (NIK + "0", "document_number"),
        ("ABCDEFGH12345678", "document_number"),  # as long as a NIK, and none
        ("L898902C3", "document_number"),
    ],
)
def test_a_declared_number_is_looked_up_as_what_its_shape_says(declared: str, kind: str) -> None:
    known = Carriers()
    judged(numbered(None, declared), known)
    assert known.asked == [("s", kind, declared)]


@pytest.mark.parametrize(("others", "most", "outcome"), [(1, 0, CONSIDER), (1, 1, CLEAR), (2, 1, CONSIDER)])
def test_a_policy_says_how_many_others_there_may_be(others: int, most: int, outcome: Outcome) -> None:
    known = Carriers(**{f"nik_{NIK}": tuple(f"app_{number}" for number in range(others))})
    assert judged(numbered(NIK), known, max_others=most).outcome is outcome


def test_as_many_are_named_as_somebody_can_look_at() -> None:
    known = Carriers(**{f"nik_{NIK}": tuple(f"app_{number}" for number in range(30))})
    names = [each.name for part in judged(numbered(NIK), known).breakdown for each in part.items]
    assert names == ["nik.others", *(f"nik.other.{place}" for place in range(1, 21))]
    assert MOST_NAMED == 20
