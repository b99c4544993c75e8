"""`sanctions` and `pep`: the same questions, each its own kind of hits."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kyc.model.check import Outcome
from kyc.model.submission import DeclaredData
from tests.unit.checks.samples import DECLARED, Lists, evidence, fetched, item, ktp, listed, run
from watchlists.dates import PartialDate

CLEAR, CONSIDER, UNABLE = Outcome.CLEAR, Outcome.CONSIDER, Outcome.UNABLE


@pytest.mark.parametrize(
    ("topics", "sanctions", "pep"),
    [
        (("sanction",), ("SCR.SANCTION",), ()),
        (("role.pep",), (), ("SCR.PEP",)),
        (("role.rca",), (), ("SCR.PEP",)),
        (("sanction", "role.pep"), ("SCR.SANCTION",), ("SCR.PEP",)),
        (("crime.terror",), ("SCR.TERROR_LIST",), ()),
        (("poi",), ("SCR.SANCTION",), ()),  # nothing falls between the two
        ((), ("SCR.SANCTION",), ()),
    ],
)
def test_each_looks_at_its_own_hits(topics: tuple[str, ...], sanctions: tuple[str, ...], pep: tuple[str, ...]) -> None:
    lists = Lists(listed(topics=topics))
    for check, reasons in (("sanctions", sanctions), ("pep", pep)):
        result = run(check, evidence(), screener=lists)
        assert (result.outcome, result.reasons) == (CONSIDER if reasons else CLEAR, reasons)
        assert result.screening is not None
        assert len(result.screening.hits) == bool(reasons)


def test_a_hit_on_the_indonesian_terror_list_is_one() -> None:
    lists = Lists(listed(source="id_ppatk_dttot"))
    assert run("sanctions", evidence(), screener=lists).reasons == ("SCR.TERROR_LIST",)


def test_an_unflagged_hit_is_shown_and_decides_nothing() -> None:
    result = run("sanctions", evidence(), screener=Lists(listed(score=0.4)))
    assert (result.outcome, result.score) == (CLEAR, 1.0)
    assert item(result, "hit.un-1").value == 0.4


def test_the_best_flagged_hit_makes_the_score() -> None:
    result = run("sanctions", evidence(), screener=Lists(listed("a", score=0.8), listed("b", score=0.9)))
    assert result.score == pytest.approx(0.1)


def test_a_hit_by_name_alone_says_so() -> None:
    result = run("sanctions", evidence(), screener=Lists(listed(only_name=True)))
    assert result.reasons == ("SCR.SANCTION", "SCR.WEAK_NAME_ONLY")


@pytest.mark.parametrize("check", ["sanctions", "pep"])
def test_without_lists_it_is_unable(check: str) -> None:
    assert run(check, evidence()).reasons == ("SCR.NO_LISTS",)
    assert run(check, evidence(), screener=Lists(lists=())).reasons == ("SCR.NO_LISTS",)


def test_a_list_of_sanctions_does_not_answer_for_politicians() -> None:
    only_un = Lists(lists=(fetched("un_sc", 1),))
    assert run("sanctions", evidence(), screener=only_un).outcome is CLEAR
    assert run("pep", evidence(), screener=only_un).reasons == ("SCR.NO_LISTS",)


def test_a_stale_list_cannot_clear_anybody() -> None:
    lists = (fetched("un_sc", 8), fetched("local", 0))
    result = run("sanctions", evidence(), screener=Lists(lists=lists))
    assert (result.outcome, result.reasons) == (UNABLE, ("SCR.LIST_STALE",))
    assert (item(result, "age_of.un_sc").value, item(result, "age_of.local").outcome) == (8, CLEAR)


@pytest.mark.parametrize(("zone", "age"), [("Asia/Jakarta", 0), ("Asia/Jayapura", 0), ("UTC", 1)])
def test_a_list_is_as_old_as_calendars_say_where_it_is_that_day(zone: str, age: int) -> None:
    last_night = replace(fetched("un_sc", 0), fetched_at=datetime(2026, 11, 21, 18, tzinfo=UTC))
    result = run("sanctions", evidence(), screener=Lists(lists=(last_night,)), today=date(2026, 11, 22), zone=zone)
    assert item(result, "age_of.un_sc").value == age


def test_a_hit_on_a_stale_list_is_still_a_hit() -> None:
    result = run("sanctions", evidence(), screener=Lists(listed(), lists=(fetched("un_sc", 8),)))
    assert (result.outcome, set(result.reasons)) == (CONSIDER, {"SCR.SANCTION", "SCR.LIST_STALE"})


def test_the_question_holds_what_the_card_says() -> None:
    lists = Lists()
    run("sanctions", evidence(), screener=lists)
    (query,) = lists.asked
    assert (query.name, query.birth_date) == ("SITI AMINAH", PartialDate(1990, 5, 17))
    assert (query.countries, query.gender, query.id_numbers) == (("IDN",), "female", ("3273015705900003",))


def test_declared_data_fill_the_gaps_of_the_card() -> None:
    lists = Lists()
    run("sanctions", evidence(document=ktp(birth_date=None)), screener=lists)
    assert [query.birth_date for query in lists.asked] == [DECLARED.birth_date]


def test_two_names_are_both_asked_for_and_an_entity_is_told_once() -> None:
    lists = Lists(listed())
    result = run("sanctions", evidence(declared=DeclaredData(name="Dewi Lestari")), screener=lists)
    assert [query.name for query in lists.asked] == ["SITI AMINAH", "Dewi Lestari"]
    assert result.screening is not None
    assert len(result.screening.hits) == 1


def test_another_declared_birth_date_is_asked_for_too() -> None:
    lists = Lists()
    declared = DeclaredData(name="Siti Aminah", birth_date=PartialDate(1971, 1, 1))
    run("sanctions", evidence(declared=declared), screener=lists)
    assert [str(query.birth_date) for query in lists.asked] == ["1990-05-17", "1971-01-01"]


def test_a_declared_name_alone_clears_nobody() -> None:
    result = run("sanctions", evidence(document=None), screener=Lists())
    assert (result.outcome, result.reasons) == (UNABLE, ("SCR.INCOMPLETE",))


def test_a_declared_name_alone_may_still_hit() -> None:
    result = run("sanctions", evidence(document=None), screener=Lists(listed()))
    assert (result.outcome, set(result.reasons)) == (CONSIDER, {"SCR.SANCTION", "SCR.INCOMPLETE"})


def test_without_any_name_nothing_is_asked() -> None:
    lists = Lists(listed())
    result = run("sanctions", evidence(document=None, declared=DeclaredData()), screener=lists)
    assert (result.outcome, result.reasons, lists.asked) == (UNABLE, ("SCR.INCOMPLETE",), [])
