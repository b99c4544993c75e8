"""A house to keep: an applicant with something of every kind, and ways to look at what is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from kyc.model.applicant import KINDS, ApplicantStatus
from kyc.model.case import CaseState
from kyc.model.ids import Clock
from kyc.model.verification import VerificationState
from kyc.services.housekeeping.house import House
from kyc.settings import Settings
from kyc.storage.database import Database
from tests.databases import NOON, TENANT
from tests.unit.storage.records import Filled, fill

WHO = "client:test"
TODAY = NOON.date()
PAST, FUTURE = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def house_of(database: Database, clock: Clock, home: Path, owner: str = "wrk_1") -> House:
    return House(database, Settings(home=home), clock, owner)


def kept_until(database: Database, ids: Filled, dates: Mapping[str, date]) -> None:
    """Keep an applicant's data until other days than `fill` chose, and not at all beyond those named."""
    with database.transaction(TENANT, WHO) as unit:
        for kind in KINDS:
            unit.retention.done(ids.applicant, kind)
        for kind, until in dates.items():
            unit.retention.keep(ids.applicant, kind, until)


def filled(database: Database) -> Filled:
    """An applicant with something of everything; neither held nor monitored nor worked on."""
    with database.transaction(TENANT, WHO) as unit:
        ids = fill(unit)
        unit.holds.lift(ids.hold)
        unit.monitors.switch(ids.applicant, is_on=False)
        unit.jobs.cancel(ids.verification)
        unit.verifications.move(unit.verifications.get(ids.verification), VerificationState.APPROVED)
        for case in unit.cases.of(ids.applicant):
            unit.cases.save(case, state=CaseState.CLOSED)
    return ids


def left(database: Database, ids: Filled) -> set[str]:
    """Which kinds of an applicant's data are there."""
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        applicant = unit.applicants.get(ids.applicant)
        if applicant.status is ApplicantStatus.ERASED:
            return {"certificate"} if unit.erasures.of(ids.applicant) else set()
        there = {
            "declared": applicant.declared,
            "report": unit.reports.of(ids.applicant),
            "evidence": unit.evidence.get(ids.verification),
            "images": unit.documents.of(ids.applicant),
        }
        return {kind for kind, found in there.items() if found}
