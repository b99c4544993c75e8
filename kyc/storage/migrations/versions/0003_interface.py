"""Clients and their keys, replies kept for repeated requests, events and webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"

ID = sa.String(40)
CODE = sa.String(80)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _api_clients()
    _api_keys()
    _signing_keys()
    _idempotency()
    _events()
    _webhook_endpoints()
    _deliveries()


def _api_clients() -> None:
    op.create_table(
        "api_clients",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("name", CODE, nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_api_clients_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_api_clients"),
    )


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("client_id", ID, nullable=False),
        sa.Column("prefix", CODE, nullable=False),
        sa.Column("sha256", CODE, nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "client_id"], ["api_clients.tenant", "api_clients.id"], name="fk_api_keys_tenant_client_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_api_keys_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_api_keys"),
    )
    op.create_index("ix_api_keys_client", "api_keys", ["tenant", "client_id"])
    op.create_index("ix_api_keys_prefix", "api_keys", ["prefix"], unique=True)


def _signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", ID, nullable=False),
        sa.Column("wrapped_private", sa.LargeBinary(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_signing_keys"),
    )


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("client_id", ID, nullable=False),
        sa.Column("key_digest", CODE, nullable=False),
        sa.Column("request_digest", CODE, nullable=False),
        sa.Column("applicant_id", ID, nullable=True),
        sa.Column("sealed_reply", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"],
            ["applicants.tenant", "applicants.id"],
            name="fk_idempotency_tenant_applicant_id",
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_idempotency_tenant"),
        sa.PrimaryKeyConstraint("tenant", "client_id", "key_digest", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_applicant", "idempotency", ["tenant", "applicant_id"])
    op.create_index("ix_idempotency_expires", "idempotency", ["tenant", "expires_at"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("type", CODE, nullable=False),
        sa.Column("applicant_id", ID, nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name="fk_events_tenant_applicant_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_events_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_events"),
    )
    op.create_index("ix_events_applicant", "events", ["tenant", "applicant_id", "sequence"])


def _webhook_endpoints() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_webhook_endpoints_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_webhook_endpoints"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("endpoint_id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("fault", CODE, nullable=True),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_owner", CODE, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "endpoint_id"],
            ["webhook_endpoints.tenant", "webhook_endpoints.id"],
            name="fk_deliveries_tenant_endpoint_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "event_id"], ["events.tenant", "events.id"], name="fk_deliveries_tenant_event_id"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_deliveries_tenant"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_endpoint", "deliveries", ["tenant", "endpoint_id"])
    op.create_index("ix_deliveries_event", "deliveries", ["tenant", "event_id"])
    op.create_index("ix_deliveries_state", "deliveries", ["state", "next_at"])
