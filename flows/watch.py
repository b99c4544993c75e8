"""Lists are watched: when one changes, the customers whom it may concern are looked at again within seconds.

Any number of workers watch; the store lets one plan a run, and all of them work on it.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from kyc.model.errors import KycError, StateError
from kyc.model.rescreening import RunMode
from kyc.services.housekeeping.house import House
from kyc.services.lists.active import active_version
from kyc.services.rescreening.run import running, start, work
from watchlists.errors import ListError

log = logging.getLogger(__name__)

Marks = tuple[tuple[str, str], ...]

LOOK_SECONDS = 5.0  # between looks at which versions are active
AFTER_FAULT_SECONDS = 60.0
ANYWAY = timedelta(minutes=10)  # for customers who changed while the lists did not, and for runs that were left behind


@dataclass(slots=True)
class Watcher:
    """One worker's eye on the lists; `seen` is what customers were last brought up to."""

    house: House
    stop: threading.Event
    seen: Marks = ()
    due_at: datetime | None = None

    def watch(self) -> None:
        """Look until told to stop."""
        while not self.stop.is_set():
            self.stop.wait(LOOK_SECONDS if self.is_well() else AFTER_FAULT_SECONDS)

    def is_well(self) -> bool:
        """Look once, and bring everybody up to date where a list changed or it is time; False when that failed."""
        try:
            marks = self._marks()
            if marks and (marks != self.seen or self._is_due()):
                for tenant in self.house.tenants():
                    self._catch_up(tenant)
                # Changes that came meanwhile are seen at the next look.
                self.seen, self.due_at = marks, self.house.clock() + ANYWAY
        except (KycError, ListError) as error:
            log.warning("rescreen.failed", extra={"code": error.code})
            return False
        return True

    def _marks(self) -> Marks:
        store = self.house.lists
        return tuple((key, active_version(store, key).version) for key in store.sources())

    def _is_due(self) -> bool:
        return self.due_at is None or self.house.clock() >= self.due_at

    def _catch_up(self, tenant: str) -> None:
        """Go on with what is going, then do what is new; another worker may be faster at either."""
        database, settings = self.house.database, self.house.settings
        if going := running(database, tenant=tenant):
            self._work(tenant, going)
        try:
            plan = start(database, settings, tenant=tenant, mode=RunMode.DELTA)
        except StateError as error:
            if error.code != "RESCREEN.RUNNING":
                raise
            if going := running(database, tenant=tenant):
                self._work(tenant, going)
            return
        if not plan.is_empty:
            self._work(tenant, plan.run_id)

    def _work(self, tenant: str, run_id: str) -> None:
        house = self.house
        work(house.database, house.settings, tenant=tenant, run_id=run_id, owner=house.owner, stop=self.stop.is_set)
