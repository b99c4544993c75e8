from dataclasses import replace

import pytest

from kyc.model.check import Outcome
from kyc.model.document import MrzReading
from kyc.model.submission import DeclaredData
from tests.unit.checks.samples import DECLARED, evidence, item, ktp, passport, run
from watchlists.dates import PartialDate

CLEAR, CONSIDER, FAIL, UNABLE = Outcome.CLEAR, Outcome.CONSIDER, Outcome.FAIL, Outcome.UNABLE


def test_what_was_declared_and_read_alike_is_clear() -> None:
    result = run("identity_match", evidence())
    assert result.outcome is CLEAR
    assert {item.name for item in result.breakdown[1].items} == {
        "name", "birth_date", "number", "gender", "nationality", "address",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({"name": "Dr. Hj. Siti Aminah, S.Pd."}, CLEAR, None),
        ({"name": "AMINAH, Siti"}, CLEAR, None),
        ({"name": "Siti"}, CONSIDER, "DATA.NAME_MISMATCH"),
        ({"name": "Dewi Lestari"}, FAIL, "DATA.NAME_MISMATCH"),
        ({"birth_date": PartialDate(1990, 5, 18)}, FAIL, "DATA.DOB_MISMATCH"),
        ({"birth_date": PartialDate(1990)}, UNABLE, "DATA.UNREADABLE"),  # fits, decides nothing
        ({"birth_date": PartialDate(1991)}, FAIL, "DATA.DOB_MISMATCH"),
        ({"document_number": "3273 0157 0590 0003"}, CLEAR, None),
        ({"document_number": "3273015705900030"}, CONSIDER, "DATA.NUMBER_MISMATCH"),  # swapped at the end
        ({"document_number": "1111111111111111"}, FAIL, "DATA.NUMBER_MISMATCH"),
        ({"gender": "male"}, CONSIDER, "DATA.GENDER_MISMATCH"),
        ({"nationality": "MYS"}, CONSIDER, "DATA.NATIONALITY_MISMATCH"),
        ({"address": "Somewhere else altogether"}, CLEAR, "DATA.ADDRESS_MISMATCH"),  # information
    ],
)
def test_declared_against_read(changes: dict[str, object], outcome: Outcome, reason: str | None) -> None:
    declared = replace(DECLARED, **changes)  # type: ignore[arg-type]
    result = run("identity_match", evidence(declared=declared))
    assert (result.outcome, result.reasons) == (outcome, (reason,) if reason else ())


def test_swapped_day_and_month_ask_for_a_look() -> None:
    declared = replace(DECLARED, birth_date=PartialDate(1990, 2, 3))
    result = run("identity_match", evidence(declared=declared, document=ktp(birth_date="1990-03-02")))
    assert (result.outcome, result.reasons) == (CONSIDER, ("DATA.DOB_MISMATCH",))


def test_what_was_declared_and_not_read_cannot_be_judged() -> None:
    result = run("identity_match", evidence(document=ktp(nik=None)))
    assert (result.outcome, result.reasons) == (UNABLE, ("DATA.UNREADABLE",))


def test_a_mismatch_outweighs_what_could_not_be_read() -> None:
    declared = replace(DECLARED, name="Dewi Lestari")
    result = run("identity_match", evidence(declared=declared, document=ktp(nik=None)))
    assert (result.outcome, result.reasons) == (FAIL, ("DATA.NAME_MISMATCH", "DATA.UNREADABLE"))


def test_an_applicant_who_declared_nothing_was_compared_with_nothing() -> None:
    result = run("identity_match", evidence(declared=DeclaredData(email="a@example.org")))
    assert (result.outcome, result.reasons) == (UNABLE, ("DATA.NOT_DECLARED",))


def test_a_policy_that_asks_for_no_declaration_is_told_that_there_was_none() -> None:
    result = run("identity_match", evidence(declared=DeclaredData()), min_compared=0)
    assert (result.outcome, result.reasons) == (CLEAR, ("DATA.NOT_DECLARED",))


def test_a_name_that_the_mrz_cut_short_still_agrees() -> None:
    line = "P<UTOPAPANDROPOULOUS<<ALEXANDRIA<KONSTANTIN"
    read = replace(
        passport(surname="PAPANDROPOULOUS", given_names="ALEXANDRIA KONSTANTIN"),
        mrz=MrzReading("TD3", (line, ""), {}),
    )
    declared = DeclaredData(name="Alexandria Konstantinopolitana Papandropoulous")
    result = run("identity_match", evidence(declared=declared, document=read))
    assert (result.outcome, item(result, "name").value) == (CLEAR, 1.0)
