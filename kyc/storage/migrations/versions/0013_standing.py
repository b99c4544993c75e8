"""What was concluded about an applicant last, which a decision on an alert or a superseding one changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"

_TABLES = ("applicants", "verifications")


def upgrade() -> None:
    """Add the column; who was verified before stands as their last verification ended."""
    op.add_column("applicants", sa.Column("standing", sa.String(80), nullable=True))
    is_postgres = op.get_bind().dialect.name == "postgresql"
    # The owner is held to row-level security like everybody, and would see no row of any tenant.
    for table in _TABLES if is_postgres else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE applicants SET standing = (SELECT state FROM verifications"
        " WHERE verifications.tenant = applicants.tenant AND verifications.applicant_id = applicants.id"
        " AND verifications.state IN ('approved', 'rejected') ORDER BY verifications.sequence DESC LIMIT 1)"
    )
    for table in _TABLES if is_postgres else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
