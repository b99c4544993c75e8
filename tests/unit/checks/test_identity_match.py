from dataclasses import replace

import pytest

from kyc.checks import identity_match
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


@pytest.mark.parametrize(
    ("said", "printed", "outcome"),
    [
        (PartialDate(1990), "1990-05-17", UNABLE),  # the year fits, and decides nothing
        (PartialDate(1990, 12, 31), "1990", UNABLE),  # its last day fits as well
        (PartialDate(1990, 1, 1), "1990", UNABLE),
        (PartialDate(1990, 5), "1990-05-31", UNABLE),
        (PartialDate(1990, 5), "1990-06-01", FAIL),
        (PartialDate(1991, 1, 1), "1990", FAIL),
        (PartialDate(1989, 12, 31), "1990", FAIL),
        (PartialDate(1990, 5, 17), "1990-05-17", CLEAR),
    ],
)
def test_a_partial_date_is_another_one_only_where_no_day_is_common(
    said: PartialDate, printed: str, outcome: Outcome
) -> None:
    result = run(
        "identity_match", evidence(declared=replace(DECLARED, birth_date=said), document=ktp(birth_date=printed))
    )
    assert item(result, "birth_date").outcome is outcome


@pytest.mark.parametrize(
    ("fact", "changes", "value"),
    [
        ("birth_date", {}, True),
        ("birth_date", {"birth_date": PartialDate(1990, 5, 18)}, False),
        ("birth_date", {"birth_date": PartialDate(1991)}, False),
        ("number", {}, True),
        ("number", {"document_number": "3273015705900030"}, False),
        ("gender", {}, True),
        ("gender", {"gender": "male"}, False),
        ("nationality", {"nationality": "MYS"}, False),
    ],
)
def test_the_report_says_whether_each_fact_is_the_same(fact: str, changes: dict[str, object], value: bool) -> None:
    declared = replace(DECLARED, **changes)  # type: ignore[arg-type]
    assert item(run("identity_match", evidence(declared=declared)), fact).value is value


@pytest.mark.parametrize(("least", "reasons"), [(1, ()), (2, ("DATA.NOT_DECLARED",))])
def test_enough_was_declared_when_it_is_just_enough(least: int, reasons: tuple[str, ...]) -> None:
    result = run("identity_match", evidence(declared=DeclaredData(name="Siti Aminah")), min_compared=least)
    assert (result.outcome, result.reasons) == (UNABLE if reasons else CLEAR, reasons)


@pytest.mark.parametrize(
    ("similarity", "outcome"), [(0.9, CLEAR), (0.8999, CONSIDER), (0.75, CONSIDER), (0.7499, FAIL)]
)
def test_a_name_is_judged_by_both_limits_which_belong_to_the_better_side(
    monkeypatch: pytest.MonkeyPatch, similarity: float, outcome: Outcome
) -> None:
    monkeypatch.setattr(identity_match, "alike", lambda *_, **__: similarity)
    result = run("identity_match", evidence(), clear_name=0.9, review_name=0.75)
    assert item(result, "name").outcome is outcome


def test_an_address_that_was_not_read_leaves_nothing_undecided() -> None:
    result = run("identity_match", evidence(document=ktp(address=None)))
    assert (result.outcome, item(result, "address").reasons) == (CLEAR, ())
