"""Dates are set when data come, later when more come, and from the end when a relationship ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kyc.model.applicant import KINDS, Periods
from kyc.services.onboarding import applicants, documents, verifications
from kyc.services.onboarding.retention import periods_of
from kyc.settings import Settings
from kyc.storage.database import Database
from tests.databases import NOON, TENANT, Clock
from tests.unit.services.line import CONSENT, DECLARED, picture

WHO = "client:test"
PERIODS = Periods(declared=10, report=40, evidence=30, images=20)


def days(database: Database, applicant_id: str) -> dict[str, int]:
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        return {each.kind: (each.keep_until - NOON.date()).days for each in unit.retention.of(applicant_id)}


@pytest.fixture
def applicant(database: Database) -> str:
    with database.transaction(TENANT, WHO) as unit:
        made = applicants.create(unit, DECLARED, periods=PERIODS)
        applicants.give_consent(unit, made.id, CONSENT)
        return made.id


def test_each_kind_is_kept_from_when_it_came(database: Database, clock: Clock, applicant: str) -> None:
    assert days(database, applicant) == {"declared": 10}
    clock.advance(days=1)
    with database.transaction(TENANT, WHO) as unit:
        documents.attach(unit, applicant, "document", picture(), periods=PERIODS)
    assert days(database, applicant) == {"declared": 10, "images": 21}
    clock.advance(days=1)
    with database.transaction(TENANT, WHO) as unit:
        verifications.create(unit, applicant, periods=PERIODS)
    assert days(database, applicant) == {"declared": 12, "images": 22, "evidence": 32, "report": 42}


def test_a_date_never_moves_to_an_earlier_day(database: Database, applicant: str) -> None:
    with database.transaction(TENANT, WHO) as unit:
        documents.attach(unit, applicant, "document", picture(), periods=PERIODS)
        verifications.create(unit, applicant, periods=Periods(1, 1, 1, 1))
    assert days(database, applicant) == {"declared": 10, "images": 20, "evidence": 1, "report": 1}


def test_when_monitoring_ends_everything_is_kept_from_that_day(
    database: Database, clock: Clock, applicant: str
) -> None:
    for is_on, later in ((True, timedelta(days=3)), (False, timedelta())):
        with database.transaction(TENANT, WHO) as unit:
            applicants.switch_monitor(unit, applicant, is_on=is_on, version=None, periods=PERIODS)
        clock.now += later
    assert days(database, applicant) == {"declared": 13}


def test_the_periods_are_the_operators(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path, keep_images_days=90)
    assert periods_of(chosen) == Periods(images=90)
    assert periods_of(Settings(home=tmp_path)) == Periods(**dict.fromkeys(KINDS, 1826))


def test_evidence_is_shown_without_images_that_went(database: Database, applicant: str) -> None:
    with database.transaction(TENANT, WHO) as unit:
        image = documents.attach(unit, applicant, "document", picture())
        verification = verifications.create(unit, applicant)
        unit.documents.remove(image.id)
        assert verifications.evidence(unit, verification.id) == (None, {})
