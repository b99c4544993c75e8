from dataclasses import replace

import pytest

from kyc.model.check import Outcome
from kyc.model.document import DigitStatus, FieldStatus, MrzReading
from tests.unit.checks.samples import evidence, item, ktp, passport, reading, run


def test_a_document_that_agrees_with_itself_is_clear() -> None:
    result = run("document_integrity", evidence())
    assert (result.outcome, result.score, result.reasons) == (Outcome.CLEAR, 1.0, ())


@pytest.mark.parametrize(
    ("issue", "outcome"),
    [
        ("NIK.DOB_MISMATCH", Outcome.FAIL),
        ("NIK.SEX_MISMATCH", Outcome.FAIL),
        ("DOC.MRZ_DIGIT", Outcome.FAIL),
        ("NIK.REGION_UNKNOWN", Outcome.CONSIDER),
        ("DOC.MRZ_VIZ_MISMATCH", Outcome.CONSIDER),
        ("IMG.ROTATED", Outcome.CLEAR),  # asked by image_quality
        ("DOC.EXPIRED", Outcome.CLEAR),  # asked by document_validity
    ],
)
def test_an_issue_weighs_what_the_catalogue_says(issue: str, outcome: Outcome) -> None:
    result = run("document_integrity", evidence(document=ktp(issues=(issue,))))
    assert result.outcome is outcome
    assert (issue in result.reasons) is (outcome is not Outcome.CLEAR)


def test_an_issue_without_a_known_code_is_not_lost() -> None:
    result = run("document_integrity", evidence(document=ktp(issues=("NEW.CODE",))))
    assert (result.outcome, result.reasons) == (Outcome.CONSIDER, ("SYS.ENGINE_ERROR",))


def test_a_refuted_check_digit_fails() -> None:
    digits = {"document_number": DigitStatus.REFUTED, "birth_date": DigitStatus.VERIFIED}
    read = replace(passport(), mrz=MrzReading("TD3", (), digits))
    result = run("document_integrity", evidence(document=read))
    assert (result.outcome, result.reasons) == (Outcome.FAIL, ("DOC.MRZ_DIGIT",))
    assert item(result, "digit.birth_date").outcome is Outcome.CLEAR


@pytest.mark.parametrize("missing", ["nik", "name", "birth_date"])
def test_without_a_field_that_tells_people_apart_it_cannot_answer(missing: str) -> None:
    read = ktp()
    fields = {key: value for key, value in read.fields.items() if key != missing}
    result = run("document_integrity", evidence(document=replace(read, fields=fields)))
    assert (result.outcome, result.reasons) == (Outcome.UNABLE, ("OCR.FIELD_MISSING",))


def test_a_doubtful_number_asks_for_a_look() -> None:
    read = ktp()
    doubtful = replace(read, fields={**read.fields, "nik": reading("3273015705900003", FieldStatus.DOUBTFUL)})
    result = run("document_integrity", evidence(document=doubtful))
    assert (result.outcome, result.reasons) == (Outcome.CONSIDER, ("OCR.LOW_CONFIDENCE",))


def test_a_passport_holder_may_have_one_name() -> None:
    assert run("document_integrity", evidence(document=passport(given_names=None))).outcome is Outcome.CLEAR


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"failures": {"document": "SYS.TIMEOUT"}}, "SYS.TIMEOUT"),
        ({"images": ()}, "IMG.MISSING"),
        ({}, "SYS.NOT_RUN"),
    ],
)
def test_an_unread_document_says_why(changes: dict[str, object], reason: str) -> None:
    result = run("document_integrity", evidence(document=None, **changes))
    assert (result.outcome, result.reasons) == (Outcome.UNABLE, (reason,))


@pytest.mark.parametrize(
    ("status", "value", "outcome"),
    [
        (FieldStatus.VERIFIED, "verified", Outcome.CLEAR),
        (FieldStatus.READ, "read", Outcome.CLEAR),
        (FieldStatus.DOUBTFUL, "doubtful", Outcome.CONSIDER),
        (FieldStatus.MISSING, "missing", Outcome.UNABLE),
    ],
)
def test_each_required_field_says_how_far_it_is_to_be_relied_on(
    status: FieldStatus, value: str, outcome: Outcome
) -> None:
    read = ktp()
    told = replace(read, fields={**read.fields, "nik": reading("3273015705900003", status)})
    number = item(run("document_integrity", evidence(document=told)), "number")
    assert (number.value, number.outcome) == (value, outcome)


def test_a_check_digit_that_may_be_left_out_is_no_fault() -> None:
    read = replace(passport(), mrz=MrzReading("TD3", (), {"optional_data": DigitStatus.ABSENT}))
    result = run("document_integrity", evidence(document=read))
    assert (result.outcome, item(result, "digit.optional_data").value) == (Outcome.CLEAR, "absent")
