"""The people who work in the console: users, sessions, failed attempts to sign in, saved views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"

ID = sa.String(40)
CODE = sa.String(80)
INSTANT = sa.DateTime(timezone=True)

APP = "kyc_app"
APP_RIGHTS = {
    "users": "SELECT, INSERT, UPDATE",
    "sessions": "SELECT, INSERT, UPDATE, DELETE",
    "sign_in_failures": "SELECT, INSERT, UPDATE, DELETE",
    "saved_views": "SELECT, INSERT, DELETE",
}


def upgrade() -> None:
    """Make the tables, and on PostgreSQL the policies that show each tenant its own rows."""
    _users()
    _sessions()
    _sign_in_failures()
    _saved_views()
    if op.get_bind().dialect.name == "postgresql":
        for table, rights in APP_RIGHTS.items():
            _protect(table, rights)


def _protect(table: str, rights: str) -> None:
    mine = "tenant = current_setting('kyc.tenant', true)"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON {table} TO {APP} USING ({mine}) WITH CHECK ({mine})")
    op.execute(f"GRANT {rights} ON {table} TO {APP}")


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("login_digest", CODE, nullable=False),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_credentials", sa.LargeBinary(), nullable=False),
        sa.Column("role", CODE, nullable=False),
        sa.Column("has_totp", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_users_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_users"),
    )
    op.create_index("ix_users_login", "users", ["tenant", "login_digest"], unique=True)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("sha256", CODE, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("stage", CODE, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["tenant", "user_id"], ["users.tenant", "users.id"], name="fk_sessions_tenant_user_id"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_sessions_tenant"),
        sa.PrimaryKeyConstraint("tenant", "sha256", name="pk_sessions"),
    )
    op.create_index("ix_sessions_user", "sessions", ["tenant", "user_id"])


def _sign_in_failures() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("subject_digest", CODE, nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("locked_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_sign_in_failures_tenant"),
        sa.PrimaryKeyConstraint("tenant", "subject_digest", name="pk_sign_in_failures"),
    )


def _saved_views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "user_id"], ["users.tenant", "users.id"], name="fk_saved_views_tenant_user_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_saved_views_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_saved_views"),
    )
    op.create_index("ix_saved_views_user", "saved_views", ["tenant", "user_id"])
