"""Bringing a database's schema up to date, by the steps in `migrations/versions`."""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from kyc.model.errors import StoreError

# Two programs that start at once take turns; any number will do as long as it stays.
_LOCK = text("SELECT pg_advisory_xact_lock(7283, 0)")


def upgrade(connection: Connection) -> str:
    """Apply every step that is missing, within the connection's transaction, and return the revision.

    Raises:
        StoreError: STORE.SCHEMA when a newer release has been at work here, whose steps this one does not know.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    config = _config()
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if (found := revision(connection)) is not None and found not in known:
        told = (
            f"The database is at {found}, which a newer release made: run that one, or restore a backup from before it."
        )
        raise StoreError("STORE.SCHEMA", told)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return head()


def revision(connection: Connection) -> str | None:
    """The revision a database is at, None when it has no schema yet."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    """The revision this program was written for; read once, since every look at /readyz asks for it."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "kyc.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
