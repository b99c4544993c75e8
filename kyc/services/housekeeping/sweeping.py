"""What crashes leave behind: claims of workers that are gone, images without a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from kyc.services.housekeeping.house import ACTOR, House
from kyc.storage.sweeping import sweep as sweep_blobs

# A claim that ran out is claimed by the next worker by itself; who is merely slow may still finish it until then.
ABANDONED = timedelta(hours=1)


def sweep(house: House) -> Mapping[str, int]:
    """Put abandoned claims back and delete orphaned images."""
    before = house.clock() - ABANDONED
    with house.database.system() as system:
        leases = system.jobs.reclaim(before) + system.deliveries.reclaim(before)
    return {"leases": leases, "images": sweep_blobs(house.database, ACTOR)}
