"""A change of a list reaches the customers it concerns, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from kyc.model.errors import StateError, StoreError
from kyc.model.rescreening import AlertKind, AlertState, RunMode, RunState, Tally
from kyc.model.screening import ScreeningQuery
from kyc.screening.exceptions import ScreeningException, applicant_fingerprint, entity_fingerprint, query_fingerprint
from kyc.services.onboarding import applicants
from kyc.services.rescreening import planning, run
from kyc.services.rescreening.target import Lists
from kyc.storage.erasing import erase
from tests.databases import TENANT, Clock
from tests.unit.services.rescreening.book import LISTED, WHO, Installation

MORE = LISTED | {"3": "Pramudya Kartanegara,,1975-05-05"}


def test_the_first_run_looks_at_everybody(installation: Installation) -> None:
    bad, good = installation.customer("SURADJI WIRYAKUSUMAH"), installation.customer("SITI AMINAH", "1990-01-02")
    report = installation.rescreen()
    assert (report.mode, report.state, report.customers, report.tally) == (
        RunMode.FULL,
        RunState.DONE,
        2,
        Tally(2, new=1),
    )
    assert report.reason == "Nothing was screened before."
    assert installation.standing() == {(bad, "local-1")}
    assert installation.events() == ["alert.raised", "case.opened"]
    with installation.database.transaction(TENANT, WHO, read_only=True) as unit:
        alert = unit.alerts.list(limit=9).items[0]
        assert alert.case_id is not None
        case = unit.cases.get(alert.case_id)
        shown = unit.case_screenings.of(case.id)
        assert (case.applicant_id, case.kind, case.reasons) == (bad, "monitoring", ("SCR.SANCTION",))
        assert shown is not None
        assert [hit.entity_id for hit in shown.hits] == ["local-1"]
        assert unit.customers.fresh() == {}
    assert good not in {applicant for applicant, _ in installation.standing()}


def test_a_delta_looks_only_at_whom_it_may_concern(installation: Installation) -> None:
    installation.customer("SITI AMINAH", "1990-01-02")
    found = installation.customer("PRAMUDYA KARTANEGARA", "1975-05-05")
    installation.rescreen()
    installation.lists(MORE, version="2")
    report = installation.rescreen()
    assert (report.mode, report.entities, report.customers, report.candidates) == (RunMode.DELTA, 1, 2, 1)
    assert report.tally == Tally(1, new=1)
    assert installation.standing() == {(found, "local-3")}


def test_a_removed_entity_resolves_its_hits_and_a_roll_back_asks_nobody_again(installation: Installation) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    installation.rescreen()
    installation.lists({"2": LISTED["2"]}, version="2")
    assert installation.rescreen().tally == Tally(1, resolved=1)
    assert installation.standing() == set()
    installation.lists(LISTED, version="1.1")
    assert installation.rescreen().tally == Tally(1, known=1)
    assert len(installation.standing()) == 1
    assert installation.events().count("alert.raised") == 1


def test_a_changed_entity_is_a_changed_hit(installation: Installation) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    installation.rescreen()
    installation.lists(LISTED | {"1": "Suradji Wiryakusumah,Abu Hanzhalah,1961-03-07"}, version="2")
    assert installation.rescreen().tally == Tally(1, changed=1)
    with installation.database.transaction(TENANT, WHO, read_only=True) as unit:
        old, new = sorted(unit.alerts.list(limit=9).items, key=lambda alert: alert.state, reverse=True)
        assert (old.state, new.state, new.kind) == (AlertState.SUPERSEDED, AlertState.STANDING, AlertKind.CHANGED)
        assert new.case_id is not None
        assert old.case_id is not None
        told = [(event.action, event.detail) for event in unit.timeline.of(new.case_id)]
        assert unit.timeline.of(old.case_id)[-1].action == "alert_superseded"
    assert told == [("opened", "monitoring"), ("entity_changed", "names")]


def test_reworded_remarks_concern_nobody(installation: Installation) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    installation.rescreen()
    installation.lists(LISTED | {"1": "Suradji Wiryakusumah,,1961-03-07,,,,,reworded"}, version="2")
    report = installation.rescreen()
    assert (report.entities, report.candidates, report.state) == (0, 0, RunState.DONE)


def test_a_delta_that_comes_twice_is_the_same_run(installation: Installation) -> None:
    installation.customer("PRAMUDYA KARTANEGARA", "1975-05-05")
    installation.rescreen()
    installation.lists(MORE, version="2")
    first = installation.rescreen()
    again = installation.start()
    assert again.is_empty
    assert again.reason == f"Nothing changed since {first.run_id}."
    full = installation.start(RunMode.FULL)
    installation.work(full.run_id)
    same = installation.start(RunMode.FULL)
    assert (same.run_id, same.state) == (full.run_id, RunState.DONE)
    assert same.reason == f"The same was done by {full.run_id}."
    assert installation.events().count("alert.raised") == 1


@pytest.mark.parametrize("mode", RunMode)
def test_a_list_that_goes_there_and_back_again_is_followed_every_time(
    installation: Installation, mode: RunMode
) -> None:
    found = installation.customer("PRAMUDYA KARTANEGARA", "1975-05-05")
    for _ in range(3):
        for rows, version, standing in ((LISTED, "1", set()), (MORE, "2", {(found, "local-3")})):
            installation.lists(rows, version=version)
            installation.rescreen(mode)
            assert installation.standing() == standing
    assert installation.events().count("alert.raised") == 1


def test_a_plan_that_another_run_overtook_is_made_anew(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.customer("PRAMUDYA KARTANEGARA", "1975-05-05")
    installation.rescreen()
    installation.lists(MORE, version="2")
    members = planning._members

    def meanwhile(*given: object) -> object:
        """The list goes back after this plan read it: another run finds a hit that this plan knows nothing of."""
        monkeypatch.setattr(planning, "_members", members)
        found = members(*given)  # type: ignore[arg-type]
        installation.rescreen()
        installation.lists(LISTED, version="1")
        return found

    monkeypatch.setattr(planning, "_members", meanwhile)
    plan = installation.start()
    assert plan.lists == Lists(installation.settings).active()
    installation.work(plan.run_id)
    assert installation.standing() == set()
    assert installation.start().is_empty


@pytest.mark.parametrize("overtaken", [planning._TRIES - 1, planning._TRIES])
def test_a_plan_that_is_overtaken_every_time_is_given_up_and_said_so(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, overtaken: int
) -> None:
    installation.customer("PRAMUDYA KARTANEGARA", "1975-05-05")
    members, left = planning._members, [(MORE, "2"), (LISTED, "1")] * overtaken
    del left[overtaken:]

    def meanwhile(*given: object) -> object:
        """Another run is planned and done whenever this one has been planned; then the list changes once more."""
        found = members(*given)  # type: ignore[arg-type]
        if left:
            rows, version = left.pop(0)
            with monkeypatch.context() as others:
                others.setattr(planning, "_members", members)
                installation.rescreen()
                installation.lists(rows, version=version)
        return found

    monkeypatch.setattr(planning, "_members", meanwhile)
    if overtaken < planning._TRIES:
        assert not installation.start().is_empty
        return
    with pytest.raises(StateError) as refused:
        installation.start()
    assert refused.value.code == "RESCREEN.OVERTAKEN"
    assert run.running(installation.database, tenant=TENANT) is None
    installation.rescreen()
    assert installation.start().is_empty


def test_of_two_runs_started_at_once_one_says_why_not(installation: Installation) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    first = installation.start()
    with pytest.raises(StateError) as refused:
        installation.start()
    assert refused.value.code == "RESCREEN.RUNNING"
    assert first.run_id in str(refused.value)
    installation.work(first.run_id)
    assert run.running(installation.database, tenant=TENANT) is None


def test_without_lists_nobody_is_screened(installation: Installation) -> None:
    (installation.home / "lists" / "local" / "active.json").unlink()
    with pytest.raises(StoreError) as refused:
        installation.start()
    assert refused.value.code == "SCR.NO_LISTS"


def test_who_changed_is_screened_against_everything(installation: Installation) -> None:
    changed = installation.customer("SITI AMINAH")
    installation.rescreen()
    with installation.database.transaction(TENANT, WHO) as unit:
        applicants.update(unit, changed, {"name": "SURADJI WIRYAKUSUMAH"})
    report = installation.rescreen()
    assert (report.mode, report.entities, report.tally) == (RunMode.DELTA, 0, Tally(1, new=1))
    with installation.database.transaction(TENANT, WHO) as unit:
        applicants.update(unit, changed, {"name": "SITI AMINAH"})
    assert installation.rescreen().tally == Tally(1, resolved=1)


@pytest.mark.parametrize(
    ("name", "born", "is_hit"),
    [
        ("SURADJI WIRYAKUSUMAH", None, True),  # without a birth date the name alone decides
        ("ADE BUDI CITRA DEWI EKA FAJAR GILANG HADI INDAH JOKO", "1961-03-07", False),
        (None, "1961-03-07", False),  # nothing to ask for
        ("  ", None, False),
    ],
)
def test_whoever_is_in_the_book_is_looked_at(
    installation: Installation, name: str | None, born: str | None, is_hit: bool
) -> None:
    installation.customer(name, born)
    report = installation.rescreen()
    assert (report.state, report.tally.screened, report.tally.new) == (RunState.DONE, 1, int(is_hit))


def test_a_cleared_hit_stays_cleared_until_its_day(installation: Installation, clock: Clock) -> None:
    cleared = installation.customer("PRAMUDYA KARTANEGARA", "1975-05-05")
    installation.rescreen()
    installation.lists(MORE, version="2")
    clear(installation, cleared, "local-3", clock)
    assert installation.rescreen().tally == Tally(1, suppressed=1)
    assert "alert.raised" not in installation.events()
    assert installation.start().is_empty
    clock.advance(days=31)
    assert installation.rescreen().tally == Tally(1, new=1)
    assert installation.events().count("alert.raised") == 1


@pytest.mark.parametrize(
    ("questions", "tally"),
    [
        (applicant_fingerprint, Tally(1, suppressed=1)),  # at onboarding all names were asked, and all stay the same
        (lambda asked: query_fingerprint(asked[1]), Tally(1, suppressed=1)),  # in an alert, by this very question
        (lambda asked: query_fingerprint(asked[0]), Tally(1, new=1)),  # by the other name: nobody judged this one
    ],
    ids=["onboarding", "this question", "another question"],
)
def test_of_somebody_with_two_names_what_was_judged_holds(
    installation: Installation, clock: Clock, questions: Callable[[tuple[ScreeningQuery, ...]], str], tally: Tally
) -> None:
    found = installation.customer("SITI AMINAH", "1975-05-05")
    with installation.database.transaction(TENANT, WHO) as unit:
        (watched,) = unit.customers.of([found])
        second = replace(watched.queries[0], name="PRAMUDYA KARTANEGARA")
        asked = (*watched.queries, second)
        unit.customers.put(replace(watched, queries=asked))
    installation.rescreen()
    installation.lists(MORE, version="2")
    clear(installation, found, "local-3", clock, questions(asked))
    assert installation.rescreen().tally == tally


def clear(
    installation: Installation, applicant_id: str, entity_id: str, clock: Clock, applicant: str | None = None
) -> None:
    lists = Lists(installation.settings)
    entity = next(
        each for mark in lists.active() for each in lists.difference((), [mark]).changed if each.id == entity_id
    )
    with installation.database.transaction(TENANT, WHO) as unit:
        (watched,) = unit.customers.of([applicant_id])
        prints = applicant or query_fingerprint(watched.queries[0]), entity_fingerprint(entity)
        until = clock() + timedelta(days=30)
        unit.exceptions.put(
            ScreeningException(applicant_id, entity_id, *prints, "name_only", "usr_1", clock(), expires_at=until)
        )


def test_a_hit_that_the_report_showed_is_no_alert(installation: Installation) -> None:
    seen = installation.customer("SURADJI WIRYAKUSUMAH")
    digest = Lists(installation.settings).active()[0][2]
    with installation.database.transaction(TENANT, WHO) as unit:
        (watched,) = unit.customers.of([seen])
        unit.customers.put(replace(watched, known=("local-1",), lists=(("local", digest),)))
    assert installation.rescreen().tally == Tally(1, known=1)
    assert installation.standing() == {(seen, "local-1")}
    assert installation.events() == []


def test_whose_monitor_is_off_or_who_is_erased_is_in_no_book(installation: Installation) -> None:
    off, erased = installation.customer("SURADJI WIRYAKUSUMAH"), installation.customer("SURADJI WIRYAKUSUMAH")
    plan = installation.start()
    with installation.database.transaction(TENANT, WHO) as unit:
        applicants.switch_monitor(unit, off, is_on=False, version=None)
        erase(unit, erased)
    installation.work(plan.run_id)
    report = run.report(installation.database, tenant=TENANT, run_id=plan.run_id)
    assert (report.candidates, report.tally) == (2, Tally())
    assert installation.standing() == set()


def test_another_algorithm_asks_for_everybody(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    installation.rescreen()
    monkeypatch.setattr("kyc.services.rescreening.target.VERSION", "1.next")
    report = installation.rescreen()
    assert (report.mode, report.tally) == (RunMode.FULL, Tally(1))
    assert report.reason is not None
    assert report.reason.startswith("The algorithm")


def test_an_old_version_that_is_gone_asks_for_everybody(installation: Installation) -> None:
    installation.customer("SURADJI WIRYAKUSUMAH")
    installation.rescreen()
    installation.lists(MORE, version="2")
    (installation.home / "lists" / "local" / "versions" / "1.json").unlink()
    report = installation.rescreen()
    assert report.mode is RunMode.FULL
    assert report.reason is not None
    assert "cannot be read any more" in report.reason
