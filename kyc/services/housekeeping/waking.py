"""Cases that somebody put aside until now."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.services.casework import queue
from kyc.services.housekeeping.house import House


def wake(house: House) -> Mapping[str, int]:
    """Bring back the snoozed cases whose time has come."""
    woken = 0
    for tenant in house.tenants():
        with house.on_behalf_of(tenant) as unit:
            woken += queue.wake(unit)
    return {"woken": woken}
