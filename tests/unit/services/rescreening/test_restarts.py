"""PostgreSQL goes away and comes back while a run is worked on, in every way it can: nothing is lost or doubled."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import pytest

from bench.reliability.stores import RESTARTS, Server, cluster
from kyc.model.rescreening import Progress, RunState, Tally
from kyc.services.rescreening import planning, run
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring
from tests.databases import BINARIES, TENANT
from tests.unit.services.rescreening.book import LISTED, WHO, Installation

pytestmark = pytest.mark.skipif(not BINARIES, reason="PostgreSQL's server is not installed")
PEOPLE, WORKERS = 12, 2


@pytest.fixture
def server() -> Iterator[Server]:
    """One of the test's own: the other tests' server must not be hurt."""
    with tempfile.TemporaryDirectory(prefix="kyc-pg-") as folder, cluster(Path(folder) / "pg") as server:
        yield server


def opened(server: Server, home: Path) -> Database:
    return Database(server.url, Keyring({1: b"k" * 32}), Blobs(f"file://{home}/blobs"))


@pytest.fixture
def installation(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    monkeypatch.setattr(planning, "FULL_CHUNK", 1)
    database = opened(server, tmp_path)
    database.upgrade()
    database.ensure_tenant(TENANT)
    made = Installation(database, tmp_path, lambda: datetime.now(UTC))
    made.lists(LISTED, version="1")
    yield made
    database.close()


class Striker:
    """Restarts the server under everybody's feet each time that a few more chunks are done."""

    def __init__(self, server: Server) -> None:
        self._server, self._lock, self.left = server, Lock(), list(RESTARTS)

    def progress(self, progress: Progress) -> None:
        with self._lock:
            if self.left and progress.done >= PEOPLE - 3 * len(self.left):
                self._server.restart(self.left.pop(0))


def test_restarts_lose_and_double_nothing(installation: Installation, server: Server, tmp_path: Path) -> None:
    people = [installation.customer("SURADJI WIRYAKUSUMAH" if at % 2 else "SITI AMINAH") for at in range(PEOPLE)]
    plan, striker = installation.start(), Striker(server)

    def worker(_number: int) -> int:
        own = opened(server, tmp_path)
        try:
            return run.work(own, installation.settings, tenant=TENANT, run_id=plan.run_id, done=striker.progress)
        finally:
            own.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        done = sum(pool.map(worker, range(WORKERS)))
    assert striker.left == []
    report = run.report(installation.database, tenant=TENANT, run_id=plan.run_id)
    assert (report.state, report.tally) == (RunState.DONE, Tally(PEOPLE, new=PEOPLE // 2))
    # What was committed when the server went away before it could say so is done, and not done again.
    assert PEOPLE - len(RESTARTS) <= done <= PEOPLE
    assert installation.standing() == {(each, "local-1") for each in people[1::2]}
    assert installation.events() == ["alert.raised"] * (PEOPLE // 2) + ["case.opened"] * (PEOPLE // 2)
    with installation.database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.audit.verify().fault is None
