"""A sandbox's clock moves for itself alone, and what waited for its time waits less."""

from __future__ import annotations

from datetime import timedelta

from kyc.storage.database import Database
from tests.databases import NOON, OTHER, TENANT
from tests.unit.services.line import DECLARED, WHO, queued

DAY = timedelta(days=1)


def test_a_clock_is_moved_on_and_on_for_one_tenant(database: Database) -> None:
    for _ in range(2):
        with database.transaction(TENANT, WHO) as unit:
            moved = unit.sandbox.advance(DAY)
    with database.transaction(OTHER, WHO) as unit:
        assert (moved, unit.sandbox.ahead()) == (2 * DAY, timedelta())


def test_whether_a_tenant_is_a_sandbox_was_settled_when_it_was_made(database: Database) -> None:
    database.ensure_tenant("rehearsals", is_sandbox=True)
    database.ensure_tenant(TENANT, is_sandbox=True)
    found = {}
    for tenant in ("rehearsals", TENANT):
        with database.transaction(tenant, WHO, read_only=True) as unit:
            found[tenant] = unit.sandbox.is_one
    assert found == {"rehearsals": True, TENANT: False}


def test_what_waits_comes_due_sooner_and_what_is_due_stays(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DECLARED)
        due, waiting = (queued(unit, applicant.id, b"image").id for _ in range(2))
        unit.jobs.add(waiting, available_at=NOON + 2 * DAY)
        assert unit.jobs.hasten(DAY) == 1
        assert [unit.jobs.get(each).available_at for each in (due, waiting)] == [NOON, NOON + DAY]
