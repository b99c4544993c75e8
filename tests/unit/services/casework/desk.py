"""People and cases for the tests of casework."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fixtures.casework import place
from fixtures.people import invent_ktp
from kyc.model.case import Case, Decision, DecisionOutcome
from kyc.model.screening import HitStatus
from kyc.model.user import Role, User
from kyc.services.casework import decisions, hits, queue
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import NOON, TENANT

WHO = "user:test"
ENTITY = "sdn-990001"  # the hit of the stories `sanctioned` and `flagged_namesake`
APPROVE, REJECT, RESUBMIT = DecisionOutcome.APPROVE, DecisionOutcome.REJECT, DecisionOutcome.RESUBMIT


def somebody(login: str, role: Role = Role.ANALYST) -> User:
    return User(f"usr_{login}", TENANT, login, login.title(), role, "en", NOON)


ANI, BUDI = somebody("ani"), somebody("budi")
SENIOR, OTHER_SENIOR = somebody("senior", Role.SENIOR), somebody("surya", Role.SENIOR)
ADMINISTRATOR, AUDITOR = somebody("admin", Role.ADMINISTRATOR), somebody("auditor", Role.AUDITOR)
STRANGER = replace(ANI, tenant="zenith")


def opened(database: Database, story: str = "sanctioned", number: int = 0) -> Case:
    """A case nobody has taken yet."""
    with database.transaction(TENANT, WHO) as unit:
        return place(unit, story, invent_ktp(np.random.default_rng(number)), number)


def taken(database: Database, story: str = "sanctioned", user: User = ANI, number: int = 0) -> Case:
    """A case in somebody's hands."""
    case = opened(database, story, number)
    with database.transaction(TENANT, WHO) as unit:
        return queue.assign(unit, user, [case.id], user).cases[0]


def cleared(database: Database, story: str = "flagged_namesake", user: User = ANI) -> Case:
    """A case whose hit somebody has found to be another person."""
    case = taken(database, story, user)
    with database.transaction(TENANT, WHO) as unit:
        hits.review(unit, user, case.id, ENTITY, HitStatus.FALSE_POSITIVE, "birth_date_differs")
        return unit.cases.get(case.id)


def confirmed(database: Database, user: User = ANI) -> Case:
    """A case whose hit somebody has found to be the applicant."""
    case = taken(database, "sanctioned", user)
    with database.transaction(TENANT, WHO) as unit:
        hits.review(unit, user, case.id, ENTITY, HitStatus.TRUE_POSITIVE, "identity_confirmed")
        return unit.cases.get(case.id)


def approve(unit: Unit, case: Case, user: User = ANI, token: str | None = None) -> Decision:
    return decisions.decide(
        unit, user, case.id, APPROVE, reasons=["MAN.CLEARED"], note="another person", version=case.version, token=token
    )


def reject(unit: Unit, case: Case, user: User = ANI) -> Decision:
    reasons = ["SCR.SANCTION"]
    return decisions.decide(unit, user, case.id, REJECT, reasons=reasons, note="it is him", version=case.version)
