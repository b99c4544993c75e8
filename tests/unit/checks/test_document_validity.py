import pytest

from kyc.model.check import Outcome
from kyc.model.document import FieldStatus
from tests.unit.checks.samples import GOOD, PASSPORT, document, evidence, item, ktp, passport, reading, run

CLEAR, FAIL, UNABLE = Outcome.CLEAR, Outcome.FAIL, Outcome.UNABLE


@pytest.mark.parametrize(
    ("nationality", "valid_until", "outcome"),
    [
        ("WNI", "SEUMUR HIDUP", CLEAR),
        ("WNI", "2017-05-17", CLEAR),  # printed before 2013, void since
        ("WNI", None, CLEAR),
        (None, "SEUMUR HIDUP", CLEAR),
        ("WNA", "2027-01-01", CLEAR),
        ("WNA", "2017-05-17", FAIL),  # a foreigner's KTP lasts as long as the permit
        (None, "2017-05-17", FAIL),
        (None, None, UNABLE),
    ],
)
def test_a_citizens_ktp_is_valid_for_life(nationality: str | None, valid_until: str | None, outcome: Outcome) -> None:
    result = run("document_validity", evidence(document=ktp(nationality=nationality, valid_until=valid_until)))
    assert result.outcome is outcome


@pytest.mark.parametrize(
    ("expiry", "outcome", "reason"),
    [
        ("2026-11-22", CLEAR, None),  # valid on its last day
        ("2026-11-21", FAIL, "DOC.EXPIRED"),
        ("2026-11", UNABLE, "DOC.EXPIRY_UNKNOWN"),
        ("2026-12", CLEAR, None),
        ("2025", FAIL, "DOC.EXPIRED"),
        (None, UNABLE, "DOC.EXPIRY_UNKNOWN"),
        ("31/12/2030", UNABLE, "DOC.EXPIRY_UNKNOWN"),
    ],
)
def test_a_passport_expires(expiry: str | None, outcome: Outcome, reason: str | None) -> None:
    result = run("document_validity", evidence(document=passport(expiry_date=expiry)))
    assert (result.outcome, result.reasons) == (outcome, (reason,) if reason else ())


def test_an_indonesian_passport_expires_too() -> None:
    expired = passport(nationality="IDN", expiry_date="2020-01-01")
    assert run("document_validity", evidence(document=expired)).outcome is FAIL


def test_a_doubtful_expiry_date_is_not_relied_on() -> None:
    read = document(PASSPORT, kind="icao_td3")
    fields = {**read.fields, "expiry_date": reading("2020-01-01", FieldStatus.DOUBTFUL)}
    doubtful = type(read)("icao_td3", GOOD, fields)
    assert run("document_validity", evidence(document=doubtful)).reasons == ("DOC.EXPIRY_UNKNOWN",)


def test_the_policy_may_ask_for_months_left() -> None:
    result = run("document_validity", evidence(document=passport(expiry_date="2027-01-01")), min_days_left=180)
    assert (result.outcome, item(result, "days_left").value) == (FAIL, 40)


def test_a_document_of_unknown_kind_cannot_be_judged() -> None:
    assert run("document_validity", evidence(document=document({}, kind=None))).reasons == ("DOC.UNSUPPORTED",)
