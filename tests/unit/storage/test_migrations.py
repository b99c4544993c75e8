"""The steps of the schema's history lead to the tables that the code asks for."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from kyc.model.errors import StoreError
from kyc.storage import migration
from kyc.storage.database import Database
from kyc.storage.tables import METADATA


def test_the_steps_make_the_tables_that_the_code_asks_for(cluster_or_file: Database) -> None:
    assert cluster_or_file.revision() is None
    assert cluster_or_file.upgrade() == migration.head() == cluster_or_file.revision()
    with cluster_or_file._connection(read_only=True) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_an_upgrade_that_fails_changes_nothing(cluster_or_file: Database) -> None:
    with cluster_or_file._connection() as connection, connection.begin() as transaction:
        migration.upgrade(connection)
        transaction.rollback()
    assert cluster_or_file.revision() is None


def test_a_database_of_a_newer_release_is_told_and_left_alone(cluster_or_file: Database) -> None:
    cluster_or_file.upgrade()
    with cluster_or_file._connection() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer release") as caught:
        cluster_or_file.upgrade()
    assert caught.value.code == "STORE.SCHEMA"
    assert cluster_or_file.revision() == "9999"
