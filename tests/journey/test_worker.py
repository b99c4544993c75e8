"""The worker with Prefect and with processes that die: the same reports, nothing lost, nobody's data elsewhere."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bench.reliability.kill import run as run_bout
from flows.worker import Pace, Way, by_flow, by_line, work
from kyc.model.verification import Verification
from kyc.services.verification import Resources
from kyc.storage.database import Database
from tests.databases import Clock
from tests.fakes import FakeReader
from tests.unit.services.line import DECLARED, WHO, bench_on, picture, resources_of, stored, submitted

VOLATILE = {"id", "verification_id", "created_at", "subject", "integrity"}


class UntilEmpty(threading.Event):
    """Stops the worker when it has nothing to do."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


@pytest.fixture
def prefect_url(prefect_database: Path) -> str:
    from prefect.settings import PREFECT_API_URL

    assert prefect_database.exists()
    return str(PREFECT_API_URL.value())


def carry_out(database: Database, clock: Clock, way: Way, reader: FakeReader | None = None) -> list[int]:
    """Work until the queue is empty; return how many were claimed each time."""
    kit, sizes = resources_of(bench_on(database, clock), clock, reader), []

    def counted(ids: Sequence[str], resources: Resources) -> None:
        sizes.append(len(ids))
        way.run(ids, resources)

    work(lambda: kit, Way(counted, way.ready), UntilEmpty(), Pace(most=8, idle=0, down=0, heartbeat=3600))
    return sizes


def comparable(database: Database, verification: Verification) -> Any:
    with database.transaction(verification.tenant, WHO, read_only=True) as unit:
        report = unit.reports.latest(verification.id)
    assert report is not None
    checks = [{**check, "duration_ms": None} for check in report.document["checks"]]
    return {key: value for key, value in report.document.items() if key not in VOLATILE} | {"checks": checks}


@pytest.mark.flow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", [1, 4])
def test_flows_alone_and_in_batches_give_the_plain_lines_reports(
    database: Database, clock: Clock, prefect_url: str, number: int
) -> None:
    plain = submitted(database, image=picture())
    carry_out(database, clock, by_line())
    flowed = [submitted(database, image=picture()) for _ in range(number)]
    sizes = carry_out(database, clock, by_flow(prefect_url))
    assert sizes == ([1] if number == 1 else [1, 2, 1])
    assert all(comparable(database, each) == comparable(database, plain) for each in flowed)


@pytest.mark.flow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_engine_that_stays_broken_is_unable_in_flows_too(
    database: Database, clock: Clock, prefect_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.verify.read_document.retry_delay_seconds", 0)
    both = [submitted(database, image=picture()) for _ in range(3)]
    carry_out(database, clock, by_flow(prefect_url), FakeReader(failures=1000, code="SYS.TIMEOUT"))
    for each in both:
        checks = comparable(database, each)["checks"]
        assert any(check["outcome"] == "unable" and "SYS.TIMEOUT" in check["reasons"] for check in checks)
        assert stored(database, each).state != "approved"


@pytest.mark.flow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_prefect_learns_ids_and_nobodys_data(
    database: Database, clock: Clock, prefect_url: str, prefect_database: Path
) -> None:
    waiting = [submitted(database) for _ in range(3)]
    carry_out(database, clock, by_flow(prefect_url))
    kept = b"".join(path.read_bytes() for path in prefect_database.parent.rglob("*") if path.is_file())
    assert any(each.id.encode() in kept for each in waiting), "this test looks at what was written"
    for canary in (DECLARED.name, DECLARED.external_id):
        assert str(canary).encode() not in kept


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_while_prefect_is_down_the_work_waits(
    database: Database, clock: Clock, prefect_free: Callable[[], str]
) -> None:
    verification = submitted(database)
    assert carry_out(database, clock, by_flow(prefect_free())) == []
    assert stored(database, verification).attempts == 0


@pytest.fixture
def prefect_free() -> Callable[[], str]:
    """The address of a Prefect server that does not run."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    return lambda: "http://127.0.0.1:9/api"


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_nothing_acknowledged_is_lost_or_doubled_when_processes_are_killed(
    store: str, request: pytest.FixtureRequest
) -> None:
    if store == "postgres":
        request.getfixturevalue("cluster")  # skips where there is no PostgreSQL
    score = run_bout(store, kills=4, workers=1, submitting=2, seed=7, is_telling=False)
    assert score.acknowledged > 0
    assert score.findings.is_well, str(score)
