"""Connections to SQLite and PostgreSQL, set up so that what was committed is on disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from kyc.model.errors import InputError, StoreError

BUSY_SECONDS = 5.0  # how long a writer waits for another before it is told to come again

APP_ROLE = "kyc_app"  # sees the rows of the transaction's tenant
SYSTEM_ROLE = "kyc_system"  # sees the queues and the keys' digests of all tenants, and no personal data


def build_engine(url: str, *, busy_seconds: float = BUSY_SECONDS, pool_size: int = 5) -> Engine:
    """Connect to `sqlite:///FILE` or `postgresql://…`; nothing is opened yet but an SQLite file made private.

    Raises:
        InputError: when the address is of neither.
        StoreError: STORE.UNAVAILABLE when the SQLite file cannot be made.
    """
    parsed = parsed_address(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, busy_seconds, pool_size)
    connect = {
        "connect_timeout": max(1, round(busy_seconds)),
        "options": f"-c lock_timeout={round(busy_seconds * 1000)}",
    }
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        connect_args=connect,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=pool_size,
        pool_timeout=busy_seconds,
    )


def become(connection: Connection, role: str, tenant: str) -> None:
    """Let row-level security take hold for one transaction: the role owns no table, the tenant picks the rows."""
    if connection.dialect.name == "postgresql":
        connection.execute(_BECOME, {"role": role, "tenant": tenant})


_BECOME = text(
    "SELECT set_config('role', :role, true), set_config('kyc.tenant', :tenant, true),"
    " set_config('synchronous_commit', 'on', true)"
)


def parsed_address(url: str) -> URL:
    """Read the address of a database.

    Raises:
        InputError: INPUT.DATABASE when it is of neither kind.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise InputError(
            "INPUT.DATABASE", "The database's address is not one: sqlite:///FILE or postgresql://…"
        ) from None
    if parsed.get_backend_name() not in ("sqlite", "postgresql") or (parsed.database or "") in ("", ":memory:"):
        raise InputError(
            "INPUT.DATABASE", "The database is an SQLite file or PostgreSQL: sqlite:///FILE, postgresql://…"
        )
    return parsed


def _sqlite(url: URL, busy_seconds: float, pool_size: int) -> Engine:
    _make_private(Path(url.database or ""))
    engine = create_engine(
        url,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
        hide_parameters=True,
        pool_size=pool_size,
        pool_timeout=busy_seconds,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(path: Path) -> None:
    """Make the file for its owner only; SQLite gives the same mode to the files it lays beside it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError("STORE.UNAVAILABLE", f"The database file cannot be opened: {error.strerror}.") from None


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late and be deferred
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged commit survives a power cut
        "foreign_keys=ON",
        "secure_delete=ON",  # a destroyed data key is overwritten, not merely unlinked
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail instead of waiting: take the write lock at once.
    reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
