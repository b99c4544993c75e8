"""What a database's faults mean to a caller: unavailable, full, damaged or in conflict. Never what they quote."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

from kyc.model.errors import StoreError

UNAVAILABLE = "The database is busy or restarting: try again."
FULL = "The disk is full: nothing was stored."
DAMAGED = "The database is damaged: restore it from a backup."
SCHEMA = "The database has no tables for this version of the program: run `kyc db upgrade`."
REFUSED = "The database refused this: a value is too long or holds characters that cannot be stored."
UNKNOWN = "What this belongs to is not stored."
DENIED = "The database refuses this user or password: look at KYC_DATABASE, its password file and pg_hba.conf."
CONFLICT = "Somebody else wrote this first, or it exists already: read it again."

# SQLite counts a write that the disk refuses as an I/O error when it strikes the write-ahead log's index.
_SQLITE_FULL = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_TRUNCATE}
)
_SQLITE_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
# PostgreSQL, appendix A: 53100 disk full, 53 other resources, class 23 constraints, class XX internal.
_PG_FULL, _PG_DAMAGED = ("53100",), ("XX001", "XX002")
_PG_DENIED = "28"  # the class: invalid authorization
# libpq tells no state while it connects, only the server's words; those of servers that speak another language are
# known by its flags alone.
_PG_DENIED_WORDS = re.compile(
    r"authentication failed|no pg_hba\.conf entry|is not permitted to log in|FATAL:  role .* does not exist"
)
_PG_NO_PARENT = "23503"
_PG_SCHEMA = ("42P01", "42703", "42501", "22023", "42704")  # no such table, column, right; no such role, in two words


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's exceptions into ours; theirs quote statements and are dropped.

    Raises:
        StoreError: STORE.UNAVAILABLE, .DENIED, .FULL, .DAMAGED, .SCHEMA, .REFUSED, .UNKNOWN or .CONFLICT.
    """
    try:
        yield
    except SQLAlchemyError as error:
        raise meaning(error) from None


def meaning(error: SQLAlchemyError) -> StoreError:
    """What one fault means; what is not known to be worse is worth another attempt."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(cause, "sqlite_errorcode", None)
    state = getattr(cause, "sqlstate", None) or ""
    if code in _SQLITE_FULL or state in _PG_FULL:
        return StoreError("STORE.FULL", FULL)
    if (isinstance(code, int) and code & 0xFF in _SQLITE_DAMAGED) or state in _PG_DAMAGED:
        return StoreError("STORE.DAMAGED", DAMAGED)
    if state in _PG_SCHEMA or "no such table" in str(cause) or "no such column" in str(cause):
        return StoreError("STORE.SCHEMA", SCHEMA)
    if state.startswith(_PG_DENIED) or _is_denied(cause):
        return StoreError("STORE.DENIED", DENIED)
    if isinstance(error, (DataError, ProgrammingError)):
        return StoreError("STORE.REFUSED", REFUSED)
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY or state == _PG_NO_PARENT:
        return StoreError("STORE.UNKNOWN", UNKNOWN)
    if isinstance(error, IntegrityError):
        return StoreError("STORE.CONFLICT", CONFLICT)
    return StoreError("STORE.UNAVAILABLE", UNAVAILABLE)


def _is_denied(cause: BaseException | None) -> bool:
    """Whether PostgreSQL turned us away at the door."""
    connection = getattr(cause, "pgconn", None)
    return bool(getattr(connection, "needs_password", False)) or bool(_PG_DENIED_WORDS.search(str(cause)))
