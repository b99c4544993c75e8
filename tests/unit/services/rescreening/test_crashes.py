"""Workers die, clocks jump, databases restart and disks fill up: a run ends whole, or says how to go on with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest

from kyc.model.errors import StoreError
from kyc.model.rescreening import RunMode, RunState, Tally, Watched
from kyc.services.onboarding import applicants
from kyc.services.rescreening import planning, run, worker
from kyc.services.rescreening.looking import Found, Looker
from kyc.services.rescreening.settling import settle
from kyc.storage.database import Database
from tests.databases import TENANT, Clock
from tests.unit.services.rescreening.book import LISTED, WHO, Installation

SECONDS = 60.0  # of a lease


class Killed(BaseException):
    """What kill -9 does to a program: nothing after it happens."""


@pytest.fixture
def people(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Six customers, every second of whom is listed, in chunks of two."""
    monkeypatch.setattr(planning, "FULL_CHUNK", 2)
    return [installation.customer("SURADJI WIRYAKUSUMAH" if at % 2 else "SITI AMINAH") for at in range(6)]


def report(installation: Installation, run_id: str) -> tuple[RunState, Tally]:
    told = run.report(installation.database, tenant=TENANT, run_id=run_id)
    return told.state, told.tally


def settled_whole(installation: Installation, people: list[str], run_id: str) -> None:
    assert report(installation, run_id) == (RunState.DONE, Tally(6, new=3))
    assert installation.standing() == {(each, "local-1") for each in people[1::2]}
    assert installation.events() == ["alert.raised"] * 3 + ["case.opened"] * 3


@pytest.mark.parametrize("when", ["before", "within"])
def test_a_worker_killed_at_a_chunk_is_replaced(
    installation: Installation, people: list[str], clock: Clock, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    plan = installation.start()

    def dying(*given: object) -> Tally:
        if when == "within":
            settle(*given)  # type: ignore[arg-type]
        raise Killed

    monkeypatch.setattr(worker, "settle", dying)
    with pytest.raises(Killed):
        installation.work(plan.run_id)
    monkeypatch.setattr(worker, "settle", settle)
    clock.advance(seconds=SECONDS)
    installation.work(plan.run_id)
    settled_whole(installation, people, plan.run_id)
    assert run.report(installation.database, tenant=TENANT, run_id=plan.run_id).redone == 1


def test_a_worker_killed_before_it_could_end_the_run_is_replaced(
    installation: Installation, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = installation.start()

    def dying(*_given: object) -> bool:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(run, "_finish_if_done", dying)
        with pytest.raises(Killed):
            installation.work(plan.run_id)
    assert report(installation, plan.run_id)[0] is RunState.RUNNING
    assert installation.start().is_empty  # ends it, and finds nothing new
    settled_whole(installation, people, plan.run_id)


def test_a_start_that_is_killed_leaves_nothing(
    installation: Installation, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(*_given: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("kyc.storage.rescreening.chunks.Chunks.add", dying)
        with pytest.raises(Killed):
            installation.start()
    assert run.running(installation.database, tenant=TENANT) is None
    plan = installation.start()
    installation.work(plan.run_id)
    settled_whole(installation, people, plan.run_id)


def test_who_lost_the_lease_writes_nothing(
    installation: Installation, people: list[str], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = installation.start()

    def slow(*given: object) -> Tally:
        monkeypatch.setattr(worker, "settle", settle)
        clock.advance(seconds=SECONDS)
        installation.work(plan.run_id)  # another does all of it meanwhile
        return settle(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "settle", slow)
    installation.work(plan.run_id)
    settled_whole(installation, people, plan.run_id)


@pytest.mark.parametrize("hours", [-48, -1, 1, 48])
def test_a_clock_that_jumps_stops_no_run(
    installation: Installation, people: list[str], clock: Clock, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    plan = installation.start()

    def dying(*_given: object) -> Tally:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(worker, "settle", dying)
        with pytest.raises(Killed):
            installation.work(plan.run_id)
    clock.advance(hours=hours)
    run.work(
        installation.database,
        installation.settings,
        tenant=TENANT,
        run_id=plan.run_id,
        pause=lambda _seconds: clock.advance(seconds=SECONDS),
    )
    settled_whole(installation, people, plan.run_id)
    assert run.report(installation.database, tenant=TENANT, run_id=plan.run_id).seconds >= 0


class Failing:
    """A database that does not answer for a while."""

    def __init__(self, database: Database, code: str, times: int) -> None:
        self._database, self._code, self._times = database, code, times

    def system(self) -> AbstractContextManager[object]:
        if self._times:
            self._times -= 1
            raise StoreError(self._code, "not now")
        return self._database.system()

    def __getattr__(self, name: str) -> object:
        return getattr(self._database, name)


def test_a_database_that_restarts_is_waited_for(installation: Installation, people: list[str]) -> None:
    plan = installation.start()
    waited: list[float] = []
    restarting = Failing(installation.database, "STORE.UNAVAILABLE", 4)
    run.work(
        restarting,  # type: ignore[arg-type]
        installation.settings,
        tenant=TENANT,
        run_id=plan.run_id,
        pause=waited.append,
    )
    assert waited == [0.2, 0.5, 1.0, 2.0]
    settled_whole(installation, people, plan.run_id)


@pytest.mark.parametrize(("code", "times"), [("STORE.UNAVAILABLE", 99), ("STORE.FULL", 1)])
def test_a_store_that_does_not_come_back_ends_the_work_and_not_the_run(
    installation: Installation, people: list[str], code: str, times: int
) -> None:
    plan = installation.start()
    broken = Failing(installation.database, code, times)
    with pytest.raises(StoreError) as refused:
        run.work(broken, installation.settings, tenant=TENANT, run_id=plan.run_id, pause=lambda _: None)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert run.running(installation.database, tenant=TENANT) == plan.run_id
    installation.work(plan.run_id)
    settled_whole(installation, people, plan.run_id)


def test_a_list_that_changes_during_a_run_waits_for_the_next(installation: Installation, people: list[str]) -> None:
    plan = installation.start()
    installation.lists({"2": LISTED["2"]}, version="2")
    installation.work(plan.run_id)
    settled_whole(installation, people, plan.run_id)
    assert installation.rescreen().tally == Tally(3, resolved=3)


def test_a_customer_who_changes_during_a_run_is_looked_at_in_the_next(
    installation: Installation, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, look = installation.start(), Looker.look

    def meanwhile(looker: Looker, watched: Watched, mode: RunMode) -> tuple[Found, ...]:
        if watched.applicant_id == people[0]:
            with installation.database.transaction(TENANT, WHO) as unit:
                applicants.update(unit, people[0], {"name": "SURADJI WIRYAKUSUMAH"})
        return look(looker, watched, mode)

    with monkeypatch.context() as patched:
        patched.setattr(Looker, "look", meanwhile)
        installation.work(plan.run_id)
    assert (people[0], "local-1") not in installation.standing()
    assert installation.rescreen().tally == Tally(1, new=1)
    assert (people[0], "local-1") in installation.standing()


def test_whoever_changes_a_customer_and_whoever_settles_one_never_wait_for_one_another(
    installation: Installation, people: list[str], database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer at a time")
    plan, listed = installation.start(), people[1]

    def changing() -> None:
        for at in range(30):
            with installation.database.transaction(TENANT, WHO) as unit:
                applicants.update(unit, listed, {"name": f"SURADJI WIRYAKUSUMAH {at % 2 * 'ADI'}"})

    with ThreadPoolExecutor(1) as pool:
        changes = pool.submit(changing)
        installation.work(plan.run_id)
        while not changes.done():
            going = installation.start()
            if not going.is_empty:
                installation.work(going.run_id)
        changes.result()
    final = installation.start()
    if not final.is_empty:
        installation.work(final.run_id)
    assert installation.standing() == {(each, "local-1") for each in people[1::2]}
