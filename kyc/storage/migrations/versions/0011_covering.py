"""An index that answers by itself who carries a number: without the holder in it, SQLite walked past every number."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision: str | None = "0010"


def upgrade() -> None:
    """Make the index anew."""
    op.drop_index("ix_identifiers_digest", table_name="identifiers")
    op.create_index("ix_identifiers_digest", "identifiers", ["tenant", "kind", "digest", "applicant_id"])
