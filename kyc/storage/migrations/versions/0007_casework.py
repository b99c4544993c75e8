"""Casework: cases, their timeline, files, reviews of hits, decisions, exceptions, locks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"

ID = sa.String(40)
CODE = sa.String(80)
INSTANT = sa.DateTime(timezone=True)

# An entry of the timeline and what was decided are never changed: only how far a decision has come, and what an
# erasure empties.
RIGHTS = {
    "cases": "SELECT, INSERT, UPDATE",
    "case_numbers": "SELECT, INSERT, UPDATE",
    "case_events": "SELECT, INSERT, UPDATE (sealed_text)",
    "case_screenings": "SELECT, INSERT, DELETE",
    "case_locks": "SELECT, INSERT, UPDATE, DELETE",
    "attachments": "SELECT, INSERT, DELETE",
    "hit_reviews": "SELECT, INSERT, UPDATE",
    "decisions": "SELECT, INSERT, UPDATE (state, checker, checked_at, sealed_texts)",
    "screening_exceptions": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    """Make the tables; PostgreSQL shows each transaction its tenant's rows only."""
    _cases()
    _case_numbers()
    _case_events()
    _case_screenings()
    _case_locks()
    _attachments()
    _hit_reviews()
    _decisions()
    _screening_exceptions()
    if op.get_bind().dialect.name == "postgresql":
        for table, rights in RIGHTS.items():
            _secure(table, rights)


def _secure(table: str, rights: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    mine = "tenant = current_setting('kyc.tenant', true)"
    op.execute(f"CREATE POLICY own_tenant ON {table} TO kyc_app USING ({mine}) WITH CHECK ({mine})")
    op.execute(f"GRANT {rights} ON {table} TO kyc_app")


def _belonging(table: str, *, case: bool = True, applicant: bool = True) -> tuple[sa.ForeignKeyConstraint, ...]:
    """Foreign keys to the tenant, the case and the applicant."""
    wanted = [("tenant", "tenants", True), ("case_id", "cases", case), ("applicant_id", "applicants", applicant)]
    return tuple(_to(table, column, other) for column, other, is_wanted in wanted if is_wanted)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    if column == "tenant":
        return sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name=f"fk_{table}_tenant")
    both = [f"{other}.tenant", f"{other}.id"]
    return sa.ForeignKeyConstraint(["tenant", column], both, name=f"fk_{table}_tenant_{column}")


def _one(name: str, table: str, column: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, ["tenant", column], unique=True, sqlite_where=condition, postgresql_where=condition)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("verification_id", ID, nullable=True),
        sa.Column("state", CODE, nullable=False),
        sa.Column("queue", CODE, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("rank", CODE, nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("four_eyes", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("assignee", ID, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("seconds_left", sa.Integer(), nullable=True),
        sa.Column("wake_at", INSTANT, nullable=True),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column("resolution", CODE, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_belonging("cases", case=False),
        _to("cases", "verification_id", "verifications"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_cases"),
        sa.UniqueConstraint("tenant", "number", name="uq_cases_tenant_number"),
    )
    op.create_index("ix_cases_rank", "cases", ["tenant", "rank"])
    op.create_index("ix_cases_state", "cases", ["tenant", "state", "rank"])
    op.create_index("ix_cases_applicant", "cases", ["tenant", "applicant_id", "rank"])
    _one("ix_cases_one_open", "cases", "verification_id", "kind = 'onboarding' AND state <> 'closed'")


def _case_numbers() -> None:
    op.create_table(
        "case_numbers",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        *_belonging("case_numbers", case=False, applicant=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_case_numbers"),
    )


def _case_events() -> None:
    op.create_table(
        "case_events",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", CODE, nullable=False),
        sa.Column("action", CODE, nullable=False),
        sa.Column("detail", CODE, nullable=True),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        *_belonging("case_events"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_case_events"),
    )
    op.create_index("ix_case_events_case", "case_events", ["tenant", "case_id", "place"])
    op.create_index("ix_case_events_applicant", "case_events", ["tenant", "applicant_id"])


def _case_screenings() -> None:
    op.create_table(
        "case_screenings",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        *_belonging("case_screenings"),
        sa.PrimaryKeyConstraint("tenant", "case_id", name="pk_case_screenings"),
    )
    op.create_index("ix_case_screenings_applicant", "case_screenings", ["tenant", "applicant_id"])


def _case_locks() -> None:
    op.create_table(
        "case_locks",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("holder", ID, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        *_belonging("case_locks", applicant=False),
        sa.PrimaryKeyConstraint("tenant", "case_id", name="pk_case_locks"),
    )


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", CODE, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("author", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *_belonging("attachments"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_case", "attachments", ["tenant", "case_id"])
    op.create_index("ix_attachments_applicant", "attachments", ["tenant", "applicant_id"])


def _hit_reviews() -> None:
    op.create_table(
        "hit_reviews",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("entity_id", CODE, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("author", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("sealed_texts", sa.LargeBinary(), nullable=True),
        sa.Column("entity_fingerprint", CODE, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        *_belonging("hit_reviews"),
        sa.PrimaryKeyConstraint("tenant", "case_id", "entity_id", name="pk_hit_reviews"),
    )
    op.create_index("ix_hit_reviews_applicant", "hit_reviews", ["tenant", "applicant_id"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("outcome", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("sealed_texts", sa.LargeBinary(), nullable=True),
        sa.Column("maker", ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("needs_four_eyes", sa.Boolean(), nullable=False),
        sa.Column("checker", ID, nullable=True),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("supersedes", ID, nullable=True),
        sa.Column("report_sha256", CODE, nullable=True),
        sa.Column("token", CODE, nullable=True),
        *_belonging("decisions"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_decisions"),
        sa.CheckConstraint("checker IS NULL OR checker <> maker", name="ck_decisions_checked_by_another"),
        sa.CheckConstraint(
            "NOT needs_four_eyes OR checker IS NOT NULL OR state IN ('proposed', 'returned')",
            name="ck_decisions_applied_with_four_eyes",
        ),
    )
    op.create_index("ix_decisions_case", "decisions", ["tenant", "case_id"])
    op.create_index("ix_decisions_applicant", "decisions", ["tenant", "applicant_id"])
    op.create_index("ix_decisions_token", "decisions", ["tenant", "token"], unique=True)
    _one("ix_decisions_one_waiting", "decisions", "case_id", "state = 'proposed'")
    _one("ix_decisions_one_standing", "decisions", "case_id", "state = 'applied' AND outcome <> 'resubmit'")


def _screening_exceptions() -> None:
    op.create_table(
        "screening_exceptions",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("applicant_id", ID, nullable=False),
        sa.Column("entity_id", CODE, nullable=False),
        sa.Column("sealed_fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("entity_fingerprint", CODE, nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("author", ID, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        *_belonging("screening_exceptions", case=False),
        sa.PrimaryKeyConstraint("tenant", "applicant_id", "entity_id", name="pk_screening_exceptions"),
    )
