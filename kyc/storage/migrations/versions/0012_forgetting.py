"""Events and runs may be forgotten once nobody needs them any more."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision: str | None = "0011"

APP = "kyc_app"


def upgrade() -> None:
    """Let the application's role delete what housekeeping forgets; find old events by their time."""
    op.create_index("ix_events_created", "events", ["tenant", "created_at"])
    if op.get_bind().dialect.name == "postgresql":
        for table in ("events", "rescreen_runs", "rescreen_chunks"):
            op.execute(f"GRANT DELETE ON {table} TO {APP}")
