"""What a step of the schema's history makes of rows that were there before it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from kyc.storage import migration
from kyc.storage.database import Database

BEFORE, AFTER = "0012", "0013"
Row = dict[str, Any]


def day(number: int) -> datetime:
    return datetime(2026, 11, number, 12, tzinfo=UTC)


def verification(number: int, state: str, at: int) -> tuple[str, Row]:
    return "verifications", {"id": f"ver_{number}", "state": state, "sequence": number, "updated_at": day(at)}


def case(number: int, kind: str, resolution: str | None, at: int, about: int | None = None) -> tuple[str, Row]:
    closed = {"state": "closed", "closed_at": day(at)} if resolution else {"state": "open", "closed_at": None}
    whose = {"verification_id": f"ver_{about}" if about else None}
    return "cases", {"id": f"cas_{number}", "number": number, "kind": kind, "resolution": resolution, **closed, **whose}


def decision(number: int, about: int, outcome: str, state: str, at: int) -> tuple[str, Row]:
    told = {"outcome": outcome, "state": state, "made_at": day(at), "checked_at": None, "place": number}
    return "decisions", {"id": f"dec_{number}", "case_id": f"cas_{about}", "token": None, **told}


@pytest.mark.parametrize(
    ("rows", "standing"),
    [
        ([], None),
        ([verification(1, "in_review", 1)], None),
        ([verification(1, "canceled", 1)], None),
        ([verification(1, "approved", 1)], "approved"),
        ([verification(1, "approved", 1), verification(2, "rejected", 2), verification(3, "expired", 3)], "rejected"),
        ([verification(1, "approved", 1), case(1, "onboarding", "reject", 1, about=1)], "rejected"),  # superseded
        ([verification(1, "approved", 1), case(1, "onboarding", "approved", 1, about=1)], "approved"),  # by the policy
        ([verification(1, "approved", 1), case(1, "monitoring", "reject", 5)], "rejected"),
        ([verification(1, "rejected", 1), case(1, "monitoring", "approve", 5)], "rejected"),
        ([verification(1, "approved", 1), case(1, "monitoring", None, 5)], "approved"),
        ([verification(1, "approved", 9), case(1, "monitoring", "reject", 5)], "approved"),
        (
            [
                verification(1, "approved", 9),
                case(1, "monitoring", "reject", 5),
                decision(1, 1, "approve", "superseded", 5),
                decision(2, 1, "reject", "applied", 11),
            ],
            "rejected",
        ),
    ],
)
def test_who_was_verified_before_stands_as_concluded_last(
    rows: list[tuple[str, Row]], standing: str | None, cluster_or_file: Database
) -> None:
    with cluster_or_file._connection() as connection, connection.begin():
        to(connection, BEFORE)
        write(connection, [("tenants", {"id": "acme"}), ("applicants", {"id": "app_1"}), *rows])
        give_to_a_plain_owner(connection)
        to(connection, AFTER)
    with cluster_or_file._connection() as connection:
        assert connection.execute(sa.text("SELECT standing FROM applicants")).scalars().all() == [standing]


def to(connection: sa.Connection, revision: str) -> None:
    config = migration._config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def write(connection: sa.Connection, rows: list[tuple[str, Row]]) -> None:
    """Store rows as an earlier version did; what a test does not care about is filled in."""
    tables = sa.MetaData()
    tables.reflect(connection)
    for name, row in rows:
        columns = tables.tables[name].columns
        shared = {key: value for key, value in (("tenant", "acme"), ("applicant_id", "app_1")) if key in columns}
        needed = {each.name: filler(each) for each in columns if not each.nullable and each.server_default is None}
        connection.execute(columns["id"].table.insert().values(needed | shared | row))


def filler(column: sa.Column[Any]) -> Any:
    kind: Any = column.type
    fillers = {sa.DateTime: day(1), sa.Integer: 1, sa.Boolean: False, sa.LargeBinary: b"x", sa.JSON: [], sa.String: "x"}
    return next(value for known, value in fillers.items() if isinstance(kind, known))


def give_to_a_plain_owner(connection: sa.Connection) -> None:
    """On PostgreSQL go on as who owns the tables and is held to their policies, as an installation's owner is."""
    if connection.dialect.name != "postgresql":
        return
    make = "DO $$ BEGIN CREATE ROLE keeper; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    connection.execute(sa.text(make))
    connection.execute(sa.text("GRANT ALL ON SCHEMA public TO keeper"))
    for table in sa.inspect(connection).get_table_names():
        connection.execute(sa.text(f"ALTER TABLE {table} OWNER TO keeper"))
    connection.execute(sa.text("SET LOCAL ROLE keeper"))
