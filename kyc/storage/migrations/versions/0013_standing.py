"""What was concluded about an applicant last, which a decision on an alert or a superseding one changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"

_TABLES = ("applicants", "verifications", "cases", "decisions")
# A decision that stands may have taken another's place since its case was closed: it counts from when it was made.
_BACKFILL = """
UPDATE applicants SET standing = (
    SELECT standing FROM (
        SELECT COALESCE((SELECT MAX(COALESCE(checked_at, made_at)) FROM decisions
                         WHERE decisions.tenant = cases.tenant AND decisions.case_id = cases.id
                         AND decisions.state = 'applied' AND decisions.outcome <> 'resubmit'),
                        verifications.updated_at) AS since,
               0 AS is_alert,
               CASE cases.resolution WHEN 'approve' THEN 'approved' WHEN 'reject' THEN 'rejected'
                    ELSE verifications.state END AS standing
        FROM verifications LEFT JOIN cases
        ON cases.tenant = verifications.tenant AND cases.applicant_id = verifications.applicant_id
        AND cases.verification_id = verifications.id AND cases.kind = 'onboarding' AND cases.state = 'closed'
        WHERE verifications.tenant = applicants.tenant AND verifications.applicant_id = applicants.id
        AND verifications.state IN ('approved', 'rejected')
        UNION ALL
        SELECT COALESCE((SELECT MAX(COALESCE(checked_at, made_at)) FROM decisions
                         WHERE decisions.tenant = cases.tenant AND decisions.case_id = cases.id
                         AND decisions.state = 'applied' AND decisions.outcome <> 'resubmit'),
                        cases.closed_at),
               1, 'rejected'
        FROM cases
        WHERE cases.tenant = applicants.tenant AND cases.applicant_id = applicants.id
        AND cases.kind = 'monitoring' AND cases.resolution = 'reject'
    ) AS concluded ORDER BY since DESC, is_alert DESC LIMIT 1
)"""


def upgrade() -> None:
    """Add the column; who was there before stands as was concluded last, by a verification or by a person."""
    op.add_column("applicants", sa.Column("standing", sa.String(80), nullable=True))
    is_postgres = op.get_bind().dialect.name == "postgresql"
    # The owner is held to row-level security like everybody, and would see no row of any tenant.
    for table in _TABLES if is_postgres else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_BACKFILL)
    for table in _TABLES if is_postgres else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
