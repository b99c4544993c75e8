"""Verifications, what was read for them, their reports, and the queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"

ID = sa.String(40)
CODE = sa.String(80)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _verifications()
    _evidence()
    _reports()
    _jobs()


def _verifications() -> None:
    op.create_table(
        "verifications",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.Column("recommendation", CODE, nullable=True),
        sa.Column("report_id", ID, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"],
            ["applicants.tenant", "applicants.id"],
            name="fk_verifications_tenant_applicant_id",
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_verifications_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_verifications"),
    )
    op.create_index("ix_verifications_applicant", "verifications", ["tenant", "applicant_id"])
    op.create_index("ix_verifications_state", "verifications", ["tenant", "state"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("verification_id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_evidence_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "verification_id"],
            ["verifications.tenant", "verifications.id"],
            name="fk_evidence_tenant_verification_id",
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_evidence_tenant"),
        sa.PrimaryKeyConstraint("tenant", "verification_id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_applicant", "evidence", ["tenant", "applicant_id"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("verification_id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_reports_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "verification_id"],
            ["verifications.tenant", "verifications.id"],
            name="fk_reports_tenant_verification_id",
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_reports_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_reports"),
        sa.UniqueConstraint("tenant", "verification_id", "revision", name="uq_reports_tenant_verification_id_revision"),
    )
    op.create_index("ix_reports_applicant", "reports", ["tenant", "applicant_id"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("verification_id", ID, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("available_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_owner", CODE, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "verification_id"],
            ["verifications.tenant", "verifications.id"],
            name="fk_jobs_tenant_verification_id",
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_jobs_tenant"),
        sa.PrimaryKeyConstraint("tenant", "verification_id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "available_at"])
