"""What is done again and again for the whole installation, with its due time and lease."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"

CODE = sa.String(80)
INSTANT = sa.DateTime(timezone=True)
SYSTEM = "kyc_system"


def upgrade() -> None:
    """Make the table; it is the system's alone, no tenant's."""
    op.create_table(
        "chores",
        sa.Column("name", CODE, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("fault", CODE, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_owner", CODE, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_chores"),
    )
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE chores ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE chores FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY every_tenant ON chores TO {SYSTEM} USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON chores TO {SYSTEM}")
