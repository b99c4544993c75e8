"""The audit log, append-only in the database as well."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"

ID = sa.String(40)
CODE = sa.String(80)
HASH = sa.String(64)


def upgrade() -> None:
    """Make the table, and on SQLite refuse changes to it; PostgreSQL does so by the application role's rights."""
    _audit_events()
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_events_no_{change.lower()} BEFORE {change} ON audit_events"
                " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )


def _audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", CODE, nullable=False),
        sa.Column("action", CODE, nullable=False),
        sa.Column("object_kind", CODE, nullable=False),
        sa.Column("object_id", CODE, nullable=False),
        sa.Column("before", CODE, nullable=True),
        sa.Column("after", CODE, nullable=True),
        sa.Column("previous_hash", HASH, nullable=False),
        sa.Column("hash", HASH, nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_audit_events_tenant"),
        sa.PrimaryKeyConstraint("tenant", "seq", name="pk_audit_events"),
    )
    op.create_index("ix_audit_events_object", "audit_events", ["tenant", "object_kind", "object_id"])
