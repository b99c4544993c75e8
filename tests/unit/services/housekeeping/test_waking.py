"""Cases that were put aside come back to whoever put them aside, in every tenant."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from kyc.model.case import CaseState
from kyc.services.casework import queue
from kyc.services.housekeeping.waking import wake
from kyc.storage.database import Database
from tests.databases import TENANT, Clock
from tests.unit.services.casework.desk import ANI, WHO, taken
from tests.unit.services.housekeeping.keeping import house_of


def test_a_snoozed_case_wakes_in_its_time(database: Database, clock: Clock, tmp_path: Path) -> None:
    house, case = house_of(database, clock, tmp_path), taken(database)
    with database.transaction(TENANT, WHO) as unit:
        queue.snooze(unit, ANI, case.id, clock() + timedelta(hours=1))
    assert wake(house) == {"woken": 0}
    clock.advance(hours=1)
    assert wake(house) == {"woken": 1}
    assert wake(house) == {"woken": 0}
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.cases.get(case.id).state is CaseState.ASSIGNED
