"""Legal holds: placed by an authority's order or for a case at court, lifted by a person."""

from __future__ import annotations

from kyc.model.applicant import LegalHold
from kyc.model.errors import StoreError
from kyc.services.onboarding.applicants import alive
from kyc.storage.unit import Unit


def place(unit: Unit, applicant_id: str, reason: str) -> LegalHold:
    """Forbid erasing an applicant.

    Raises:
        StateError: APPLICANT.ERASED.
        StoreError: STORE.UNKNOWN.
    """
    alive(unit, applicant_id)
    placed = unit.holds.place(applicant_id, reason)
    after = unit.keys.digest(applicant_id, reason.encode())
    unit.audit.append("hold:placed", "hold", placed.id, after=after)
    return placed


def every(unit: Unit, applicant_id: str) -> tuple[LegalHold, ...]:
    """Every hold there was on an applicant, oldest first; a read of what was written about them."""
    unit.applicants.get(applicant_id)
    found = unit.holds.of(applicant_id)
    unit.audit.append("hold:read", "applicant", applicant_id)
    return found


def lift(unit: Unit, applicant_id: str, hold_id: str) -> None:
    """End a hold; lifting it twice changes nothing.

    Raises:
        StoreError: STORE.UNKNOWN when it is not one of this applicant.
    """
    unit.applicants.get(applicant_id)
    found = {hold.id: hold for hold in unit.holds.of(applicant_id)}
    if hold_id not in found:
        raise StoreError("STORE.UNKNOWN", "Nothing by this id is stored among holds.")
    if found[hold_id].lifted_at is None:
        unit.holds.lift(hold_id)
        unit.audit.append("hold:lifted", "hold", hold_id)
