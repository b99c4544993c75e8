"""Erasing: the key, the rows and the images go; what proves it stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kyc.model.applicant import ApplicantStatus
from kyc.model.errors import StateError, StoreError
from kyc.storage.database import Database
from kyc.storage.erasing import digest_of, erase
from kyc.storage.tenants.keys import DATA_KEYS
from tests.databases import TENANT
from tests.unit.storage.records import NIK, Filled, fill

WHO = "client:test"


@pytest.fixture
def ids(database: Database) -> Filled:
    with database.transaction(TENANT, WHO) as unit:
        ids = fill(unit)
        unit.holds.lift(ids.hold)
    return ids


def test_nothing_personal_is_left(database: Database, ids: Filled, tmp_path: Path) -> None:
    with database.transaction(TENANT, WHO) as unit:
        erase(unit, ids.applicant)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        applicant = unit.applicants.get(ids.applicant)
        assert (applicant.status, applicant.declared, applicant.external_id) == (ApplicantStatus.ERASED, None, None)
        assert unit.documents.of(ids.applicant) == ()
        assert unit.evidence.get(ids.verification) is None
        assert unit.reports.of(ids.applicant) == ()
        assert unit.consents.of(ids.applicant) == ()
        assert unit.identifiers.holders("nik", NIK) == ()
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []


def test_the_certificate_stands_in_the_chain(database: Database, ids: Filled) -> None:
    with database.transaction(TENANT, WHO) as unit:
        certificate = erase(unit, ids.applicant)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.erasures.of(ids.applicant) == certificate
        last = unit.audit.list(limit=1).items[0]
        assert (last.action, last.object_id, last.after) == ("applicant:erased", ids.applicant, digest_of(certificate))
        assert unit.audit.verify().fault is None
    assert dict(certificate.destroyed)["images"] == 1


def test_erasing_again_gives_the_same_certificate(database: Database, ids: Filled) -> None:
    with database.transaction(TENANT, WHO) as unit:
        first = erase(unit, ids.applicant)
    with database.transaction(TENANT, WHO) as unit:
        assert erase(unit, ids.applicant) == first


def test_a_hold_refuses(database: Database, ids: Filled) -> None:
    with database.transaction(TENANT, WHO) as unit:
        unit.holds.place(ids.applicant, "another order")
    with pytest.raises(StateError) as error, database.transaction(TENANT, WHO) as unit:
        erase(unit, ids.applicant)
    assert error.value.code == "STATE.LEGAL_HOLD"
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.documents.image(ids.document).content


def test_an_applicant_is_free_when_the_last_hold_is_lifted(database: Database, ids: Filled) -> None:
    with database.transaction(TENANT, WHO) as unit:
        first, second = unit.holds.place(ids.applicant, "one"), unit.holds.place(ids.applicant, "two")
        unit.holds.lift(first.id)
        assert unit.applicants.get(ids.applicant).legal_hold
        unit.holds.lift(second.id)
        assert not unit.applicants.get(ids.applicant).legal_hold


def test_a_rolled_back_erasure_erases_nothing(database: Database, ids: Filled) -> None:
    with pytest.raises(RuntimeError), database.transaction(TENANT, WHO) as unit:  # noqa: PT012
        erase(unit, ids.applicant)
        raise RuntimeError
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.applicants.get(ids.applicant).declared
        assert unit.documents.image(ids.document).content


def test_the_key_is_overwritten_on_disk(database: Database, ids: Filled, tmp_path: Path, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL overwrites at the next vacuum")
    with database.transaction(TENANT, WHO) as unit:
        asked = select(DATA_KEYS.c.wrapped_key).where(DATA_KEYS.c.applicant_id == ids.applicant)
        wrapped: Any = unit.scope.connection.execute(asked).scalar_one()
    assert any(wrapped in path.read_bytes() for path in tmp_path.glob("kyc.db*"))
    with database.transaction(TENANT, WHO) as unit:
        erase(unit, ids.applicant)
    assert not any(wrapped in path.read_bytes() for path in tmp_path.glob("kyc.db*"))


def test_an_erased_applicant_takes_nothing_new(database: Database, ids: Filled) -> None:
    with database.transaction(TENANT, WHO) as unit:
        erase(unit, ids.applicant)
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        unit.holds.place(ids.applicant, "too late")
    assert error.value.code == "STORE.UNKNOWN"
