"""What all tables share: one schema, a tenant on every row, instants in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, ForeignKeyConstraint, MetaData, String, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

ID = String(40)
CODE = String(80)


class Instant(TypeDecorator[datetime]):
    """An aware datetime; kept in UTC, where SQLite knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a time without a zone: which one was meant is not ours to guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give every instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def tenant_table(name: str, *items: SchemaItem) -> Table:
    """A table whose rows belong to tenants: the tenant leads the primary key."""
    return Table(name, METADATA, Column("tenant", ID, ForeignKey("tenants.id"), primary_key=True), *items)


def to_applicant() -> ForeignKeyConstraint:
    """Tie the column `applicant_id` to an applicant of the same tenant."""
    return ForeignKeyConstraint(["tenant", "applicant_id"], ["applicants.tenant", "applicants.id"])
