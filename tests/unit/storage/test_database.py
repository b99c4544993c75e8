"""Transactions: all or nothing, for one tenant, told in our own words when they fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from kyc.model.errors import StoreError
from kyc.model.submission import DeclaredData, SubmittedImage
from kyc.storage.database import Database
from tests.databases import OTHER, TENANT

WHO = "client:test"


def test_what_a_transaction_wrote_is_there_afterwards(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        made = unit.applicants.add(DeclaredData(name="Siti Aminah", external_id="customer-1"))
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        found = unit.applicants.get(made.id)
    assert found == made
    assert found.declared == DeclaredData(name="Siti Aminah", external_id="customer-1")


def test_an_exception_leaves_nothing_behind(database: Database, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), database.transaction(TENANT, WHO) as unit:  # noqa: PT012
        applicant = unit.applicants.add(DeclaredData(name="Siti Aminah"))
        unit.documents.add(applicant.id, SubmittedImage("document", b"image"), media_type="image/png")
        unit.audit.append("applicant:created", "applicant", applicant.id)
        raise RuntimeError
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.applicants.list(limit=10).items == ()
        assert unit.audit.head()[0] == 0
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []


def test_a_second_change_of_the_same_version_is_a_conflict(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        first = unit.applicants.add(DeclaredData(name="A"))
    with database.transaction(TENANT, WHO) as unit:
        assert unit.applicants.save(first, DeclaredData(name="B")).version == 2
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        unit.applicants.save(first, DeclaredData(name="C"))
    assert error.value.code == "STORE.CONFLICT"
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        declared = unit.applicants.get(first.id).declared
    assert declared == DeclaredData(name="B")


def test_an_unknown_tenant_can_store_nothing(database: Database) -> None:
    with pytest.raises(StoreError), database.transaction("nobody", WHO) as unit:
        unit.applicants.add(DeclaredData())


def test_a_busy_database_is_unavailable(open_database: Callable[..., Database], database: Database) -> None:
    impatient = open_database(busy_seconds=0.05)
    with database.transaction(TENANT, WHO) as unit:
        unit.audit.append("a:b", "c", "d")
        unit.audit.flush()
        with pytest.raises(StoreError) as error, impatient.transaction(TENANT, WHO) as other:
            other.audit.append("a:b", "c", "d")
    assert error.value.code == "STORE.UNAVAILABLE"


def test_readers_do_not_wait_for_a_writer(open_database: Callable[..., Database], database: Database) -> None:
    impatient = open_database(busy_seconds=0.05)
    with database.transaction(TENANT, WHO) as unit:
        unit.applicants.add(DeclaredData())
        with impatient.transaction(TENANT, WHO, read_only=True) as other:
            assert other.applicants.list(limit=1).items == ()


def test_a_database_without_tables_says_what_to_do(cluster_or_file: Database) -> None:
    assert not cluster_or_file.is_current
    with pytest.raises(StoreError) as error, cluster_or_file.system() as system:
        system.tenants.all()
    assert error.value.code == "STORE.SCHEMA"
    assert "kyc db upgrade" in str(error.value)


def test_upgrading_twice_is_upgrading_once(database: Database) -> None:
    assert database.is_current
    assert database.upgrade() == database.revision()
    with database.system() as system:
        assert [tenant.id for tenant in system.tenants.all()] == [TENANT, OTHER]


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM nothing WHERE name = :name", "INSERT INTO tenants (id) VALUES (:name)"]
)
def test_a_fault_quotes_no_values(database: Database, statement: str) -> None:
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        unit.scope.connection.execute(text(statement), {"name": "Canary"})
    assert "Canary" not in str(error.value)
    assert error.value.__suppress_context__
