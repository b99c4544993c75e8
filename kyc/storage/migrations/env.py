"""What Alembic runs to reach the database: the connection is given, never opened here."""

from __future__ import annotations

from alembic import context

import kyc.storage.unit  # noqa: F401  # registers every table
from kyc.storage.tables import METADATA


def run() -> None:
    """Apply the steps on the connection that the caller holds."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
    context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic runs this file
    run()
