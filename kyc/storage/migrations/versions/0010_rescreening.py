"""Re-screening: customers' sealed keys and segments, runs, chunks, alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"

ID = sa.String(40)
CODE = sa.String(80)
INSTANT = sa.DateTime(timezone=True)

RIGHTS = {
    "screening_keys": "SELECT, INSERT, UPDATE, DELETE",
    "screening_segments": "SELECT, INSERT, UPDATE, DELETE",
    "rescreen_runs": "SELECT, INSERT, UPDATE",
    "rescreen_chunks": "SELECT, INSERT, UPDATE",
    "alerts": "SELECT, INSERT, UPDATE, DELETE",
}
APP, SYSTEM = "kyc_app", "kyc_system"


def upgrade() -> None:
    """Make the tables; PostgreSQL shows each transaction its tenant's rows only, and workers the queue of chunks."""
    _screening_keys()
    _screening_segments()
    _rescreen_runs()
    _rescreen_chunks()
    _alerts()
    if op.get_bind().dialect.name == "postgresql":
        for table, rights in RIGHTS.items():
            _secure(table, rights)
        op.execute(f"CREATE POLICY every_tenant ON rescreen_chunks TO {SYSTEM} USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT, UPDATE ON rescreen_chunks TO {SYSTEM}")


def _secure(table: str, rights: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    mine = "tenant = current_setting('kyc.tenant', true)"
    op.execute(f"CREATE POLICY own_tenant ON {table} TO {APP} USING ({mine}) WITH CHECK ({mine})")
    op.execute(f"GRANT {rights} ON {table} TO {APP}")


def _tenant(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    of_tenant = sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name=f"fk_{table}_tenant")
    return sa.Column("tenant", ID, nullable=False), of_tenant


def _applicant(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"], name=f"fk_{table}_tenant_applicant_id"
    )


def _screening_keys() -> None:
    op.create_table(
        "screening_keys",
        *_tenant("screening_keys"),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_fresh", sa.Boolean(), nullable=False),
        sa.Column("segment_id", ID, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _applicant("screening_keys"),
        sa.PrimaryKeyConstraint("tenant", "applicant_id", name="pk_screening_keys"),
    )
    op.create_index("ix_screening_keys_segment", "screening_keys", ["tenant", "segment_id"])
    op.create_index("ix_screening_keys_fresh", "screening_keys", ["tenant", "is_fresh"])


def _screening_segments() -> None:
    op.create_table(
        "screening_segments",
        *_tenant("screening_segments"),
        sa.Column("id", ID, nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("format", CODE, nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_keys", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_customers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_screening_segments"),
    )


def _rescreen_runs() -> None:
    op.create_table(
        "rescreen_runs",
        *_tenant("rescreen_runs"),
        sa.Column("id", CODE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", CODE, nullable=True),
        sa.Column("mode", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("algorithm", CODE, nullable=False),
        sa.Column("entities", sa.Integer(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("seconds_planning", sa.Float(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_rescreen_runs"),
        sa.UniqueConstraint("tenant", "slot", name="uq_rescreen_runs_tenant_slot"),
        sa.UniqueConstraint("tenant", "number", name="uq_rescreen_runs_tenant_number"),
    )


def _rescreen_chunks() -> None:
    counts = ("screened", "new", "changed", "resolved", "known", "suppressed")
    op.create_table(
        "rescreen_chunks",
        *_tenant("rescreen_chunks"),
        sa.Column("run_id", CODE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("mode", CODE, nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=True),
        sa.Column("state", CODE, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("available_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_owner", CODE, nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "run_id"], ["rescreen_runs.tenant", "rescreen_runs.id"], name="fk_rescreen_chunks_tenant_run_id"
        ),
        sa.PrimaryKeyConstraint("tenant", "run_id", "number", name="pk_rescreen_chunks"),
    )
    op.create_index("ix_rescreen_chunks_state", "rescreen_chunks", ["state", "available_at"])


def _alerts() -> None:
    op.create_table(
        "alerts",
        *_tenant("alerts"),
        sa.Column("id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("entity", CODE, nullable=False),
        sa.Column("fingerprint", CODE, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("run_id", CODE, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _applicant("alerts"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_alerts"),
        sa.UniqueConstraint(
            "tenant", "applicant_id", "entity", "fingerprint", name="uq_alerts_tenant_applicant_id_entity_fingerprint"
        ),
    )
    op.create_index("ix_alerts_entity", "alerts", ["tenant", "entity"])
    op.create_index("ix_alerts_expires", "alerts", ["tenant", "expires_at"])
