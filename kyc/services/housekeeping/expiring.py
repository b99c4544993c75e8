"""Verifications whose applicant was given a time to hand something in, and let it pass."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.model.errors import StoreError
from kyc.model.verification import Verification, VerificationState
from kyc.services.casework.changes import change
from kyc.services.housekeeping.house import House

_PAGE = 200
_CHANGED = frozenset({"STORE.CONFLICT", "STORE.UNKNOWN"})


def expire(house: House) -> Mapping[str, int]:
    """End verifications whose time has run out: state, event and audit entry, each in a transaction of its own."""
    return {"expired": sum(_expire_all(house, tenant) for tenant in house.tenants())}


def _expire_all(house: House, tenant: str) -> int:
    expired = 0
    while True:
        with house.on_behalf_of(tenant, read_only=True) as unit:
            waiting = unit.verifications.expired(unit.now(), limit=_PAGE)
        ended = sum(_is_ended(house, verification) for verification in waiting)
        expired += ended
        # What somebody changed at this moment is not met again until the next round.
        if len(waiting) < _PAGE or not ended:
            return expired


def _is_ended(house: House, verification: Verification) -> bool:
    try:
        with house.on_behalf_of(verification.tenant) as unit:
            change(unit, verification, VerificationState.EXPIRED)
            unit.jobs.cancel(verification.id)
    except StoreError as error:
        if error.code not in _CHANGED:
            raise
        return False
    return True
