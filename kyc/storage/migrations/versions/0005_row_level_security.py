"""PostgreSQL: two roles that own nothing, and policies that show each transaction its tenant's rows only."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision: str | None = "0004"

APP, SYSTEM = "kyc_app", "kyc_system"

# What the application may do with each table; what is not listed it may not, such as changing an audit entry.
APP_RIGHTS = {
    "tenants": "SELECT, UPDATE",
    "applicants": "SELECT, INSERT, UPDATE",
    "data_keys": "SELECT, INSERT, UPDATE",
    "identifiers": "SELECT, INSERT, DELETE",
    "documents": "SELECT, INSERT, DELETE",
    "consents": "SELECT, INSERT, UPDATE, DELETE",
    "holds": "SELECT, INSERT, UPDATE, DELETE",
    "retention": "SELECT, INSERT, DELETE",
    "monitors": "SELECT, INSERT, UPDATE, DELETE",
    "erasures": "SELECT, INSERT",
    "verifications": "SELECT, INSERT, UPDATE",
    "evidence": "SELECT, INSERT, DELETE",
    "reports": "SELECT, INSERT, DELETE",
    "jobs": "SELECT, INSERT, UPDATE, DELETE",
    "api_clients": "SELECT, INSERT, UPDATE",
    "api_keys": "SELECT, INSERT, UPDATE",
    "idempotency": "SELECT, INSERT, UPDATE, DELETE",
    "events": "SELECT, INSERT",
    "webhook_endpoints": "SELECT, INSERT, UPDATE, DELETE",
    "deliveries": "SELECT, INSERT, UPDATE, DELETE",
    "audit_events": "SELECT, INSERT",
}

# What workers and authentication see of all tenants: queues, digests of keys, names of tenants. No personal data.
SYSTEM_RIGHTS = {
    "tenants": "SELECT, INSERT",
    "jobs": "SELECT, UPDATE",
    "deliveries": "SELECT, UPDATE",
    "api_clients": "SELECT",
    "api_keys": "SELECT",
    "signing_keys": "SELECT, INSERT, UPDATE",
}


def upgrade() -> None:
    """Make roles and policies; SQLite has neither and relies on every query naming its tenant."""
    if op.get_bind().dialect.name != "postgresql":
        return
    _make_roles()
    for table in sorted(APP_RIGHTS.keys() | SYSTEM_RIGHTS.keys()):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # the tables' owner is held to them too
    for table, rights in APP_RIGHTS.items():
        mine = f"{'id' if table == 'tenants' else 'tenant'} = current_setting('kyc.tenant', true)"
        op.execute(f"CREATE POLICY own_tenant ON {table} TO {APP} USING ({mine}) WITH CHECK ({mine})")
        op.execute(f"GRANT {rights} ON {table} TO {APP}")
    for table, rights in SYSTEM_RIGHTS.items():
        op.execute(f"CREATE POLICY every_tenant ON {table} TO {SYSTEM} USING (true) WITH CHECK (true)")
        op.execute(f"GRANT {rights} ON {table} TO {SYSTEM}")


def _make_roles() -> None:
    """Roles belong to the whole cluster, so another database may have made them already."""
    for role in (APP, SYSTEM):
        op.execute(
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS;"
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        op.execute(f"GRANT {role} TO CURRENT_USER")
        op.execute(f"DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO {role}', current_schema()); END $$")
