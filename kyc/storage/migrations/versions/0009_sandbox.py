"""The clocks of sandboxes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"

APP = "kyc_app"


def upgrade() -> None:
    """Make the table, and on PostgreSQL the policy that shows each tenant its own clock."""
    op.create_table(
        "sandbox_clocks",
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("ahead_seconds", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_sandbox_clocks_tenant"),
        sa.PrimaryKeyConstraint("tenant", name="pk_sandbox_clocks"),
    )
    if op.get_bind().dialect.name != "postgresql":
        return
    mine = "tenant = current_setting('kyc.tenant', true)"
    op.execute("ALTER TABLE sandbox_clocks ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE sandbox_clocks FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON sandbox_clocks TO {APP} USING ({mine}) WITH CHECK ({mine})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON sandbox_clocks TO {APP}")
