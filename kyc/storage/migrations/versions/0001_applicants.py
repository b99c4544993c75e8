"""Tenants and applicants, with everything that is kept of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

ID = sa.String(40)
CODE = sa.String(80)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _tenants()
    _applicants()
    _data_keys()
    _identifiers()
    _documents()
    _consents()
    _holds()
    _retention()
    _monitors()
    _erasures()


def _tenants() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", ID, nullable=False),
        sa.Column("is_sandbox", sa.Boolean(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )


def _applicants() -> None:
    op.create_table(
        "applicants",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("sealed_declared", sa.LargeBinary(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_applicants_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_applicants"),
    )


def _data_keys() -> None:
    op.create_table(
        "data_keys",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("destroyed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_data_keys_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_data_keys_tenant"),
        sa.PrimaryKeyConstraint("tenant", "applicant_id", name="pk_data_keys"),
    )


def _identifiers() -> None:
    op.create_table(
        "identifiers",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"],
            ["applicants.tenant", "applicants.id"],
            name="fk_identifiers_tenant_applicant_id",
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_identifiers_tenant"),
        sa.PrimaryKeyConstraint("tenant", "applicant_id", "kind", "digest", name="pk_identifiers"),
    )
    op.create_index("ix_identifiers_digest", "identifiers", ["tenant", "kind", "digest"])


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("role", CODE, nullable=False),
        sa.Column("media_type", CODE, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_documents_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_documents_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_documents"),
    )
    op.create_index("ix_documents_applicant", "documents", ["tenant", "applicant_id"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_consents_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_consents_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_consents"),
    )
    op.create_index("ix_consents_applicant", "consents", ["tenant", "applicant_id"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("placed_by", CODE, nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_by", CODE, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_holds_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_holds_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_holds"),
    )
    op.create_index("ix_holds_applicant", "holds", ["tenant", "applicant_id"])


def _retention() -> None:
    op.create_table(
        "retention",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_retention_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_retention_tenant"),
        sa.PrimaryKeyConstraint("tenant", "applicant_id", "kind", name="pk_retention"),
    )
    op.create_index("ix_retention_keep_until", "retention", ["tenant", "keep_until"])


def _monitors() -> None:
    op.create_table(
        "monitors",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_monitors_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_monitors_tenant"),
        sa.PrimaryKeyConstraint("tenant", "applicant_id", name="pk_monitors"),
    )


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("erased_at", INSTANT, nullable=False),
        sa.Column("erased_by", CODE, nullable=False),
        sa.Column("destroyed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_erasures_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_erasures_tenant"),
        sa.PrimaryKeyConstraint("tenant", "applicant_id", name="pk_erasures"),
    )
