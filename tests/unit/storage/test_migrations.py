"""The steps of the schema's history lead to the tables that the code asks for."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

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
