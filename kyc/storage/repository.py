"""What every repository stands on: one transaction of one tenant, and statements that never leave it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kyc.model.errors import StoreError

T = TypeVar("T")

INPUT_TIME = timedelta(days=30)  # as KYC_INPUT_DAYS where nothing is set


@dataclass(frozen=True, slots=True)
class Scope:
    """One transaction: on whose behalf, by whom, and by which clock.

    `input_time` is how long an applicant has to hand in what was asked for.
    """

    connection: Connection
    tenant: str
    actor: str
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    input_time: timedelta = INPUT_TIME


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list, newest first; `next` is the id after which the following page starts, None at the end."""

    items: tuple[T, ...]
    next: str | None


class Repository:
    """The rows of one table that belong to the transaction's tenant; there is no way to ask for others."""

    TABLE: ClassVar[Table]

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @property
    def _tenant(self) -> str:
        return self._scope.tenant

    def _now(self) -> datetime:
        return self._scope.clock()

    def _rows(self, *where: ColumnElement[bool], order: Any = None, limit: int | None = None) -> Sequence[Row[Any]]:
        asked = select(self.TABLE).where(self._mine(), *where).limit(limit)
        return self._scope.connection.execute(asked if order is None else asked.order_by(order)).all()

    def _row(self, *where: ColumnElement[bool]) -> Row[Any] | None:
        return self._scope.connection.execute(select(self.TABLE).where(self._mine(), *where)).one_or_none()

    def _known(self, *where: ColumnElement[bool]) -> Row[Any]:
        """One row that must be there.

        Raises:
            StoreError: STORE.UNKNOWN, the same whether it never was or is another tenant's.
        """
        row = self._row(*where)
        if row is None:
            raise StoreError("STORE.UNKNOWN", f"Nothing by this id is stored among {self.TABLE.name}.")
        return row

    def _page(
        self, *where: ColumnElement[bool], limit: int, before: str | None
    ) -> tuple[Sequence[Row[Any]], str | None]:
        """Rows by id, newest first, starting below an id: inserts never shift a page (keyset pagination)."""
        below = (self.TABLE.c.id < before,) if before else ()
        rows = self._rows(*where, *below, order=self.TABLE.c.id.desc(), limit=limit + 1)
        return rows[:limit], rows[limit - 1].id if len(rows) > limit else None

    def _insert(self, **values: Any) -> None:
        self._scope.connection.execute(insert(self.TABLE).values(tenant=self._tenant, **values))

    def _insert_new(self, **values: Any) -> bool:
        """Store a row unless there is one with its key; wait for whoever is storing it just now."""
        return insert_new(self._scope.connection, self.TABLE, {"tenant": self._tenant, **values})

    def _update(self, values: Mapping[str, Any], *where: ColumnElement[bool]) -> int:
        """Change rows and say how many there were."""
        asked = update(self.TABLE).where(self._mine(), *where).values(**values)
        return self._scope.connection.execute(asked).rowcount

    def _replace(self, record_id: str, version: int, **values: Any) -> None:
        """Change the row that still has this version; the next version is stored with it.

        Raises:
            StoreError: STORE.CONFLICT when it was changed meanwhile, STORE.UNKNOWN when it is not there.
        """
        mine = self.TABLE.c.id == record_id
        if not self._update({**values, "version": version + 1}, mine, self.TABLE.c.version == version):
            self._known(mine)
            raise StoreError("STORE.CONFLICT", "It was changed meanwhile: read it again and repeat the change.")

    def _delete(self, *where: ColumnElement[bool]) -> int:
        return self._scope.connection.execute(delete(self.TABLE).where(self._mine(), *where)).rowcount

    def _mine(self) -> ColumnElement[bool]:
        mine: ColumnElement[bool] = self.TABLE.c.tenant == self._tenant
        return mine


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Store a row unless one with its key exists, and say whether it was stored."""
    dialect_insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    storing = dialect_insert(table).values(**values).on_conflict_do_nothing()
    return connection.execute(storing.returning(*table.primary_key.columns)).first() is not None
