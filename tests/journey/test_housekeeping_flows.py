"""The flows of housekeeping: they say what was done by counts and codes, fail when it was not, and close what died."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kyc.model.applicant import KINDS
from kyc.model.submission import DeclaredData
from kyc.services.housekeeping.house import House
from kyc.services.webhooks.endpoints import create
from kyc.services.webhooks.outgoing import Rules
from kyc.storage.chain.checkpoints import load
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring
from tests.databases import TENANT, Clock
from tests.journey.canary import CANARY_NAME, CANARY_NIK, disguises, everything_kept
from tests.unit.services.housekeeping.keeping import PAST, WHO, filled, house_of, kept_until, left

pytestmark = pytest.mark.flow


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path, clock: Clock, prefect_database: Path) -> Iterator[House]:
    """An installation on SQLite that the flows of this process work on; the server runs."""
    from flows.home import keeping

    (tmp_path / "kyc.db").write_bytes(sqlite_template.read_bytes())
    blobs = Blobs(f"file://{tmp_path}/blobs")
    database = Database(f"sqlite:///{tmp_path}/kyc.db", Keyring({1: b"k" * 32}), blobs, clock)
    database.ensure_tenant(TENANT)
    house = house_of(database, clock, tmp_path)
    with keeping(house):
        yield house
    database.close()


def test_purging_erases_and_tells_counts(house: House) -> None:
    from flows.purge import purge

    ids = filled(house.database)
    kept_until(house.database, ids, dict.fromkeys(KINDS, PAST))
    told = purge()
    assert told["purge"]["erased"] == 1
    assert left(house.database, ids) == {"certificate"}


def test_a_broken_chain_fails_the_run_by_its_code(house: House) -> None:
    from flows.checkpoint import checkpoint

    filled(house.database)
    assert checkpoint() == {"checkpoint": {"chains": 1}}
    assert [each.tenant for each in load(house.checkpoints)] == [TENANT]
    house.checkpoints.write_text(CANARY_NAME)
    state: Any = checkpoint(return_state=True)
    assert state.is_failed()
    assert str(state.result(raise_on_failure=False)) == "checkpoint: STORE.DAMAGED"


def test_a_chore_that_a_worker_has_is_left_to_it(house: House) -> None:
    from flows.purge import purge

    with house.database.system() as system:
        system.chores.claim("purge", "wrk_2", 60)
    assert purge()["purge"] == {}


def test_the_outbox_is_emptied(house: House) -> None:
    from flows.deliver import deliver

    with house.database.transaction(TENANT, WHO) as unit:
        create(unit, "https://127.0.0.1/hook", rules=Rules(private=True))
        unit.outbox.publish("verification.approved", {})
    assert deliver() == 1  # to an address that is not allowed: tried, and due again later
    assert deliver() == 0
    with house.database.transaction(TENANT, WHO, read_only=True) as unit:
        (delivery,) = unit.deliveries.list(limit=9).items
    assert (delivery.attempts, delivery.fault) == (1, "WEBHOOK.ADDRESS")


def test_runs_whose_process_is_gone_are_closed_and_living_ones_are_not(house: House) -> None:
    from prefect.client.orchestration import get_client
    from prefect.states import Running

    from flows.purge import purge
    from flows.sweep import LONGEST, close_orphans

    with get_client(sync_client=True) as client:
        orphan = client.create_flow_run(purge, state=Running())
        begun = client.read_flow_run(orphan.id).start_time
        assert begun is not None
        assert close_orphans.fn("purge", begun - timedelta(seconds=1)) == 0
        assert close_orphans.fn("sweep", begun + timedelta(seconds=1)) == 0
        assert close_orphans.fn("purge", begun + timedelta(seconds=1)) == 1
        closed = client.read_flow_run(orphan.id).state
    assert closed is not None
    assert closed.is_crashed()
    assert LONGEST["purge"] >= timedelta(hours=1)


def test_sweeping_looks_at_everything(house: House) -> None:
    from flows.sweep import sweep

    assert sweep() == {"sweep": {"leases": 0, "images": 0}, "lists": {"lists": 0, "stale": 0}, "runs": {}}


def test_prefect_learns_nothing_of_anybody(
    house: House, prefect_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not from a purge, nor from a chore or an outbox that breaks with a name in its text."""
    from flows.deliver import deliver
    from flows.purge import purge

    with house.database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData(name=CANARY_NAME, document_number=CANARY_NIK))
        unit.retention.keep(applicant.id, "declared", PAST)
    assert purge()["purge"]["erased"] == 1

    def broken(*_: object) -> None:
        raise ValueError(f"cannot read {CANARY_NAME} {CANARY_NIK}")

    monkeypatch.setattr("kyc.services.housekeeping.house.House.tenants", broken)
    monkeypatch.setattr("kyc.services.webhooks.courier.Courier.drain", broken)
    for flow, code in ((purge, "purge: SYS.CRASH"), (deliver, "SYS.CRASH")):
        state: Any = flow(return_state=True)
        assert code in str(state.result(raise_on_failure=False))
    kept = everything_kept(prefect_database)
    assert b"SYS.CRASH" in kept, "the canary test looks at the database that was written"
    for canary in (CANARY_NAME, CANARY_NIK):
        assert not any(disguise in kept for disguise in disguises(canary))
