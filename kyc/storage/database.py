"""The encrypted store: SQLite beside the program, or PostgreSQL; one transaction at a time is all it hands out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from kyc.model.ids import new_id
from kyc.storage import migration
from kyc.storage.aftermath import Aftermath
from kyc.storage.engine import APP_ROLE, BUSY_SECONDS, SYSTEM_ROLE, become, build_engine
from kyc.storage.faults import translated
from kyc.storage.files.blobs import Blobs
from kyc.storage.repository import INPUT_TIME, Scope
from kyc.storage.sealing.keyring import Keyring
from kyc.storage.unit import SystemUnit, Unit


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Database:
    """Rows in a database, images in a blob store, both sealed under a keyring."""

    def __init__(
        self,
        url: str,
        keyring: Keyring,
        blobs: Blobs,
        clock: Callable[[], datetime] = _utc_now,
        *,
        busy_seconds: float = BUSY_SECONDS,
        pool_size: int = 5,
        input_time: timedelta = INPUT_TIME,
    ) -> None:
        self._engine = build_engine(url, busy_seconds=busy_seconds, pool_size=pool_size)
        self._keyring, self.blobs, self._clock, self._input_time = keyring, blobs, clock, input_time

    @contextmanager
    def transaction(self, tenant: str, actor: str, *, read_only: bool = False) -> Iterator[Unit]:
        """Do things for a tenant: all of them are on disk when the block ends, or none when it raises.

        `read_only` lets SQLite readers pass a writer by; nothing can be written then, audit entries included.

        Raises:
            StoreError: STORE.UNAVAILABLE (busy, restarting), STORE.DENIED, STORE.FULL, STORE.DAMAGED, STORE.CONFLICT.
        """
        aftermath = Aftermath()
        with translated(), self._connection(read_only=read_only) as connection, connection.begin():
            become(connection, APP_ROLE, tenant)
            unit = Unit(self._scope(connection, tenant, actor), self._keyring, self.blobs, aftermath, self.scrub)
            try:
                yield unit
                unit.audit.flush()
            except BaseException:
                aftermath.settle(is_committed=False)
                raise
            # A commit that fails is in doubt: then neither list is worked off, and the sweeper finds what is left.
        aftermath.settle(is_committed=True)

    @contextmanager
    def system(self) -> Iterator[SystemUnit]:
        """Work on what all tenants share: queues, keys' digests, the list of tenants.

        Raises:
            StoreError: as `transaction`.
        """
        with translated(), self._connection() as connection, connection.begin():
            become(connection, SYSTEM_ROLE, "")
            yield SystemUnit(connection, self._keyring, self._clock)

    def ensure_tenant(self, tenant: str, *, is_sandbox: bool = False) -> None:
        """Make a tenant unless it exists."""
        with self.system() as system:
            system.tenants.ensure(tenant, at=self._clock(), is_sandbox=is_sandbox)

    def upgrade(self) -> str:
        """Bring the schema up to date and return its revision; needs the rights of the tables' owner."""
        with translated(), self._connection() as connection, connection.begin():
            return migration.upgrade(connection)

    def revision(self) -> str | None:
        """The schema's revision, None before the first upgrade."""
        with translated(), self._connection(read_only=True) as connection:
            return migration.revision(connection)

    @property
    def is_current(self) -> bool:
        """Whether the schema is the one this program was written for; also says that the database answers."""
        return self.revision() == migration.head()

    def scrub(self) -> None:
        """Overwrite what SQLite's write-ahead log still holds of destroyed keys; PostgreSQL vacuums by itself."""
        if self._engine.dialect.name == "sqlite":
            with translated(), self._engine.connect() as connection:
                connection.execution_options(read_only=True).commit()
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _connection(self, *, read_only: bool = False) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            options = {"postgresql_readonly": True} if read_only and self._is_postgres else {}
            yield connection.execution_options(read_only=read_only, **options)

    @property
    def _is_postgres(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    def _scope(self, connection: Connection, tenant: str, actor: str) -> Scope:
        return Scope(connection, tenant, actor, self._clock, partial(new_id, clock=self._clock), self._input_time)
