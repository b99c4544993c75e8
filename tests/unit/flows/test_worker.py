"""The worker's loop, without Prefect: nothing is lost, nobody waits for another's fault."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from flows.attempts import OrchestratorDown, attempt
from flows.worker import Pace, Way, by_line, work
from kyc.model.errors import EngineError, StoreError
from kyc.model.verification import VerificationState
from kyc.services.verification import Resources
from kyc.services.working.work import Terms
from kyc.storage.database import Database
from tests.databases import Clock
from tests.fakes import FakeReader
from tests.unit.services.line import bench_on, picture, resources_of, stored, submitted

AT_ONCE = Pace(most=4, idle=0, down=0, heartbeat=3600)


class Rounds(threading.Event):
    """Stops the loop when it has nothing left to do, that is when it wants to pause."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


def run(resources: Resources, way: Way | None = None) -> list[int]:
    """Work until the queue is empty; return how many were claimed in each round."""
    chosen, sizes = way or by_line(), []

    def counted(ids: Sequence[str], kit: Resources) -> None:
        sizes.append(len(ids))
        chosen.run(ids, kit)

    work(lambda: resources, Way(counted, chosen.ready), Rounds(), AT_ONCE)
    return sizes


@pytest.fixture
def kit(database: Database, clock: Clock) -> Resources:
    return resources_of(bench_on(database, clock), clock)


def test_one_waits_for_nobody_and_many_are_taken_together(database: Database, kit: Resources) -> None:
    waiting = [submitted(database) for _ in range(8)]
    assert run(kit) == [1, 2, 4, 1]
    assert all(stored(database, each).report_id for each in waiting)


def test_an_engine_that_fails_makes_checks_unable_and_not_the_work(database: Database, clock: Clock) -> None:
    verification = submitted(database, image=picture())
    reader = FakeReader(failures=1000, code="SYS.TIMEOUT")
    run(resources_of(bench_on(database, clock), clock, reader))
    done = stored(database, verification)
    assert reader.asked == 3
    assert done.report_id
    assert done.state is not VerificationState.APPROVED


def test_an_engine_that_recovers_leaves_no_mark(database: Database, clock: Clock) -> None:
    verification = submitted(database, image=picture())
    run(resources_of(bench_on(database, clock), clock, FakeReader(failures=2)))
    with database.transaction(verification.tenant, "test", read_only=True) as unit:
        report = unit.reports.latest(verification.id)
    assert report is not None
    assert not any("SYS.ENGINE_ERROR" in check["reasons"] for check in report.document["checks"])


@pytest.mark.parametrize("fault", [ValueError("SITI"), EngineError("SYS.ENGINE_ERROR", "x"), KeyError("SITI")])
def test_a_fault_in_one_stops_no_other_and_is_told_without_its_text(
    database: Database, clock: Clock, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    kit = resources_of(bench_on(database, clock, Terms(attempts=1)), clock)
    bad, good = submitted(database), submitted(database)

    def one(verification_id: str, _kit: Resources) -> None:
        if verification_id == bad.id:
            raise fault

    def faulty(ids: Sequence[str], kit: Resources) -> None:
        for each in ids:
            if each == bad.id:
                attempt(each, one, kit)
            else:
                by_line().run([each], kit)

    run(kit, Way(faulty))
    assert stored(database, bad).state is VerificationState.ERROR
    assert stored(database, good).report_id
    assert "SITI" not in caplog.text


def test_while_prefect_is_down_nothing_is_claimed(database: Database, clock: Clock, kit: Resources) -> None:
    verification = submitted(database)
    assert run(kit, Way(by_line().run, ready=lambda: False)) == []
    assert bench_on(database, clock).claim(1) == (verification.id,)


def test_prefect_going_down_in_the_middle_charges_nobody(database: Database, clock: Clock) -> None:
    kit = resources_of(bench_on(database, clock, Terms(attempts=1)), clock)
    verification = submitted(database)

    def unreachable(_id: str, _kit: Resources) -> None:
        raise ConnectionError

    def flow(ids: Sequence[str], kit: Resources) -> None:
        attempt(ids[0], unreachable, kit, is_orchestrated=lambda: False)

    run(kit, Way(flow))
    assert stored(database, verification).attempts == 0
    clock.advance(seconds=5)
    run(kit)
    assert stored(database, verification).report_id


def test_a_store_that_stops_answering_leaves_the_lease_to_run_out(database: Database, clock: Clock) -> None:
    kit = resources_of(bench_on(database, clock), clock)
    verification = submitted(database)

    def unavailable(_id: str, _kit: Resources) -> None:
        raise StoreError("STORE.UNAVAILABLE", "The database is busy.")

    run(kit, Way(lambda ids, kit: attempt(ids[0], unavailable, kit)))
    clock.advance(seconds=61)
    run(kit)
    assert stored(database, verification).report_id


def test_whoever_is_told_to_stop_gives_back_what_was_not_begun(database: Database, clock: Clock) -> None:
    bench, stop = bench_on(database, clock), threading.Event()
    kit, sizes = resources_of(bench, clock), []
    waiting = [submitted(database) for _ in range(5)]

    def closing(ids: Sequence[str], kit: Resources) -> None:
        sizes.append(len(ids))
        by_line().run(ids[:1], kit)
        if len(ids) > 1:
            stop.set()
            bench.close()
        by_line().run(ids[1:], kit)

    work(lambda: kit, Way(closing), stop, AT_ONCE)
    done = {each.id for each in waiting if stored(database, each).report_id}
    assert sizes == [1, 2]
    assert len(done) == 2
    assert set(bench_on(database, clock).claim(9)) == {each.id for each in waiting} - done


def test_a_down_orchestrator_is_told_apart_from_a_fault(database: Database, clock: Clock) -> None:
    kit = resources_of(bench_on(database, clock), clock)
    submitted(database)
    bench = kit.store
    (claimed,) = bench.claim(1)  # type: ignore[attr-defined]

    def broken(_id: str, _kit: Resources) -> None:
        raise RuntimeError

    with pytest.raises(OrchestratorDown):
        attempt(claimed, broken, kit, is_orchestrated=lambda: False)
