"""Ad hoc screenings: whoever is asked about, against the active lists. Nothing but the audit entry is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kyc.model.ids import new_id
from kyc.model.screening import Screening, ScreeningQuery
from kyc.services.lists.matching import ActiveLists
from kyc.services.onboarding.applicants import alive
from kyc.storage.codec import dump
from kyc.storage.unit import Unit
from watchlists.model import Schema


@dataclass(frozen=True, slots=True)
class AdHocScreening:
    """A screening that somebody asked for, and when it was answered."""

    id: str
    screening: Screening
    at: datetime


def screen(unit: Unit, lists: ActiveLists, query: ScreeningQuery) -> AdHocScreening:
    """Screen whoever is asked about."""
    screening_id = new_id("scr", unit.now)
    unit.audit.append("screening:run", "screening", screening_id, after=unit.keys.digest_own(dump(query)))
    return AdHocScreening(screening_id, lists.screener.screen(query), unit.now())


def screen_applicant(unit: Unit, lists: ActiveLists, applicant_id: str) -> AdHocScreening:
    """Screen an applicant by what they declared; a read of personal data.

    Raises:
        StateError: APPLICANT.ERASED.
        InputError: when they declared no name that can be searched.
    """
    declared = alive(unit, applicant_id).declared
    query = ScreeningQuery(
        name=(declared.name if declared else None) or "",
        schema=Schema.PERSON,
        birth_date=declared.birth_date if declared else None,
        countries=(declared.nationality,) if declared and declared.nationality else (),
        gender=declared.gender if declared else None,
        id_numbers=(declared.document_number,) if declared and declared.document_number else (),
        birth_place=declared.birth_place if declared else None,
    )
    unit.audit.append("applicant:read", "applicant", applicant_id)
    return screen(unit, lists, query)
